"""Our own export: everything that is known of the subscribers, and the hashes of those who were erased.

CSV as RFC 4180 has it, in UTF-8. What a spreadsheet would take for a formula stands behind an apostrophe, as
spreadsheets themselves mark text; reading takes it away again.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.lists.headers import Sheet
from plugins.newsletter.lists.model import Entry, ListFile
from plugins.newsletter.lists.rows import Row
from plugins.newsletter.lists.tables import Pile, full_rows
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.shared.text import shorten

SOURCE = "Still in Touch"
COLUMNS = (
    "address",
    "name",
    "status",
    "cadence",
    "language",
    "consent_at",
    "consent_how",
    "consent_words",
    "created",
    "invited",
    "confirmed",
    "left",
    "paused_until",
    "hash",
)
_HASH = re.compile(r"[\w+/=-]{1,200}", re.ASCII)
# A field's start, and what follows a separator in it: elsewhere than here Excel takes ";" for one, quoted or not.
_START = r"((?:\A|[,;|\t\r\n])(?:(?![,;|\t\r\n])[\s\x00-\x1f])*)"
_FORMULA = re.compile(_START + "(?=['=+@＝＋－＠-])")
_MARKED = re.compile(_START + "'(?=['=+@＝＋－＠-])")


def format_list(subscribers: Iterable[Subscriber], hashes: Iterable[str] = ()) -> bytes:
    """Give the export: a row for each subscriber with an address, by address, then one for each hash."""
    known = [one for one in subscribers if one.address]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_fields(one) for one in sorted(known, key=_order))
    width = len(COLUMNS) - len(("address", "name", "status", "hash"))
    writer.writerows(("", "", Status.ERASED, *[""] * width, one) for one in sorted(set(hashes)))
    return text.getvalue().encode(errors="replace")


def is_ours(sheet: Sheet) -> bool:
    """Whether a sheet's headings are those of our export."""
    return sheet.headings >= {"address", "status", "consent_at", "consent_words", "hash"}


def read_ours(sheet: Sheet, *, path: Path) -> ListFile:
    """Read our own export: what was written comes back, to the letter."""
    pile = Pile(path)
    for row in full_rows(sheet.rows, pile):
        fields = {
            heading: _MARKED.sub(r"\1", row.fields[place])
            for heading, place in sheet.columns.items()
            if place < len(row.fields)
        }
        try:
            pile.entries.append(_entry(row, {**dict.fromkeys(COLUMNS, ""), **fields}))
        except ValueError as error:
            pile.fault(row.line, f"{error}.")
    return pile.list_file(SOURCE)


def _order(subscriber: Subscriber) -> tuple[str, int]:
    return (subscriber.address.key if subscriber.address else "", subscriber.id)


def _fields(one: Subscriber) -> list[str]:
    consent = one.consent
    written = (
        one.address.shown if one.address else "",
        one.name,
        one.status,
        one.cadence,
        one.language,
        _written(consent.at if consent else None),
        consent.how if consent else "",
        consent.words if consent else "",
        *map(_written, (one.created, one.invited, one.confirmed, one.left, one.paused_until)),
        "",
    )
    return [_FORMULA.sub(r"\1'", text) for text in written]


def _written(moment: datetime | None) -> str:
    """Give a time to the microsecond: what is read has to equal what was kept."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else ""


def _entry(row: Row, fields: dict[str, str]) -> Entry:
    """Give the entry of a row; raises ValueError with a sentence."""
    status = _status(fields["status"])
    if status is Status.ERASED:
        if fields["address"] or not _HASH.fullmatch(fields["hash"]):
            raise ValueError('a row with the status "erased" has a hash, and no address')
        return Entry(line=row.line, address=None, status=status, hash=fields["hash"])
    return Entry(
        line=row.line,
        address=parse_address(fields["address"]),
        status=status,
        name=fields["name"],
        cadence=_cadence(fields["cadence"]),
        language=fields["language"],
        consent=_consent(fields),
        created=_moment(fields["created"]),
        invited=_moment(fields["invited"]),
        confirmed=_moment(fields["confirmed"]),
        left=_moment(fields["left"]),
        paused_until=_moment(fields["paused_until"]),
    )


def _consent(fields: dict[str, str]) -> Consent | None:
    at = _moment(fields["consent_at"])
    return Consent(at=at, how=fields["consent_how"], words=fields["consent_words"]) if at else None


def _status(text: str) -> Status:
    try:
        return Status(text.strip())
    except ValueError as error:
        known = ", ".join(Status)
        raise ValueError(f'"{shorten(text, 40)}" is no status; one of {known} is wanted') from error


def _cadence(text: str) -> Cadence | None:
    try:
        return Cadence(text.strip()) if text.strip() else None
    except ValueError as error:
        known = ", ".join(Cadence)
        raise ValueError(
            f'"{shorten(text, 40)}" is no cadence; one of {known} is wanted'
        ) from error


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f'"{shorten(text, 40)}" is no time such as 2026-05-14T09:30:00Z'
        ) from error
