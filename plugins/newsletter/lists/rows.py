"""Text with separators as rows, each with the line it begins at.

The standard library's csv is not used: it has one limit for fields in the whole process, tells where a row
ends instead of where it begins, and lets a quotation mark that nobody closes swallow all that follows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGEST = 1 << 20  # characters in quotation marks
_OPEN = "a quotation mark opens here that is not closed, or not at the end of its field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it stands in the file; `problem` is a sentence when it cannot be taken apart."""

    line: int
    fields: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.problem and not any(field.strip() for field in self.fields)


def parse_rows(text: str, *, delimiter: str, line: int = 1) -> Iterator[Row]:
    """Give the rows of `text` (RFC 4180, any line end), empty ones too; `line` is the number of its first.

    After a row whose quotation marks do not add up it goes on with the next line: one row is lost, and told.
    """
    place = 0
    ends = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    while place < len(text):
        end = _LINE_END.search(text, place)
        stop, after = end.span() if end else (len(text), len(text))
        if text.find('"', place, stop) < 0:
            yield Row(line=line, fields=tuple(text[place:stop].split(delimiter)))
            place, line = after, line + 1
            continue
        try:
            fields, next_place = _record(text, place, ends)
        except ValueError as error:
            yield Row(line=line, problem=str(error))
            place, line = after, line + 1
            continue
        yield Row(line=line, fields=fields)
        line += len(_LINE_END.findall(text, place, next_place)) or 1
        place = next_place


def _record(text: str, place: int, ends: re.Pattern[str]) -> tuple[tuple[str, ...], int]:
    """Give the fields of the row at `place`, and where the next one begins."""
    fields = []
    while True:
        quoted = ""
        if text.startswith('"', place):
            quoted, place = _quoted(text, place + 1)
        end = ends.search(text, place)
        stop = end.start() if end else len(text)
        if stop > place and _LINE_END.search(quoted):
            raise ValueError(_OPEN)  # it closed at the next mark that opens
        fields.append(quoted + text[place:stop])
        if not end:
            return tuple(fields), len(text)
        place = stop + 1
        if end[0] in "\r\n":
            return tuple(fields), place + text.startswith("\r\n", stop)


def _quoted(text: str, place: int) -> tuple[str, int]:
    """Give what stands in quotation marks from `place` on, and the place after the closing one."""
    start, last = place, min(len(text), place + _LONGEST)
    while True:
        mark = text.find('"', place, last)
        if mark < 0:
            raise ValueError(_OPEN)
        if not text.startswith('""', mark):
            return text[start:mark].replace('""', '"'), mark + 1
        place = mark + 2
