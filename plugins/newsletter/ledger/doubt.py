"""Letters whose fate is uncertain: what a crash left between dot and answer, and what the author decides."""

from typing import Any

from sqlalchemy import Connection, select

from plugins.newsletter.database.tables import delivery, subscriber
from plugins.newsletter.ledger.digests import close_when_done
from plugins.newsletter.ledger.model import MOVES_NO_MARK, Frozen, Kind, State
from plugins.newsletter.subscribers.model import Status

_CRASH = "the sender ended between the letter and the answer"


def doubt_unanswered(connection: Connection, *, why: str = _CRASH) -> int:
    """Mark as uncertain what a crash left between dot and answer; give how many there are.

    Only the one sender may ask for it: see sending/lock.py.
    """
    return connection.execute(
        delivery.update()
        .where(delivery.c.state == State.DOTTING)
        .values(state=State.UNCERTAIN, answer=why)
    ).rowcount


def resolve_submitted(connection: Connection, digest: int, people: list[int]) -> None:
    """Take uncertain letters for submitted: the author says so."""
    connection.execute(
        _uncertain(digest, people).values(state=State.SUBMITTED, answer="the author says so")
    )
    close_when_done(connection, digest)


def resolve_again(connection: Connection, digest: Frozen, people: list[int]) -> None:
    """Queue uncertain letters once more, with the same bytes; marks go back where no later letter went."""
    if digest.kind is Kind.INVITATION:
        for person in people:
            connection.execute(
                subscriber.update()
                .where(subscriber.c.id == person, subscriber.c.status == Status.INVITED)
                .values(invited=None)
            )
    for person in people:
        mark = connection.scalar(select(subscriber.c.mark).where(subscriber.c.id == person))
        row = _uncertain(digest.id, [person])
        if digest.kind is Kind.DIGEST and mark == digest.to_seq:
            before = connection.scalar(
                select(delivery.c.from_mark).where(
                    delivery.c.digest == digest.id, delivery.c.subscriber == person
                )
            )
            back = subscriber.update().where(
                subscriber.c.id == person, subscriber.c.floor <= before
            )
            connection.execute(back.values(mark=before))
        elif digest.kind is Kind.DIGEST:
            connection.execute(row.values(from_mark=MOVES_NO_MARK))
        connection.execute(row.values(state=State.QUEUED, answer="", not_before=None))


def _uncertain(digest: int, people: list[int]) -> Any:
    return delivery.update().where(
        delivery.c.digest == digest,
        delivery.c.subscriber.in_(people),
        delivery.c.state == State.UNCERTAIN,
    )
