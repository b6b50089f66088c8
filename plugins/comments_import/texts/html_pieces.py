"""HTML in pieces: the tags of blocks, what stands between them, and what nobody may touch.

This is no parser: it knows no tree, refuses nothing, and the pieces joined are the text again.
"""

import re
from collections.abc import Iterator
from enum import IntEnum, auto

_BLOCK_NAMES = (
    "address article aside blockquote body caption center col colgroup dd details dialog div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li "
    "link main map menu meta nav ol p section summary table tbody td tfoot th thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
# Taken with all that is in them, as it is: those that stand by themselves, and those within a line.
_VERBATIM_BLOCKS = frozenset({"pre", "script", "style"})
_VERBATIM_LINES = frozenset(
    {"audio", "iframe", "math", "object", "select", "svg", "textarea", "video"}
)
_VERBATIM = _VERBATIM_BLOCKS | _VERBATIM_LINES
_SEEN = _VERBATIM_LINES | {"embed", "img", "input"}
_TOKEN = re.compile(
    r"(?P<text>(?:[^<]|<(?![A-Za-z/!]))++)|<!--|<(?P<slash>/?)(?P<name>[A-Za-z][\w:-]*+)[^<>]*+>|<"
)


class Sort(IntEnum):
    """What a piece is. Up to `SEEN`, which shows something without being text, it stands in a line."""

    TEXT = auto()
    TAG = auto()
    SEEN = auto()
    OPENING = auto()
    CLOSING = auto()
    VERBATIM = auto()


Piece = tuple[Sort, str, str]  # with the name of its tag, and as it stands there


def pieces_of(html: str) -> Iterator[Piece]:
    """Give `html` piece by piece."""
    lower = html.lower()
    lower = lower if len(lower) == len(html) else html
    missing: set[str] = set()  # ends that were looked for once, and stand nowhere below
    place = 0
    while match := _TOKEN.match(html, place):
        start, place = match.span()
        name = (match["name"] or "").lower()
        end = _end_of(match, name)
        found = lower.find(end, place) if end and end not in missing else -1
        if found >= 0:
            place = html.find(">", found) + 1 or len(html)
            yield _sort_of_whole(name), name, html[start:place]
            continue
        if end:
            missing.add(end)
        yield _sort_of(match, name), name, match[0]


def _end_of(match: re.Match[str], name: str) -> str:
    """Give what ends a remark, or something verbatim; "" for all else."""
    if name not in _VERBATIM:
        return "-->" if match[0] == "<!--" else ""
    is_whole = match["slash"] or match[0].endswith("/>")
    return "" if is_whole else f"</{name}"


def _sort_of_whole(name: str) -> Sort:
    if not name:
        return Sort.TAG
    return Sort.VERBATIM if name in _VERBATIM_BLOCKS else Sort.SEEN


def _sort_of(match: re.Match[str], name: str) -> Sort:
    if not name:
        return Sort.TEXT
    if name in _BLOCKS:
        return Sort.CLOSING if match["slash"] else Sort.OPENING
    return Sort.SEEN if name in _SEEN else Sort.TAG
