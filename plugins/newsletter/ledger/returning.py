"""Posts that left the feed, and came back after letters had gone out without them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from plugins.newsletter.database.tables import delivery, digest, post, subscriber
from plugins.newsletter.ledger.model import OPEN, Kind, State
from plugins.newsletter.subscribers.model import Status


def count_anew(connection: Connection, id_: str, *, gone: datetime, now: datetime) -> None:
    """Let a post that was gone since then count anew for those whose letter went without it.

    Whoever is up to date otherwise does not get it (again). It stays as it is where marks cannot tell who
    had it: when somebody else lacks a later post, or still waits for a letter that holds it.
    """
    seq = connection.scalar(select(post.c.seq).where(post.c.id == id_, post.c.counted.is_not(None)))
    if seq is None:
        return
    newest = connection.scalar(select(func.max(post.c.seq))) or 0
    passed = _letters_over(seq, [State.SUBMITTED, State.UNCERTAIN]).where(digest.c.date > gone)
    waiting = _letters_over(seq, list(OPEN)).where(digest.c.date <= gone)
    others = subscriber.c.id.not_in(passed)
    behind = select(subscriber.c.id).where(
        or_(
            and_(others, subscriber.c.mark >= seq, subscriber.c.mark < newest),
            subscriber.c.id.in_(waiting),
        ),
        subscriber.c.status.in_([Status.ACTIVE, Status.PAUSED]),
    )
    if not connection.execute(passed.limit(1)).first() or connection.execute(behind).first():
        return
    connection.execute(post.update().where(post.c.id == id_).values(seq=newest + 1, counted=now))
    connection.execute(
        subscriber.update().where(others, subscriber.c.mark == newest).values(mark=newest + 1)
    )


def _letters_over(seq: int, states: list[State]) -> Select[Any]:
    """Choose the readers of digests that took, or will take, their mark over a sequence number."""
    return (
        select(delivery.c.subscriber)
        .join(digest, digest.c.id == delivery.c.digest)
        .where(
            digest.c.kind == Kind.DIGEST,
            delivery.c.state.in_(states),
            delivery.c.from_mark >= 0,
            delivery.c.from_mark < seq,
            digest.c.to_seq >= seq,
        )
    )
