"""A page copied as text, taken apart: its head, its paragraphs, and the comments found in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from plugins.comments_import.sources.copy.dates import WrittenDay, find_day
from plugins.shared.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedComment:
    """A comment in a copy. `words` is all that was copied of it, `body` what the reader wrote.

    `answers` is the number of the comment it answers, in their order, None for none.
    """

    name: str
    words: str
    body: str
    date: datetime | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedHead:
    """The first lines with anything on them, a day and a title; `rest` is all below them."""

    line: str
    day: WrittenDay
    title: str
    rest: list[str]


def split_lines(text: str) -> list[str]:
    """Give the lines, whatever ends them."""
    unix = clean(text).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return unix.split("\n")


def find_head(lines: list[str]) -> CopiedHead | None:
    """Give day and title, in either order; None when one is missing."""
    first, after = _next_part(lines, 0)
    below, end = (first[1:], after) if first[1:] else _next_part(lines, after)
    if not first or not below:
        return None
    day = find_day(first[0])
    if day and not first[1:]:
        return CopiedHead(line=first[0], day=day, title=" ".join(below), rest=lines[end:])
    rest = lines[end - len(below) + 1 :]
    if day:
        return CopiedHead(line=first[0], day=day, title=below[0], rest=rest)
    day = find_day(below[0])
    return CopiedHead(line=below[0], day=day, title=first[0], rest=rest) if day else None


def _next_part(lines: list[str], start: int) -> tuple[list[str], int]:
    """Give the next lines without an empty one between them, stripped, and where they end."""
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and lines[end].strip():
        end += 1
    return [line.strip() for line in lines[start:end]], end


def paragraphs(
    lines: list[str], *, is_alone: Callable[[str], object]
) -> Iterator[tuple[str, int, bool]]:
    """Give the parts between empty lines, their first lines' numbers, and whether a gap is before them.

    A gap is two empty lines or more. A part's first line that `is_alone` is a part by itself, and what
    stands below it belongs to it, gap or not.
    """
    part: list[str] = []
    start, empty, is_after_gap, is_below_head = 0, 1, False, False
    for number, line in enumerate([*lines, ""]):
        if not line.strip():
            if part:
                yield "\n".join(part), start, is_after_gap
                part, is_below_head = [], False
            empty += 1
            continue
        if not part:
            start, is_after_gap = number, empty > 1 and not is_below_head
        part.append(line.rstrip())
        empty = 0
        if len(part) == 1 and is_alone(line.strip()):
            yield line.rstrip(), start, is_after_gap
            part, is_below_head = [], True
