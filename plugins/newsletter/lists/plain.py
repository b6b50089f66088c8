"""Lists without a header: an address a line, many in one line, `Name <address>`, a name beside an address."""

import re
from collections.abc import Iterator
from pathlib import Path

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.lists.headers import Sheet, is_comment
from plugins.newsletter.lists.model import Entry, ListFile
from plugins.newsletter.lists.rows import Row
from plugins.newsletter.lists.statuses import find_status, most_careful, named_status
from plugins.newsletter.lists.tables import NO_ADDRESS, Pile, clean_name, full_rows
from plugins.newsletter.subscribers.model import Status
from plugins.shared.text import one_line, shorten

_ANGLED = re.compile(r"([^<>]*)<(?:mailto:)?([^<>]*)>\W*", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_REMARK = re.compile(r"(?:^|\s)#")
_SEPARATOR = re.compile(r"[,;\t]+")
_LONGEST_NAME = 200  # more is a note
_NAME = re.compile(r"[^\d@]*[^\W\d_][^\d@]*")


def read_plain(sheet: Sheet, *, path: Path) -> ListFile:
    """Read every address of a list; each counts as a row, and so does a line without one."""
    pile = Pile(path)
    named = named_status(path.name) or Status.ACTIVE
    for row in full_rows(sheet.rows, pile):
        if is_comment(row):
            continue
        found = [piece for field in row.fields for piece in _pieces(field)]
        written = [piece for piece in found if "@" in piece]
        beside = [piece for piece in found if "@" not in piece]
        status = most_careful(named, *filter(None, map(find_status, beside)))
        name = _name_beside(beside) if len(written) == 1 else ""
        if not written:
            pile.fault(row.line, f'{NO_ADDRESS}, but "{shorten(one_line(" ".join(beside)), 40)}".')
        for piece in written:
            _take(pile, row, piece, status=status, name=name)
    return pile.list_file("a list")


def _take(pile: Pile, row: Row, piece: str, *, status: Status, name: str) -> None:
    angled = _ANGLED.fullmatch(piece)
    try:
        address = parse_address(angled[2] if angled else _MAILTO.sub("", piece))
    except ValueError as error:
        pile.fault(row.line, f"{error}.")
        return
    own = clean_name(angled[1].strip(" \t\"'")) if angled else ""
    pile.entries.append(Entry(line=row.line, address=address, status=status, name=own or name))


def _pieces(field: str) -> Iterator[str]:
    """Give what stands in one field: more than one piece when separators of other kinds are in it."""
    text = _REMARK.split(field, maxsplit=1)[0].strip()
    if "@" not in text.partition("<")[0] and _ANGLED.fullmatch(text):
        yield text  # its name may have a comma in it
        return
    for part in filter(None, map(str.strip, _SEPARATOR.split(text))):
        words = part.split()
        if "<" not in part and all("@" in word for word in words):
            yield from words
        else:
            yield part


def _name_beside(pieces: list[str]) -> str:
    """Give the name among the other fields of a line: one with a space in it, or first and last name."""
    short = (piece for piece in pieces if len(piece) <= _LONGEST_NAME)
    names = [piece for piece in short if _NAME.fullmatch(piece) and not find_status(piece)]
    return clean_name(names[0] if names and " " in names[0] else " ".join(names[:2]))
