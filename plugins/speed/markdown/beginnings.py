"""With which characters a match of a regular expression may begin. Pure.

Read off Python's own parse of the expression. In doubt the answer is yes: it only spares trying what
cannot match.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum, auto
from functools import cache
from importlib import import_module
from typing import Any

parser: Any = None
parts: Any = None
with suppress(
    ImportError
):  # in a Python that has them elsewhere, everything may begin with anything
    parser, parts = import_module("re._parser"), import_module("re._constants")

_LAST_PLAIN = "\x7f"  # behind it, letters have other cases that Python alone knows
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}


class Answer(Enum):
    """Whether a part of an expression may match something that begins with a character."""

    YES = auto()
    NO = auto()
    EMPTY = auto()  # it may match nothing: what follows it decides


class Beginnings:
    """What a match of one expression may begin with."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        """Parse the expression."""
        self._flags = pattern.flags
        self._items: Any = None
        if parser is not None:
            self._items = list(parser.parse(pattern.pattern, pattern.flags))

    def may_be(self, char: str) -> bool:
        """Whether a match may stand where a character stands; "" is the end of the text."""
        if self._items is None or not char:
            return True
        return _sequence(self._items, char, self._flags) is not Answer.NO


def _sequence(items: Iterable[Any], char: str, flags: int) -> Answer:
    for kind, given in items:
        answer = _item(kind, given, char, flags)
        if answer is not Answer.EMPTY:
            return answer
    return Answer.EMPTY


def _item(kind: Any, given: Any, char: str, flags: int) -> Answer:
    if kind in {parts.LITERAL, parts.NOT_LITERAL, parts.IN}:
        return Answer.YES if _is_matched(kind, given, char, flags) else Answer.NO
    if kind is parts.BRANCH:
        return _any(given[1], char, flags)
    if kind is parts.SUBPATTERN:
        _group, added, taken, inner = given
        return _sequence(inner, char, (flags | added) & ~taken)
    if kind in {parts.MAX_REPEAT, parts.MIN_REPEAT}:
        least, _most, inner = given
        answer = _sequence(inner, char, flags)
        return Answer.EMPTY if least == 0 and answer is Answer.NO else answer
    looks = {parts.AT, parts.ASSERT, parts.ASSERT_NOT}
    return Answer.EMPTY if kind in looks else Answer.YES


def _is_matched(kind: Any, given: Any, char: str, flags: int) -> bool:
    if kind is parts.IN:
        return _is_among(given, char, flags)
    if kind is parts.LITERAL:
        return _is_letter(given, char, flags)
    return flags & re.IGNORECASE != 0 or chr(given) != char


def _any(branches: Iterable[Any], char: str, flags: int) -> Answer:
    answers = {_sequence(branch, char, flags) for branch in branches}
    return next(one for one in (Answer.YES, Answer.EMPTY, Answer.NO) if one in answers)


def _is_letter(number: int, char: str, flags: int) -> bool:
    letter = chr(number)
    if not flags & re.IGNORECASE:
        return letter == char
    return max(letter, char) > _LAST_PLAIN or letter.lower() == char.lower()


def _is_among(items: Iterable[Any], char: str, flags: int) -> bool:
    is_negated = False
    for kind, given in items:
        if kind is parts.NEGATE:
            is_negated = True
            if flags & re.IGNORECASE:
                return True
            continue
        is_one = _is_one(kind, given, char, flags)
        if is_one is None:
            return True
        if is_one:
            return not is_negated
    return is_negated


def _is_one(kind: Any, given: Any, char: str, flags: int) -> bool | None:
    """Whether a character is one of a set's; None when that is not known."""
    if kind is parts.LITERAL:
        return _is_letter(given, char, flags)
    if kind is parts.RANGE:
        first, last = map(chr, given)
        if not flags & re.IGNORECASE:
            return first <= char <= last
        is_plain = max(last, char) <= _LAST_PLAIN
        return (
            any(first <= one <= last for one in (char.lower(), char.upper())) if is_plain else None
        )
    category = _CATEGORIES.get(str(given)) if kind is parts.CATEGORY else None
    return category and bool(_compiled(category, flags & re.ASCII).match(char))  # type: ignore[return-value]


@cache
def _compiled(category: str, flags: int) -> re.Pattern[str]:
    return re.compile(category, flags)
