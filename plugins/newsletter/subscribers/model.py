"""A subscriber, and what is known of their consent. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugins.newsletter.addresses import Address


class Status(StrEnum):
    """Where somebody stands. Only `active` ones get digests; `erased` ones have no address any more."""

    INVITED = "invited"  # on a list of the author's, or asked, and has not said yes
    ACTIVE = "active"
    PAUSED = "paused"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    ERASED = "erased"


class Cadence(StrEnum):
    """How often somebody wants letters."""

    EACH = "each"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """When somebody said yes, how it was learnt ("import", "the author", "invitation", "form"), which words."""

    at: datetime
    how: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody on the list. Times are UTC; None means that it did not happen.

    `mark` is the sequence number of the last post they were served; `address` is None when erased,
    and then `suppressed` alone is known: the keyed hash of what it was.
    """

    id: int
    address: Address | None
    status: Status
    cadence: Cadence
    name: str = ""
    language: str = ""
    mark: int = 0
    consent: Consent | None = None
    created: datetime | None = None
    invited: datetime | None = None
    confirmed: datetime | None = None
    left: datetime | None = None
    paused_until: datetime | None = None
