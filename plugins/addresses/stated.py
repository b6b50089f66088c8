"""The old addresses an author states: `Redirect_from:` of posts and pages, and content/redirects.txt.

A line of redirects.txt is an old address, a space, and where it leads now: "/old/page /about/".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugins.addresses.model import Rule
from plugins.addresses.written import Query, key_of, parse_old
from plugins.shared.errors import Fault

REDIRECTS = "redirects.txt"
_SOURCE = "the author says so"
_COLUMNS = 2

Key = tuple[str, Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A rule, and where its author wrote it."""

    rule: Rule
    path: Path
    line: int

    @property
    def key(self) -> Key:
        """What a request has to be for the rule to answer."""
        return self.rule.old, self.rule.query

    def fault(self, message: str) -> Fault:
        """Give what is wrong with it."""
        return Fault(path=self.path, line=self.line, message=message)


def parse_redirect_from(
    values: Iterable[str], new: str, *, path: Path, line: int = 0, base: str = ""
) -> tuple[list[Stated], list[Fault]]:
    """Read the lines of a `Redirect_from:`, of a post or page whose own address is `new`.

    `base` is the path of the site's own address: an old address may begin with it.
    """
    return _parted(
        _stated(old, new, path, number, base)
        for number, value in enumerate(values, start=line)
        for old in filter(None, (part.strip() for part in value.split(",")))
    )


def parse_redirects(text: str, path: Path, base: str = "") -> tuple[list[Stated], list[Fault]]:
    """Read redirects.txt; lines that begin with "#" are remarks. Both columns may begin with `base`."""
    rows = ((number, line.split()) for number, line in enumerate(text.splitlines(), start=1))
    return _parted(
        _read_row(words, path, number, base)
        for number, words in rows
        if words and not words[0].startswith("#")
    )


def _read_row(words: list[str], path: Path, line: int, base: str) -> Stated | Fault:
    if len(words) == _COLUMNS and words[1].startswith("/") and not words[1].startswith("//"):
        return _stated(words[0], _below(words[1], base), path, line, base)
    message = (
        f'"{" ".join(words)[:80]}" is no redirect; write the old address, a space, and the page of '
        'this site it leads to, such as "/old /about/".'
    )
    return Fault(path=path, line=line, message=message)


def _parted(read: Iterable[Stated | Fault]) -> tuple[list[Stated], list[Fault]]:
    every = list(read)
    stated = [one for one in every if isinstance(one, Stated)]
    return stated, [one for one in every if isinstance(one, Fault)]


def _stated(written: str, new: str, path: Path, line: int, base: str) -> Stated | Fault:
    try:
        parsed, query = parse_old(written)
    except ValueError as error:
        message = f'the old address "{written[:80]}" cannot be used: {error}.'
        return Fault(path=path, line=line, message=message)
    old = _below(parsed, unquote(base))
    if old == "/" and not query:
        message = f'the old address "{written[:80]}" is the first page, which has its own words; take it out.'
        return Fault(path=path, line=line, message=message)
    rule = Rule(old=old, new=new, query=query, source=_SOURCE)
    return Stated(rule=rule, path=path, line=line)


def _below(path: str, base: str) -> str:
    """Give the part of a path that is below the site's own address, where it begins with that."""
    is_below = bool(base) and (path == base or path.startswith(f"{base}/"))
    return (path[len(base) :] or "/") if is_below else path


def clashes(stated: Sequence[Stated], pages: Mapping[str, str]) -> list[Fault]:
    """Give what is wrong between the rules, and between them and the site's pages.

    `pages` has the file of the content that each page is made of, by key_of its address.
    """
    first: dict[Key, Stated] = {}
    faults = []
    for one in stated:
        other = first.setdefault(one.key, one)
        target = key_of(_path_of(one.rule.new))
        if one.rule.query is None and one.rule.old == target:
            faults.append(one.fault(f"{_shown(one)} leads to itself; take it out."))
        elif one.rule.query is None and one.rule.old in pages:
            message = f"{_shown(one)} is the address of {pages[one.rule.old]}; take it out, or give that another one."
            faults.append(one.fault(message))
        elif key_of(_path_of(other.rule.new)) != target:
            message = f"{_shown(one)} leads to {one.rule.new} here and to {other.rule.new} by {other.path.name}, line {other.line}; keep one of them."
            faults.append(one.fault(message))
    return [*faults, *_chains(first)]


def _chains(first: Mapping[Key, Stated]) -> list[Fault]:
    """Give a fault for each rule that leads to an address which leads on itself."""
    faults = []
    for one in first.values():
        way = [one]
        while (after := _next(way[-1], first)) and after not in way:
            way.append(after)
        if after and after is one and len(way) > 1:
            round_ = " → ".join([*(step.rule.old for step in way), one.rule.old])
            faults.append(one.fault(f"{_shown(one)} leads round and back to itself: {round_}."))
        elif len(way) > 1:
            message = f"{_shown(one)} leads to {one.rule.new}, which leads on itself; write {way[-1].rule.new} at once."
            faults.append(one.fault(message))
    return faults


def _next(one: Stated, first: Mapping[Key, Stated]) -> Stated | None:
    return first.get((key_of(_path_of(one.rule.new)), None))


def _shown(one: Stated) -> str:
    query = f"?{'='.join(one.rule.query)}" if one.rule.query else ""
    return f"the old address {one.rule.old}{query}"


def _path_of(new: str) -> str:
    return unquote(urlsplit(new).path)
