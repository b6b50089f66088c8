"""Tables of nobody in particular: what their columns seem to hold, by heading, and by what stands below it."""

import re
from collections.abc import Iterable, Mapping

from plugins.newsletter.lists.headers import is_address_heading
from plugins.newsletter.lists.rows import Row
from plugins.newsletter.lists.services import Cells, Service
from plugins.newsletter.lists.statuses import find_status, most_careful, parse_flag, parse_status
from plugins.newsletter.subscribers.model import Status

_ANY_MAIL = re.compile(r"mail|courriel|correo")
_STATUS = {"status", "subscriptionstatus", "subscriberstatus", "emailstatus", "memberstatus", "optinstatus"}  # fmt: skip
_PERHAPS_STATUS = {"state", "type", "stan", "état", "estado", "stato"}  # or California
# What a yes and a no mean.
_YES = (
    ({"subscribed", "issubscribed", "optin", "optedin", "active", "isactive", "enabled", "newsletter"}, Status.UNSUBSCRIBED),
    ({"confirmed", "isconfirmed", "verified", "isverified", "accepted"}, Status.INVITED),
)  # fmt: skip
# Where anything but a no stands, a time mostly, they are gone.
_GONE = (
    ({"unsubscribed", "unsubscribedat", "unsubscribedate", "unsubscribeddate", "unsubscribetime", "isunsubscribed", "optout", "optedout", "optoutdate", "donotemail", "donotmail", "emaildisabled", "blocked", "blocklisted", "complained", "complainedat", "deletedat", "unfollowed"}, Status.UNSUBSCRIBED),
    ({"bounced", "bouncedat", "hardbounced", "isbounced", "undeliverable"}, Status.BOUNCED),
)  # fmt: skip
_CREATED = {"createdat", "created", "createdon", "creationdate", "subscribedat", "subscribed", "subscribedon", "subscribedate", "subscriptiondate", "signupdate", "signedupat", "dateadded", "datejoined", "joined", "joinedat", "addedat", "date", "optintime", "since"}  # fmt: skip
_CONFIRMED = {"confirmedat", "confirmtime", "confirmedon", "confirmationdate", "optedinat"}
_LEFT = {"unsubscribedat", "unsubscribedate", "unsubscribeddate", "unsubscribetime", "optoutdate"}
_PLAIN_NAME = "a list"


def general_service(columns: Mapping[str, int], sample: Iterable[Row]) -> Service | None:
    """Give how a table with these headings is read; None when no column holds addresses."""
    rows = tuple(sample)
    addresses = _address_headings(columns, rows)
    if not addresses:
        return None
    return Service(
        name=_PLAIN_NAME,
        signs=(),
        address=re.compile("|".join(re.escape(heading) for heading in addresses)),
        status=_StatusColumns(columns, rows).status,
        created=_among(columns, _CREATED),
        confirmed=_among(columns, _CONFIRMED),
        left=_among(columns, _LEFT),
    )


def _address_headings(columns: Mapping[str, int], rows: tuple[Row, ...]) -> list[str]:
    named = [heading for heading in columns if is_address_heading(heading)]
    full = [heading for heading in columns if _holds(columns[heading], rows)]
    mail = [heading for heading in full if _ANY_MAIL.search(heading)]
    return [heading for heading in named if heading in full] or mail or full[:1] or named


def _holds(place: int, rows: tuple[Row, ...]) -> bool:
    """Whether a column holds addresses, where it holds anything."""
    fields = [field for field in _column(place, rows) if field]
    return sum("@" in field for field in fields) * 2 > len(fields)


def _column(place: int, rows: tuple[Row, ...]) -> list[str]:
    return [row.fields[place].strip() for row in rows if place < len(row.fields)]


def _among(columns: Mapping[str, int], known: set[str]) -> tuple[str, ...]:
    return tuple(heading for heading in columns if _squeezed(heading) in known)


def _squeezed(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading)


class _StatusColumns:
    """The columns of a table that say something of the status."""

    def __init__(self, columns: Mapping[str, int], rows: tuple[Row, ...]) -> None:
        perhaps = (
            heading
            for heading in _among(columns, _PERHAPS_STATUS)
            if any(find_status(field) for field in _column(columns[heading], rows))
        )
        self._words = (*_among(columns, _STATUS), *perhaps)
        self._yes = tuple((_among(columns, known), status) for known, status in _YES)
        self._gone = tuple((_among(columns, known), status) for known, status in _GONE)

    def status(self, cells: Cells) -> Status:
        """Give the most careful of what the columns say; raises ValueError when one cannot be understood."""
        found = [Status.ACTIVE]
        found += [parse_status(cells.first(heading)) for heading in self._words]
        for headings, status in self._gone:
            found += [
                status
                for heading in headings
                if parse_flag(cells.first(heading) or "no") is not False
            ]
        for headings, status in self._yes:
            found += [_said(cells, heading, status) for heading in headings]
        return most_careful(*found)


def _said(cells: Cells, heading: str, negative: Status) -> Status:
    word = cells.first(heading)
    flag = parse_flag(word)
    if flag is None and word[:1].isdigit():  # since when
        return Status.ACTIVE
    return parse_status(word) if flag is None else Status.ACTIVE if flag else negative
