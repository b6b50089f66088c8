"""The words of a post by which others are found that go with it: beginnings of words, in any language."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, pairwise

from plugins.reading.reading_time import UNSPACED, with_plain_signs

# How many of its own words a post can be found by.
LISTED = 40
_WEIGHT_OF_TITLE = 3
# As many letters tell a word from others; what follows is often an ending.
_STEMS = re.compile(rf"([^\W\d_{UNSPACED}]{{3,6}}+)[^\W\d_{UNSPACED}]*+")
_STEMS_OF_ASCII = re.compile(r"([a-z]{3,6}+)[a-z]*+")  # the same, in half the time
_SHORT = 3
_UNSPACED = re.compile(f"[{UNSPACED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a post says. `all` are its words, each once, with spaces between; the `listed` are among them.

    Those are in its title or in it more than once, and those come first that it says most.
    """

    listed: tuple[str, ...] = ()
    all: str = ""

    @property
    def stamp(self) -> str:
        """What tells it from what another post says."""
        return blake2b(f"{' '.join(self.listed)}\n{self.all}".encode(), digest_size=12).hexdigest()


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
        return _STEMS_OF_ASCII.findall(folded)
    found: list[str] = _STEMS.findall(folded)
    return [*found, *chain.from_iterable(map(_pairs, _UNSPACED.findall(folded)))]


def _pairs(text: str) -> Iterable[str]:
    return map("".join, pairwise(text))
