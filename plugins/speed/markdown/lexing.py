"""Lets Pygments' lexers try only those of their rules that may match at the next character.

A lexer tries all rules of its state in order, dozens for each token. Its own loop goes on doing so; it
is given shorter lists.
"""

import re
from collections.abc import Iterator
from typing import Any

from pygments.lexer import RegexLexer  # type: ignore[import-untyped]

from plugins.speed.markdown.beginnings import Beginnings

_WARM = 200  # tokens found in a state before its rules are looked at, which takes as long
Rule = tuple[Any, ...]


class QuickState:
    """The rules of a state, in order; each time they are gone through, those that may match."""

    def __init__(self, rules: list[Rule]) -> None:
        """Take all rules."""
        self._all, self._seen = rules, 0
        self._begin: list[Beginnings | None] = []
        self._by_char: dict[str, list[Rule]] = {}
        self._rules = rules

    def __iter__(self) -> Iterator[Rule]:
        """Give a rule that never matches, and then those that may, where the first was tried."""
        self._seen += 1
        if self._seen < _WARM:
            yield from self._all
        else:
            yield self._look, None, None
            yield from self._rules

    def _look(self, text: str, place: int, *_end: int) -> None:
        char = text[place : place + 1]
        rules = self._by_char.get(char)
        if rules is None:
            rules = self._by_char[char] = self._that_may_match(char)
        self._rules = rules

    def _that_may_match(self, char: str) -> list[Rule]:
        self._begin = self._begin or [_beginnings(rule) for rule in self._all]
        return [
            rule
            for rule, begin in zip(self._all, self._begin, strict=True)
            if begin is None or begin.may_be(char)
        ]


class QuickStates:
    """What is remembered of lexers' rules."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: dict[int, tuple[Any, dict[str, QuickState]]] = {}

    def quicken(self, lexer: Any) -> Any:
        """Give a lexer that tries fewer rules, and finds the same tokens."""
        if isinstance(lexer, RegexLexer):
            rules = lexer._tokens  # noqa: SLF001 - it has no other name
            if id(rules) not in self._known:
                quick = {state: QuickState(some) for state, some in rules.items()}
                self._known[id(rules)] = rules, quick
            lexer._tokens = self._known[id(rules)][1]  # noqa: SLF001
        return lexer


def _beginnings(rule: Rule) -> Beginnings | None:
    """Give what a rule's match may begin with; None when it is found by something else than Python's re."""
    pattern = getattr(rule[0], "__self__", None)
    if isinstance(pattern, re.Pattern) and rule[0].__name__ == "match":
        return Beginnings(pattern)
    return None
