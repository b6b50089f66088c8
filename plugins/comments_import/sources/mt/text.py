"""The text form of Movable Type, which TypePad and other hosts write, too: entries and their sections.

https://movabletype.org/documentation/appendices/import-export-format.html

    AUTHOR: Ana
    TITLE: Lunch
    DATE: 08/14/2010 01:02:06 PM
    -----
    BODY:
    …
    -----
    COMMENT:
    AUTHOR: Night Owl
    EMAIL: owl@example.org
    DATE: 08/14/2010 03:04:05 PM
    …
    -----
    --------

Newer versions write a line of a body that looks like one of these ends with a tab behind it; older ones
and TypePad write it as it is. So an end counts only where the next thing can begin, and keys only at
the top of what they belong to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.comments_import.sources.mt.ends import (
    BELOW_SECTION,
    CUSTOM,
    ENTRY_END,
    KEY,
    KNOWN_KEY,
    OLD_BODY,
    SECTION,
    SECTION_END,
    ends_entry,
    ends_here,
    filled,
    is_fragment,
)

# SECRET and PASS are what some hosts add: a comment for the owner's eyes only, and its password.
_OWN_KEYS = {
    "COMMENT": {"AUTHOR", "EMAIL", "IP", "URL", "DATE", "SECRET", "PASS"},
    "PING": {"TITLE", "URL", "IP", "BLOG NAME", "DATE"},
}
_ESCAPED = re.compile(r"-----(?:---)?\t+")
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an entry: its `name` is "BODY", "COMMENT", …, or "" when it is none that is known.

    Comments and pings have headers. `is_cut` says that the file ended within it.
    """

    name: str
    headers: Headers = ()
    text: str = ""
    is_cut: bool = False

    def get(self, key: str) -> str:
        """Give the value of a header, "" when there is none."""
        return next((value for name, value in self.headers if name == key), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """An entry as written. `is_header_cut` and `is_open` say that the file ended before these did."""

    headers: Headers
    sections: tuple[Section, ...]
    is_header_cut: bool = False
    is_open: bool = False

    def get(self, key: str) -> str:
        """Give the value of the first header called so, "" when there is none."""
        return next(iter(self.all(key)), "")

    def all(self, key: str) -> list[str]:
        """Give the values of all headers called so."""
        return [value for name, value in self.headers if name == key]

    def section(self, name: str) -> Section | None:
        """Give the first section called so."""
        return next((section for section in self.sections if section.name == name), None)


def looks_like_entries(text: str) -> bool:
    """Whether `text` begins with an entry's header, and a section or an end follows it."""
    lines = _lines(text)
    start = filled(lines, 0)
    if start == len(lines) or not KNOWN_KEY.match(lines[start]):
        return False
    ends = (place for place in range(start, len(lines)) if lines[place] == SECTION_END)
    following = filled(lines, next(ends, len(lines)) + 1)
    if following >= len(lines):
        return False
    return bool(SECTION.fullmatch(lines[following])) or lines[following] == ENTRY_END


def parse_entries(text: str) -> Iterator[WrittenEntry]:
    """Give the entries of a file in their order."""
    lines = _lines(text)
    place = filled(lines, 0)
    while place < len(lines):
        entry, place = _parse_entry(lines, place)
        yield entry


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _parse_entry(lines: list[str], start: int) -> tuple[WrittenEntry, int]:
    headers, place = _parse_header(lines, start)
    is_header_cut = is_open = place == len(lines)
    sections: list[Section] = []
    had: set[str] = set()
    while not is_header_cut:
        place = filled(lines, place)
        is_open = place == len(lines) or is_fragment(lines, place, BELOW_SECTION)
        if is_open or (lines[place] == ENTRY_END and ends_entry(lines, place)):
            break
        if lines[place] == SECTION_END:
            place += 1
            continue
        section, place = _parse_section(lines, place, had)
        sections.append(section)
    entry = WrittenEntry(
        headers=headers, sections=tuple(sections), is_header_cut=is_header_cut, is_open=is_open
    )
    return entry, filled(lines, place + 1)


def _parse_header(lines: list[str], place: int) -> tuple[Headers, int]:
    """Give an entry's header, and where it ended: at an end, at an old START BODY, or with the file."""
    found: list[tuple[str, str]] = []
    while place < len(lines) and lines[place] not in {SECTION_END, ENTRY_END}:
        row = lines[place]
        match = KEY.fullmatch(row)
        if OLD_BODY.fullmatch(row):
            break
        if match:
            found.append((match[1], match[2].strip()))
        elif row.strip() and found:  # a title that was written on two lines
            key, value = found[-1]
            found[-1] = (key, f"{value} {row.strip()}")
        place += 1
    return tuple(found), place


def _parse_section(lines: list[str], start: int, had: set[str]) -> tuple[Section, int]:
    """Give the section that begins here, and where it ends; `had` learns which ones have been."""
    name = _name_of(lines[start], had)
    is_named = bool(SECTION.fullmatch(lines[start]) or OLD_BODY.fullmatch(lines[start]))
    had.add(name)
    first = end = start + 1 if is_named else start
    while end < len(lines) and not ends_here(lines, end, had):
        end += 1
    headers, words = _parse_own_header(lines, first, end, _OWN_KEYS.get(name, set()))
    section = Section(
        name=name, headers=headers, text=_text(lines[words:end]), is_cut=end == len(lines)
    )
    return section, end


def _name_of(row: str, had: set[str]) -> str:
    if match := SECTION.fullmatch(row):
        return match[1]
    # Whatever stands right below the header is the entry's body, even if nothing says so.
    return "" if had or CUSTOM.fullmatch(row) else "BODY"


def _parse_own_header(
    lines: list[str], place: int, end: int, keys: set[str]
) -> tuple[Headers, int]:
    """Give the header of a comment or ping, each key once and in any order, and where its words begin."""
    found: dict[str, str] = {}
    while place < end:
        match = KEY.fullmatch(lines[place])
        if match and match[1] in keys - set(found):
            found[match[1]] = match[2].strip()
        elif found or lines[place].strip():
            break
        place += 1
    return tuple(found.items()), place


def _text(rows: list[str]) -> str:
    """Give the lines as text, without empty ones around it and without the tabs behind dashes."""
    places = [number for number, row in enumerate(rows) if row.strip()]
    kept = rows[places[0] : places[-1] + 1] if places else []
    return "\n".join(row[:-1] if _ESCAPED.fullmatch(row) else row for row in kept)
