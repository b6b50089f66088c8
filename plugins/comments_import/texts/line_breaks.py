"""Texts whose line ends were meant to be seen: what weblogs made HTML of as they showed it."""

import re
from itertools import pairwise

from plugins.shared.text import one_line, words_of

_TAGS = (
    "a abbr acronym address b big blockquote br center cite code dd del div dl dt em embed font "
    "h1 h2 h3 h4 h5 h6 hr i iframe img ins kbd li object ol p pre q s script small span strike "
    "strong style sub sup table tbody td th tr tt u ul"
)
_MARKUP = re.compile(
    rf"</?(?:{_TAGS.replace(' ', '|')})(?:[\s/][^<>]*)?>|<!--|&(?:#\d+|#x[0-9a-f]+|[a-z]\w{{1,30}});",
    re.IGNORECASE,
)
_BLOCK = (
    r"</?(?:address|blockquote|center|dd|div|dl|dt|fieldset|form|h[1-6]|hr|li|menu|ol|p|pre|table|"
    r"tbody|td|th|thead|tr|ul)\b[^<>]*>"
)
_HAS_BLOCK = re.compile(_BLOCK, re.IGNORECASE)
_ENDS_ROW = re.compile(rf"(?:{_BLOCK}|<br\b[^<>]*>)\s*\Z", re.IGNORECASE)
_PRE = re.compile(r"<(/?)pre\b", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether `text` has tags or character references; "I <3 R&B" and "<name>" are none."""
    return bool(_MARKUP.search(text))


def plain_words(text: str) -> str:
    """Give a name or title as one line of plain text, whether it is HTML or not."""
    return words_of(text) if is_html(text) else one_line(text)


def add_breaks(html: str) -> str:
    """Give `html` with a paragraph for each of its parts between empty lines, and <br> at line ends.

    Parts that have blocks of their own get no paragraph around, and what is in <pre> stays as it is.
    """
    return "\n\n".join(_paragraph(rows) for rows in _paragraphs(html))


def _paragraphs(html: str) -> list[list[tuple[str, bool]]]:
    """Give each part's lines, and whether a line's end lies inside of <pre>."""
    parts: list[list[tuple[str, bool]]] = [[]]
    is_pre = False
    for row in html.split("\n"):
        if not row.strip() and not is_pre:
            parts.append([])
            continue
        for match in _PRE.finditer(row):
            is_pre = not match[1]
        parts[-1].append((row, is_pre))
    return [part for part in parts if part]


def _paragraph(rows: list[tuple[str, bool]]) -> str:
    text = "\n".join(row for row, _is_pre in rows)
    if _HAS_BLOCK.match(text.lstrip()):
        return text
    broken = "".join(
        row + ("\n" if is_pre or _needs_no_break(row, following) else "<br />\n")
        for (row, is_pre), (following, _is_pre) in pairwise(rows)
    )
    broken += rows[-1][0]
    return broken if _HAS_BLOCK.search(text) else f"<p>{broken}</p>"


def _needs_no_break(row: str, following: str) -> bool:
    return bool(_ENDS_ROW.search(row) or _HAS_BLOCK.match(following.lstrip()))
