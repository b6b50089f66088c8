"""The letters of a digest that wait and are due: to whom, with which notes, and which are not to go any more."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.tables import delivery, note, subscriber
from plugins.newsletter.ledger.model import MOVES_NO_MARK, Due, Frozen, Kind, State
from plugins.newsletter.subscribers.model import Status
from plugins.newsletter.subscribers.suppression import suppressed
from plugins.newsletter.tokens import Secrets, any_of, hashes_of

BATCH = 500
SUPPRESSED = "the address is on the suppression list"
_Notes = dict[int, tuple[tuple[str, ...], int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Letters in the order of their subscribers' numbers; `skipped` says why others are not to go."""

    due: list[Due]
    skipped: dict[int, str]


def find_waiting(  # noqa: PLR0913 - each is one thing to know
    connection: Connection,
    digest: Frozen,
    which: ColumnElement[bool],
    *,
    secrets: Secrets,
    now: datetime,
    seen: int,
) -> Waiting:
    """Give the first 500 of the chosen letters that are due now. `seen` is the database's version."""
    rows = _rows(connection, digest, which, now)
    skipped = _why_not(connection, digest, rows, secrets)
    notes = _notes(connection, digest, [row.subscriber for row in rows])
    due = [_due(row, notes, seen) for row in rows if row.subscriber not in skipped]
    return Waiting(due=due, skipped=skipped)


def _rows(
    connection: Connection, digest: Frozen, which: ColumnElement[bool], now: datetime
) -> list[Row[Any]]:
    is_due = or_(
        delivery.c.state == State.QUEUED,
        and_(
            delivery.c.state == State.DEFERRED,
            # A last try in the future means that the clock was set back.
            or_(delivery.c.not_before <= now, delivery.c.at > now),
        ),
    )
    chosen = (
        select(
            delivery,
            subscriber.c.wire,
            subscriber.c.shown,
            subscriber.c.key,
            subscriber.c.name,
            subscriber.c.status,
            subscriber.c.mark,
            subscriber.c.invited,
            subscriber.c.refusals,
        )
        .join(subscriber, subscriber.c.id == delivery.c.subscriber)
        .where(delivery.c.digest == digest.id, which, is_due)
        .order_by(delivery.c.subscriber)
        .limit(BATCH)
    )
    return list(connection.execute(chosen))


def _why_not(
    connection: Connection, digest: Frozen, rows: list[Row[Any]], secrets: Secrets
) -> dict[int, str]:
    """Give, by subscriber, why a letter is not to go any more."""
    refused = _suppressed(connection, rows, secrets)
    found = {
        row.subscriber: _unwanted(digest, row) or SUPPRESSED * (row.subscriber in refused)
        for row in rows
    }
    return {person: why for person, why in found.items() if why}


def _suppressed(connection: Connection, rows: list[Row[Any]], secrets: Secrets) -> set[int]:
    known = suppressed(connection)
    if not known:
        return set()
    return {
        row.subscriber
        for row in rows
        if row.key
        and any_of(
            hashes_of(secrets, Address(shown=row.shown, wire=row.wire, key=row.key)),
            known,
        )
    }


def _unwanted(digest: Frozen, row: Row[Any]) -> str:
    is_invitation = digest.kind is Kind.INVITATION
    if row.status != (Status.INVITED if is_invitation else Status.ACTIVE):
        return f"{row.status} meanwhile"
    if is_invitation:
        return "they were asked meanwhile" if row.invited else ""
    is_served = row.from_mark not in {MOVES_NO_MARK, row.mark}
    return "they were served meanwhile" if is_served else ""


def _notes(connection: Connection, digest: Frozen, people: list[int]) -> _Notes:
    """Give each one's words and the last one's number; those this digest carried before, for a repeat."""
    rows = connection.execute(
        select(note)
        .where(
            note.c.subscriber.in_(people),
            or_(note.c.used_by.is_(None), note.c.used_by == digest.id),
        )
        .order_by(note.c.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.subscriber].append(row)
    given = {}
    for person, all_of in found.items():
        chosen = [row for row in all_of if row.used_by is not None] or all_of
        given[person] = (tuple(row.words for row in chosen), chosen[-1].id)
    return given


def _due(row: Row[Any], notes: _Notes, seen: int) -> Due:
    words, last = notes.get(row.subscriber, ((), 0))
    return Due(
        digest=row.digest,
        subscriber=row.subscriber,
        variant=row.variant,
        from_mark=row.from_mark,
        attempts=row.attempts,
        first_try=row.first_try,
        wire=row.wire or "",
        name=row.name,
        refusals=row.refusals,
        notes=words,
        last_note=last,
        seen=seen,
    )
