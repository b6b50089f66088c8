"""Words that nobody has written before, the same each time: no packer can know them.

Some are chosen more often than others, as in every language; a page of them packs a fifth worse than
one in English.
"""

import random
import textwrap
from itertools import accumulate

_STARTS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "f",
    "fl",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
]
_MIDDLES = ["a", "a", "e", "e", "i", "i", "o", "o", "u", "ea", "ou"]
_ENDS = ["", *["d", "l", "m", "n", "n", "nd", "ng", "r", "r", "s", "st", "t", "th", "x"]]
_WORDS_OF_A_SENTENCE = (6, 19)
_COMMON = 12  # the smaller, the more often the first words come


def make_words(number: int, *, seed: int = 8) -> tuple[str, ...]:
    """Give so many different words, as long as English ones are."""
    choice = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        found[_make_word(choice)] = None
    return tuple(found)


class Prose:
    """Sentences of words chosen from `words`, the first ones oftener than the last."""

    def __init__(self, words: tuple[str, ...], *, seed: int = 8):
        self._words = words
        self._weights = tuple(accumulate(1 / (rank + _COMMON) for rank in range(len(words))))
        self._choice = random.Random(seed)

    def paragraph(self, length: int) -> str:
        """Give a paragraph of `length` words, in lines as a person would write them."""
        sentences = []
        while length:
            size = min(length, self._choice.randint(*_WORDS_OF_A_SENTENCE))
            sentences.append(self._sentence(size))
            length -= size
        return textwrap.fill(" ".join(sentences), 100, break_on_hyphens=False)

    def _sentence(self, length: int) -> str:
        words = self._choice.choices(self._words, cum_weights=self._weights, k=length)
        if length > 9:
            comma = self._choice.randint(3, length - 4)
            words[comma] += ","
        return " ".join(words).capitalize() + "."


def _make_word(choice: random.Random) -> str:
    syllables = choice.choices((1, 2), weights=(3, 1))[0]
    return "".join(_make_syllable(choice) for _ in range(syllables))


def _make_syllable(choice: random.Random) -> str:
    return choice.choice(_STARTS) + choice.choice(_MIDDLES) + choice.choice(_ENDS)
