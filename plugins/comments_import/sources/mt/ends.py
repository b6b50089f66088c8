"""Where the sections and entries of Movable Type's text form end.

Dashes end something only where the next thing can begin: bodies may hold such lines themselves.
"""

import re

SECTION_END, ENTRY_END = "-----", "--------"
_ONCE = ("BODY", "EXTENDED BODY", "EXCERPT", "KEYWORDS")
_NAMES = (*_ONCE, "COMMENT", "PING")
SECTION = re.compile(rf"({'|'.join(_NAMES)}):[ \t]*")
# CF50_subtitle: what Movable Type's custom fields write behind everything else.
CUSTOM = re.compile(r"CF\d+_[\w-]+:.*")
OLD_BODY = re.compile(r"\s*START BODY:.*")
_KEYS = (
    "AUTHOR", "AUTHOR EMAIL", "TITLE", "BASENAME", "STATUS", "ALLOW COMMENTS", "CONVERT BREAKS",
    "ALLOW PINGS", "PRIMARY CATEGORY", "CATEGORY", "UNIQUE URL", "DATE", "TAGS", "NO ENTRY", "IMAGE",
    "START BODY",
)  # fmt: skip
KNOWN_KEY = re.compile(rf"(?:{'|'.join(_KEYS)}):")
KEY = re.compile(r"\s*([A-Z][A-Z ]*):[ \t]*(.*)")
# What may stand below an end, for a file that is cut off within it.
BELOW_SECTION = (*(f"{name}:" for name in _NAMES), ENTRY_END)
_BELOW_ENTRY = tuple(f"{key}:" for key in _KEYS)


def filled(lines: list[str], place: int) -> int:
    """Give the place of the first line from `place` on that is not empty, else the number of lines."""
    while place < len(lines) and not lines[place].strip():
        place += 1
    return place


def ends_here(lines: list[str], place: int, had: set[str]) -> bool:
    """Whether a section ends here. `had` are the sections that an entry has once, and has had."""
    if lines[place] == ENTRY_END:
        return ends_entry(lines, place)
    return lines[place] == SECTION_END and _ends_section(lines, place, had)


def _ends_section(lines: list[str], place: int, had: set[str]) -> bool:
    following = filled(lines, place + 1)
    if following == len(lines) or is_fragment(lines, following, BELOW_SECTION):
        return True
    row = lines[following]
    if row == SECTION_END and following > place + 1:
        # Movable Type writes empty lines and one end more before custom fields, even if there are none.
        return _begins_custom_fields(lines, following)
    match = SECTION.fullmatch(row)
    return (
        bool(match and match[1] not in had.intersection(_ONCE))
        or bool(CUSTOM.fullmatch(row))
        or (row == ENTRY_END and ends_entry(lines, following))
    )


def _begins_custom_fields(lines: list[str], place: int) -> bool:
    following = filled(lines, place + 1)
    if following == len(lines):
        return False
    row = lines[following]
    return bool(CUSTOM.fullmatch(row)) or (row == ENTRY_END and ends_entry(lines, following))


def ends_entry(lines: list[str], place: int) -> bool:
    """Whether these eight dashes end an entry: another one's header follows, or nothing does."""
    following = filled(lines, place + 1)
    if following == len(lines) or is_fragment(lines, following, _BELOW_ENTRY):
        return True
    if not KNOWN_KEY.match(lines[following]):
        return False
    before = place - 1
    while before > 0 and not lines[before].strip():
        before -= 1
    return lines[before] == SECTION_END or _is_header(lines, following)


def _is_header(lines: list[str], place: int) -> bool:
    """Whether nothing but keys stand here down to the end of a section, or of the file."""
    while place < len(lines) and lines[place] != SECTION_END:
        if lines[place].strip() and not KEY.fullmatch(lines[place]):
            return False
        place += 1
    return True


def is_fragment(lines: list[str], place: int, marks: tuple[str, ...]) -> bool:
    """Whether this is the file's last line, and the beginning of one of `marks`."""
    row = lines[place]
    return place == len(lines) - 1 and any(mark.startswith(row) and mark != row for mark in marks)
