"""Text in lines of a width, as a terminal counts columns. Pure."""

import re
import unicodedata

COLUMNS = 72
# Chinese and Japanese have no spaces: a line may end after any character, but none begins with a full stop.
_IDEOGRAPH = re.compile(
    "([\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff][\u3001\u3002\u300d\u300f\uff01\uff0c\uff1f]*)"
)
_ADDRESS = re.compile("://|mailto:")
_TWO_COLUMNS = frozenset("WF")
_NO_COLUMN = frozenset(("Mn", "Me", "Cf"))


def wrap(text: str, indent: str = "") -> str:
    """Give `text` in lines of at most 72 columns, its own line breaks kept; addresses are never broken."""
    lines = [line for own in text.split("\n") for line in lines_of(own, COLUMNS - width(indent))]
    return "\n".join(f"{indent}{line}" if line else "" for line in lines)


def lines_of(text: str, columns: int) -> list[str]:
    """Give one paragraph's lines; a word wider than a line is cut, unless it is an address."""
    lines, line, used = [], "", 0
    for gap, word in _words(text, columns):
        needed = width(word)
        if line and used + len(gap) + needed > columns:
            lines.append(line)
            line, used = word, needed
        else:
            line, used = (
                (f"{line}{gap}{word}", used + len(gap) + needed) if line else (word, needed)
            )
    return [*lines, line]


def _words(text: str, columns: int) -> list[tuple[str, str]]:
    """Give what a line cannot end in, each with what stands before it on the same line."""
    found = []
    for word in text.split(" "):
        gap = " "
        for piece in _pieces(word, columns):
            found.append((gap, piece))
            gap = ""
    return [(gap, word) for gap, word in found if word]


def _pieces(word: str, columns: int) -> list[str]:
    if _ADDRESS.search(word):
        return [word]
    parts = [word] if word.isascii() else [part for part in _IDEOGRAPH.split(word) if part]
    return [piece for part in parts for piece in _cut(part, columns)]


def _cut(word: str, columns: int) -> list[str]:
    if width(word) <= columns:
        return [word]
    pieces, used = [""], 0
    for character in word:
        needed = width(character)
        if used + needed > columns:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += needed
    return pieces


def width(text: str) -> int:
    """Give how many columns `text` takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _TWO_COLUMNS else 1


def underline(title: str, line: str) -> str:
    """Give a title in lines, with a line of the same width below it."""
    lines = lines_of(title, COLUMNS)
    return "\n".join([*lines, line * max(map(width, lines), default=1)])
