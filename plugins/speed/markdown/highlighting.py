"""Highlights code with lexers found and formatters made once, and the same code only once.

Only Pygments' HtmlFormatter is kept: it holds nothing of what it formatted. A lexer is made anew for
each block, for some remember what they read; what is kept is where to find it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markdown.extensions import codehilite
from markdown.extensions.codehilite import CodeHilite, HiliteTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor

from plugins.speed.markdown.borrowed import with_names
from plugins.speed.markdown.lexing import QuickStates

MOST_BLOCKS = 2000
THREE_MARKS = re.compile("```|~~~")
PLAIN_TYPES = (str, int, float, bool, type(None))


class Fences:
    """Stands in for FENCED_BLOCK_RE: tries it only where a line begins with three marks of a fence."""

    def __init__(self, block: re.Pattern[str]) -> None:
        """Take the expression for the whole block."""
        self.block = block

    def search(self, text: str, index: int = 0) -> re.Match[str] | None:
        """Give the first block of code between fences that begins at the index or behind it."""
        for mark in THREE_MARKS.finditer(text, index):
            place = mark.start()
            if place == 0 or text[place - 1] == "\n":
                match = self.block.match(text, place)
                if match:
                    return match
        return None


class Highlighting:
    """What is remembered from block to block, for one converter."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.lexers: dict[str, type] = {}
        self.formatters: dict[str, Any] = {}
        self.blocks: dict[str, str] = {}
        self._states = QuickStates()

    def lexer_by_name(self, alias: str, **options: object) -> Any:
        """Give what pygments.lexers.get_lexer_by_name gives."""
        if alias not in self.lexers:
            self.lexers[alias] = type(codehilite.get_lexer_by_name(alias, **options))
        return self._states.quicken(self.lexers[alias](**options))

    def formatter_by_name(self, alias: str, **options: object) -> Any:
        """Give what pygments.formatters.get_formatter_by_name gives, if it may be shared, again."""
        key = _key(alias, options)
        if key is not None and key in self.formatters:
            return self.formatters[key]
        formatter = codehilite.get_formatter_by_name(alias, **options)
        if key is not None and _is_html_formatter(formatter):
            self.formatters[key] = formatter
        return formatter

    def remember_block(self, key: str | None, highlighted: Callable[[], str]) -> str:
        """Give a block as it was highlighted before; None as key: highlight it again."""
        if key is None:
            return highlighted()
        if key not in self.blocks:
            if len(self.blocks) >= MOST_BLOCKS:
                self.blocks.clear()
            self.blocks[key] = highlighted()
        return self.blocks[key]


def quicken_code(processor: Any, highlighting: Highlighting) -> None:
    """Let one of Markdown's own processors of code highlight through what is remembered."""
    code_class = _code_class(highlighting)
    if type(processor) is HiliteTreeprocessor:
        run = with_names(HiliteTreeprocessor.run, CodeHilite=code_class)
        processor.run = run.__get__(processor)
    if type(processor) is FencedBlockPreprocessor:
        run = with_names(FencedBlockPreprocessor.run, CodeHilite=code_class)
        processor.run = run.__get__(processor)
        processor.FENCED_BLOCK_RE = Fences(FencedBlockPreprocessor.FENCED_BLOCK_RE)


def _code_class(highlighting: Highlighting) -> type[CodeHilite]:
    """Give a CodeHilite that asks for the block in what is remembered first."""
    hilite = with_names(
        CodeHilite.hilite,
        get_lexer_by_name=highlighting.lexer_by_name,
        get_formatter_by_name=highlighting.formatter_by_name,
    )

    class QuickCodeHilite(CodeHilite):  # type: ignore[misc]
        def hilite(self, shebang: bool = True) -> str:  # noqa: FBT001, FBT002 (as in Markdown)
            return highlighting.remember_block(
                _key(shebang, vars(self)), lambda: hilite(self, shebang)
            )

    return QuickCodeHilite


def _is_html_formatter(formatter: object) -> bool:
    kind = type(formatter)
    return (kind.__module__, kind.__qualname__) == ("pygments.formatters.html", "HtmlFormatter")


def _key(first: object, options: Mapping[str, Any]) -> str | None:
    """Give a text that is the same only for the same plain values, or None if some are not plain.

    A formatter of one's own, by name, may remember anything.
    """
    if options.get("pygments_formatter", "html") != "html":
        return None
    values = [
        part
        for value in options.values()
        for part in (value.values() if type(value) is dict else (value,))
        for part in (part if type(part) in {list, tuple} else (part,))
    ]
    if all(type(value) in PLAIN_TYPES for value in values):
        return repr((first, sorted(options.items())))
    return None
