"""The words of a post by which others are found that go with it: beginnings of words, in any language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, pairwise

from plugins.reading.reading_time import UNSPACED, with_plain_signs
from plugins.shared.patterns import late_pattern

# How many of its own words a post can be found by.
LISTED = 40
_WEIGHT_OF_TITLE = 3
# As many letters tell a word from others; what follows is often an ending.
_STEMS = late_pattern(rf"([^\W\d_{UNSPACED}]{{3,6}}+)[^\W\d_{UNSPACED}]*+")
_SHORT, _LONGEST = 3, 6
# What of ASCII in small letters is no letter becomes a space.
_LETTERS = bytes(one if chr(one).islower() else ord(" ") for one in range(128)).ljust(256)
_UNSPACED = late_pattern(f"[{UNSPACED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a post says. `all` are its words, each once, with spaces between; the `listed` are among them.

    Those are in its title or in it more than once, and those come first that it says most.
    """

    listed: tuple[str, ...] = ()
    all: str = ""

    @property
    def text(self) -> str:
        """It as a text, which is sooner kept and fetched than an object."""
        return f"{' '.join(self.listed)}\n{self.all}"

    @classmethod
    def parse(cls, text: str) -> "Said":
        """Give what `text` was made of."""
        listed, _, words = text.partition("\n")
        return cls(listed=tuple(listed.split()), all=words)

    @property
    def stamp(self) -> str:
        """What tells it from what another post says."""
        return blake2b(self.text.encode(), digest_size=12).hexdigest()


def words_said(text: str, *, heading: str = "") -> Said:
    """Give what a post says. `heading` is its title and whatever else counts more than its `text`."""
    counts = Counter(_words(text))
    for word in _words(heading):
        counts[word] += _WEIGHT_OF_TITLE
    return Said(listed=_listed(counts), all=" ".join(sorted(counts)))


def _listed(counts: Counter[str]) -> tuple[str, ...]:
    said = [
        (-count * len(word), word) for word, count in counts.items() if count > 1 and _tells(word)
    ]
    return tuple(word for _weight, word in sorted(said)[:LISTED])


def _tells(word: str) -> bool:
    """Whether a word may tell anything: the shortest of an alphabet of large and small letters do not.

    Arabic and Hebrew do not write the vowels, so that theirs do.
    """
    return len(word) != _SHORT or word.upper() == word


def _words(text: str) -> list[str]:
    """Give what tells texts apart: beginnings of words, and where there are no spaces, pairs of characters."""
    folded = with_plain_signs(text).casefold()
    if folded.isascii():
        words = folded.encode().translate(_LETTERS).decode().split()  # in a third of the time
        return [word[:_LONGEST] for word in words if len(word) >= _SHORT]
    found: list[str] = _STEMS.findall(folded)
    return [*found, *chain.from_iterable(map(_pairs, _UNSPACED.findall(folded)))]


def _pairs(text: str) -> Iterable[str]:
    return map("".join, pairwise(text))
