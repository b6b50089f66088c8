"""Which digests are owed now. Pure: files, slots and what was done before in, a plan out.

A week or month has one digest of its cadence: the author's file for it, wherever in the period its date
lies, else, at the author's usual hour, one without an introduction. "Every post" needs neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from plugins.newsletter.ledger.model import Frozen, Kind
from plugins.newsletter.ledger.sighting import Seen
from plugins.newsletter.model import Introduction
from plugins.newsletter.slots import Times, latest_slot, period_of
from plugins.newsletter.subscribers.model import Cadence

ASKS_AFTER = timedelta(hours=6)
UNATTENDED = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A digest to be frozen and sent: `key` is its file's stem, else such as "weekly-2026-11-23"."""

    key: str
    cadence: Cadence
    due: datetime
    introduction: Introduction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is owed, in the order it was due, and what is told about the rest."""

    owed: tuple[Owed, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What planning looks at: the author's files and hours, and what the ledger knows."""

    introductions: tuple[Introduction, ...]
    frozen: tuple[Frozen, ...]
    began: datetime
    times: Times
    zone: tzinfo


def plan_digests(office: Office, posts: Iterable[Seen], *, now: datetime, is_timer: bool) -> Plan:
    """Give what is owed: by the author's hand what is ready, by the timer what its hour asks for, too."""
    done = {one.key for one in office.frozen}
    told: list[str] = []
    owed: list[Owed] = []
    for words in office.introductions:
        due = due_of(words, office)
        if words.key in done or is_past(words, office.began, office.zone):
            continue
        if words.is_draft:
            told.append(
                f"{words.key} is a draft: it waits for your words, and for its Status: line to go."
            )
        elif due > now:
            told.append(f"{words.key} is for {due.astimezone(office.zone):%-d %B %Y, %H:%M}.")
        else:
            cadence = Cadence(words.cadence)
            owed.append(Owed(key=words.key, cadence=cadence, due=due, introduction=words))
    # A file that is too late for the timer must not keep every later post from going.
    if not any(
        one.cadence is Cadence.EACH and not (is_timer and now - one.due > UNATTENDED)
        for one in owed
    ):
        owed += _every_post(posts, office)
    if is_timer:
        owed += _slots(office, now)
    return Plan(owed=tuple(sorted(owed, key=lambda one: (one.due, one.key))), told=tuple(told))


def _every_post(posts: Iterable[Seen], office: Office) -> list[Owed]:
    """Give the letter of the newest posts; its readers get what they lack, mostly that one post."""
    counted = [(seen.seq, seen.counted) for seen in posts if seen.counted and not seen.is_gone]
    if not counted:
        return []
    seq, due = max(counted)
    # A file of this cadence that is on its way holds it already, with the author's first words.
    if any(one.cadence == Cadence.EACH and one.to_seq >= seq for one in office.frozen):
        return []
    return [Owed(key=f"{Cadence.EACH}-{seq}", cadence=Cadence.EACH, due=due)]


def _slots(office: Office, now: datetime) -> list[Owed]:
    """Give the slots that have come in a week or month without a digest of the author's."""
    found = []
    for cadence in (Cadence.WEEKLY, Cadence.MONTHLY):
        due = latest_slot(cadence, now, times=office.times, zone=office.zone)
        period = period_of(cadence, due, office.zone)
        taken = {
            period_of(cadence, one.due, office.zone)
            for one in office.frozen
            if one.kind is Kind.DIGEST and one.cadence == cadence
        } | {
            period_of(cadence, due_of(words, office), office.zone)
            for words in office.introductions
            if words.cadence == cadence
        }
        if due >= office.began and period not in taken and now - due <= UNATTENDED:
            # Never a file's name: what the author writes later that day is a digest of its own.
            key = f"{cadence}-{due.astimezone(office.zone):%Y-%m-%d}"
            found.append(Owed(key=key, cadence=cadence, due=due))
    return found


def is_past(words: Introduction, began: datetime, zone: tzinfo) -> bool:
    """Whether a file is of a day before the newsletter began: then it was never to be sent."""
    return words.date.astimezone(zone).date() < began.astimezone(zone).date()


def due_of(words: Introduction, office: Office) -> datetime:
    """Give when a file's digest is due: at its date, on a day alone at the usual hour."""
    if not words.is_day:
        return words.date
    day = words.date.astimezone(office.zone).date()
    return datetime.combine(day, office.times.at(Cadence(words.cadence)), tzinfo=office.zone)


def how_late(due: datetime, now: datetime) -> str:
    """Give "7 hours" or "2 days", for a sentence."""
    hours = int((now - due) / timedelta(hours=1))
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"  # noqa: PLR2004 - two days
