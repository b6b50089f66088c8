"""A list of addresses, read from a file. Pure."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.newsletter.addresses import Address
from plugins.newsletter.subscribers.model import Cadence, Consent, Status
from plugins.shared.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody on a list, from its line (1 is the file's first).

    `status` is what the list says of them: ACTIVE stands for "subscribed there", which is no consent
    to us until somebody asserts it. What a list does not say is "" or None. `consent` and `hash` are
    found in our own export only.
    """

    line: int
    address: Address | None
    status: Status
    name: str = ""
    cadence: Cadence | None = None
    language: str = ""
    consent: Consent | None = None
    created: datetime | None = None
    invited: datetime | None = None
    confirmed: datetime | None = None
    left: datetime | None = None
    paused_until: datetime | None = None
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """What one file holds: the service it comes from, its entries, and what is wrong in it.

    `read` counts its rows (not the header, not empty lines): entries plus faults, without the notices
    among these, which tell something of the whole file.
    """

    path: Path
    source: str
    read: int
    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
