"""Who of a list is added, as what, and who is not. Pure: what is decided here, the store carries out.

Nobody becomes active without stated consent, and nobody who left here comes back by a list. Who left where a
list comes from is not written to either, whichever list came first, unless they said yes here by themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from plugins.newsletter.addresses import Address
from plugins.newsletter.lists.model import Entry
from plugins.newsletter.lists.statuses import most_careful
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.shared.text import count, one_line, shorten

_LONGEST_NAME = 100
_SAID_YES = {Status.ACTIVE, Status.PAUSED}
_GONE = {Status.UNSUBSCRIBED, Status.BOUNCED}
_BY_IMPORT = "import"  # how consent was learnt that another list can take back
_TOLD = 20  # addresses
_TOLD_STATUS = {
    Status.ACTIVE: "active",
    Status.PAUSED: "paused",
    Status.INVITED: "to be invited",
    Status.UNSUBSCRIBED: "unsubscribed",
    Status.BOUNCED: "bounced",
}
_TOLD_WORDS = (*_TOLD_STATUS.values(), "invited before")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscriber:
    """Somebody to be inserted; the store suppresses those who are unsubscribed. Times are UTC."""

    address: Address
    status: Status
    cadence: Cadence
    name: str = ""
    language: str = ""
    consent: Consent | None = None
    created: datetime
    invited: datetime | None = None
    confirmed: datetime | None = None
    left: datetime | None = None
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What becomes of the rows of a list. str() gives the report, whose numbers add up.

    `already` counts those who are known here, whatever the list says of them. Of the ones among them whom
    it says to have left, `leaving` never said yes here by themselves and leave, with the status it gives
    them; `differs` did: they stay as they are, and are told.
    `suppressed` counts those who left here once, `doubles` the rows that name somebody again, and `hashes`
    are of those who were erased, found in our own export.
    """

    read: int
    added: tuple[NewSubscriber, ...] = ()
    already: int = 0
    suppressed: int = 0
    doubles: int = 0
    hashes: tuple[str, ...] = ()
    faults: int = 0
    waiting: int = 0
    leaving: tuple[tuple[Subscriber, Status], ...] = ()
    differs: tuple[Address, ...] = ()

    def __post_init__(self) -> None:
        """Refuse numbers that do not add up: somebody would be lost."""
        total = len(self.added) + self.already + self.suppressed
        total += self.doubles + len(self.hashes) + self.faults
        if total != self.read:
            raise AssertionError(f"{self.read} rows were read, and {total} are accounted for")

    @property
    def left(self) -> tuple[NewSubscriber, ...]:
        """Those among the added who have left, or cannot be reached, where the list comes from."""
        return tuple(one for one in self.added if one.status in _GONE)

    def __str__(self) -> str:
        """Give the report: a number and what it counts on each line, the details behind it."""
        rows = (
            (self.read, "read", ""),
            (len(self.added), "added", _by_status(self.added)),
            (self.already, "already there", self._already()),
            (self.suppressed, "left before", "never added again" if self.suppressed else ""),
            (self.doubles, "named twice", ""),
            (len(self.hashes), "erased", "kept as hashes" if self.hashes else ""),
            (self.faults, "with faults", ""),
        )
        width = max(len(str(number)) for number, _what, _more in rows)
        shown = [row for row in rows if row[0] or row[1] in {"read", "added"}]
        lines = [f"{number:>{width}} {what}{more and f' ({more})'}" for number, what, more in shown]
        return "\n".join([*lines, *self._differing()])

    def _already(self) -> str:
        parts = (
            (self.waiting, "still to say yes: a list does not do it for them"),
            (len(self.leaving), "left there, and not written to any more"),
        )
        return ", ".join(f"{number} {what}" for number, what in parts if number)

    def _differing(self) -> list[str]:
        if not self.differs:
            return []
        told = [f"  {address.shown}" for address in self.differs[:_TOLD]]
        more = len(self.differs) - _TOLD
        rest = [f"  … and {more} more"] if more > 0 else []
        who = count(len(self.differs), "subscriber")
        left = f"{who} of yours left, or cannot be reached, where the list comes from"
        return [f"{left}; nothing was changed here:", *told, *rest]


def decide(  # noqa: PLR0913 - it is all that a decision hangs on
    entries: Iterable[Entry],
    known: Mapping[str, Subscriber],
    *,
    is_suppressed: Callable[[Address], bool],
    consent: str,
    source: str,
    cadence: Cadence,
    now: datetime,
    faults: int = 0,
) -> Decisions:
    """Decide what becomes of `entries`; `known` is by Address.key, `faults` the rows that are no entries.

    `consent` are the author's words for the consent of all of them, "" when none is asserted: then whoever
    is subscribed there is to be invited here. Entries that carry their own consent come back as they were.
    """
    people, hashes, total = _grouped(entries)
    rule = _Rule(consent=one_line(consent), source=source, cadence=cadence, now=now)
    merged = [_merged(same) for same in people.values()]
    strangers = [(address, one) for address, one in merged if address.key not in known]
    here = [(known[address.key], one) for address, one in merged if address.key in known]
    added = tuple(
        rule.added(address, one) for address, one in strangers if not is_suppressed(address)
    )
    gone = [
        (one, entry) for one, entry in here if entry.status in _GONE and one.status not in _GONE
    ]
    return Decisions(
        read=total + faults,
        added=added,
        already=len(here),
        suppressed=len(strangers) - len(added),
        doubles=total - len(people) - len(hashes),
        hashes=hashes,
        faults=faults,
        waiting=sum(
            one.status is Status.INVITED and entry.status in _SAID_YES for one, entry in here
        ),
        leaving=tuple((one, entry.status) for one, entry in gone if not _said_yes_here(one)),
        differs=tuple(
            entry.address for one, entry in gone if entry.address and _said_yes_here(one)
        ),
    )


def _said_yes_here(one: Subscriber) -> bool:
    """Whether somebody is subscribed by more than what was said of them when a list came in."""
    return bool(one.consent and not one.consent.how.startswith(_BY_IMPORT))


def _grouped(entries: Iterable[Entry]) -> tuple[dict[str, list[Entry]], tuple[str, ...], int]:
    """Give the entries of each person, the hashes, and how many entries there were."""
    people: dict[str, list[Entry]] = defaultdict(list)
    hashes: dict[str, None] = {}
    total = 0
    for entry in entries:
        total += 1
        if entry.address:
            people[entry.address.key].append(entry)
        else:
            hashes[entry.hash] = None
    return people, tuple(hashes), total


def _merged(same: list[Entry]) -> tuple[Address, Entry]:
    """Give one entry for several of one person: the most careful, with what the others know of them.

    Consent that was given to us stands against a list that knows of none, but not against having left.
    """
    gone = [one for one in same if one.status in _GONE]
    candidates = gone or [one for one in same if one.consent] or same
    status = most_careful(*(one.status for one in candidates))
    alike = [one for one in candidates if one.status is status]
    chosen = next((one for one in alike if one.consent), alike[0])
    if chosen.address is None:
        raise AssertionError("entries without an address are not grouped")
    merged = replace(
        chosen,
        name=next((one.name for one in (chosen, *same) if one.name), ""),
        language=next((one.language for one in (chosen, *same) if one.language), ""),
        # Whoever was asked once is not asked again.
        invited=chosen.invited or next((one.invited for one in same if one.invited), None),
    )
    return chosen.address, merged


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What holds for all who are added by one import."""

    consent: str
    source: str
    cadence: Cadence
    now: datetime

    def added(self, address: Address, entry: Entry) -> NewSubscriber:
        """Give what somebody becomes who is not known here."""
        one = self._restored(address, entry)
        if entry.consent or entry.status not in _SAID_YES:
            return one
        if not self.consent:
            return replace(one, status=Status.INVITED, confirmed=None, paused_until=None)
        at = min(entry.confirmed or entry.created or self.now, self.now)
        consent = Consent(at=at, how=f"{_BY_IMPORT} from {self.source}", words=self.consent)
        # Confirmed now: what reaches them is what is published from here on.
        return replace(one, consent=consent, confirmed=self.now)

    def _restored(self, address: Address, entry: Entry) -> NewSubscriber:
        return NewSubscriber(
            address=address,
            status=entry.status,
            cadence=entry.cadence or self.cadence,
            name=shorten(one_line(entry.name), _LONGEST_NAME),
            language=entry.language,
            consent=entry.consent,
            created=entry.created or self.now,
            invited=entry.invited,
            confirmed=entry.confirmed,
            left=entry.left or (self.now if entry.status in _GONE else None),
            paused_until=entry.paused_until,
        )


def _by_status(added: tuple[NewSubscriber, ...]) -> str:
    numbers = Counter(
        "invited before"
        if one.invited and one.status is Status.INVITED
        else _TOLD_STATUS[one.status]
        for one in added
    )
    return ", ".join(f"{numbers[word]} {word}" for word in _TOLD_WORDS if numbers[word])
