"""Each part's share of a build: samples of where it stood, summed up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part's seconds: `own`, and `whole` with what it has others do for it."""

    part: str
    own: float
    whole: float


def find_shares(samples: Iterable[str]) -> list[Share]:
    """Give the parts' times out of lines of seconds and parts, the innermost part first."""
    own: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for sample in samples:
        seconds, *parts = sample.split("\t")
        own[parts[0]] += float(seconds)
        for part in parts:
            whole[part] += float(seconds)
    shares = [Share(part=part, own=own[part], whole=whole[part]) for part in whole]
    return sorted(shares, key=lambda share: (-share.own, share.part))


def table(shares: list[Share]) -> Iterator[str]:
    """Give a line for each part."""
    total = sum(share.own for share in shares)
    width = max(len(share.part) for share in shares)
    yield f"{'part':{width}}  {'own':>7}  {'share':>6}  {'with what it calls':>19}"
    for share in shares:
        percent, whole = share.own / total, share.whole / total
        yield f"{share.part:{width}}  {share.own:5.2f} s  {percent:6.1%}  {share.whole:9.2f} s {whole:7.1%}"
    yield f"{'all':{width}}  {total:5.2f} s"
