"""The rows below a header, as entries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from plugins.newsletter.addresses import Address, parse_address
from plugins.newsletter.lists.headers import Sheet
from plugins.newsletter.lists.model import Entry, ListFile
from plugins.newsletter.lists.rows import Row
from plugins.newsletter.lists.services import Cells, Service
from plugins.newsletter.lists.statuses import most_careful, named_status
from plugins.newsletter.subscribers.model import Status
from plugins.shared.errors import Fault
from plugins.shared.text import count, one_line, shorten

NO_ADDRESS = "there is no e-mail address here"
_LONGEST_NAME = 100
_NAMES = (
    ("name",),
    ("full name",),
    ("display name",),
    ("first_name", "last_name"),
    ("first name", "middle name", "last name"),
    ("given name", "additional name", "family name"),
    ("firstname", "lastname"),
    ("fname", "lname"),
    ("vorname", "nachname"),
    ("prénom", "nom"),
    ("nombre", "apellidos"),
    ("nickname",),
)
_LANGUAGES = ("language", "lang", "locale")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SEVERAL = ":::"  # how Google writes several of a kind


@dataclass
class Pile:
    """What has been read of a file so far."""

    path: Path
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    def fault(self, line: int, message: str) -> None:
        """Count a row that could not be taken."""
        self.faults.append(Fault(path=self.path, line=line, message=message))

    def notice(self, message: str) -> None:
        """Tell something of the whole file."""
        self.notices.append(Fault(path=self.path, message=message, is_notice=True))

    def list_file(self, source: str) -> ListFile:
        """Give all of it."""
        return ListFile(
            path=self.path,
            source=source,
            read=len(self.entries) + len(self.faults),
            entries=tuple(self.entries),
            faults=(*self.faults, *self.notices),
        )


def read_table(sheet: Sheet, service: Service, *, path: Path, zone: tzinfo) -> ListFile:
    """Read the rows of a sheet as its service writes them."""
    pile = Pile(path)
    reader = _Reader(sheet, service, named=named_status(path.name), zone=zone)
    for row in full_rows(sheet.rows, pile):
        try:
            entry = reader.entry(row)
        except ValueError as error:
            pile.fault(row.line, f"{error}.")
        else:
            pile.entries += [entry] if entry else []
    for notice in reader.notices():
        pile.notice(notice)
    return pile.list_file(service.name)


def full_rows(rows: Iterable[Row], pile: Pile) -> Iterator[Row]:
    """Give the rows that hold something; those that cannot be taken apart become faults."""
    for row in rows:
        if row.problem:
            pile.fault(row.line, f"{row.problem}.")
        elif not row.is_empty:
            yield row


def clean_name(text: str) -> str:
    """Give a name as we keep it; an address is none."""
    name = shorten(one_line(text), _LONGEST_NAME)
    return "" if "@" in name else name


class _Reader:
    """Makes entries of one file's rows, and counts what is to be told of all of them together."""

    def __init__(
        self, sheet: Sheet, service: Service, *, named: Status | None, zone: tzinfo
    ) -> None:
        self._sheet, self._service = sheet, service
        self._named, self._zone = named, zone
        self._addresses = [one for one in sheet.columns if service.address.fullmatch(one)]
        self._names = [one for one in _NAMES if any(part in sheet.columns for part in one)]
        self._read = self._without = self._several = 0

    def entry(self, row: Row) -> Entry | None:
        """Give the row's entry, None for an address book's without an address. Raises ValueError."""
        self._refuse_wide(row)
        cells = Cells(
            columns=self._sheet.columns, fields=row.fields, zone=self._zone, named=self._named
        )
        found = self._found(cells)
        if not found and self._service.is_address_book:
            self._without += 1
            return None
        self._several += len(set(found)) > 1
        if not found:
            raise ValueError(NO_ADDRESS)
        address = parse_address(found[0])
        try:
            status = self._status(cells)
        except ValueError as error:
            raise ValueError(f"{shorten(address.shown, 40)}: {error}") from error
        self._read += 1
        return self._entry(row.line, address, status, cells)

    def notices(self) -> Iterator[str]:
        """Give what the author should know of the file."""
        if self._several:
            yield f"{count(self._several, 'row')} with further addresses; the first of each was taken."
        if self._without:
            yield f"{count(self._without, 'contact')} without an e-mail address; they are not counted."
        if self._service.warning and self._read:
            yield f"{self._service.warning}."

    def _refuse_wide(self, row: Row) -> None:
        """Refuse a row whose fields may have moved to the right: one of them may be its status."""
        if any(text.strip() for text in row.fields[self._sheet.width :]):
            raise ValueError(
                f"there are {len(row.fields)} fields where the header has {self._sheet.width}; "
                "text with a separator in it needs quotation marks"
            )

    def _found(self, cells: Cells) -> list[str]:
        written = (cells.first(heading) for heading in self._addresses)
        return [one.strip() for text in written for one in text.split(_SEVERAL) if one.strip()]

    def _status(self, cells: Cells) -> Status:
        status = self._service.status(cells)
        return most_careful(status, self._named) if self._named else status

    def _entry(self, line: int, address: Address, status: Status, cells: Cells) -> Entry:
        service = self._service
        parse = service.parse_moment
        language = cells.first(*_LANGUAGES)
        has_left = status in {Status.UNSUBSCRIBED, Status.BOUNCED}
        return Entry(
            line=line,
            address=address,
            status=status,
            name=self._name(cells),
            language=language if _LANGUAGE.fullmatch(language) else "",
            created=cells.moment(parse, *service.created),
            # Mailchimp has such a time for whoever bought something, too.
            confirmed=None if status is Status.INVITED else cells.moment(parse, *service.confirmed),
            left=cells.moment(parse, *service.left) if has_left else None,
        )

    def _name(self, cells: Cells) -> str:
        names = (clean_name(" ".join(map(cells.first, headings))) for headings in self._names)
        return next(filter(None, names), "")
