"""Freezing a digest: who gets it stands fast, in one transaction with their number."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal, select

from plugins.newsletter.database.tables import delivery, digest, post, subscriber, variant
from plugins.newsletter.ledger.model import MOVES_NO_MARK, OPEN, Frozen, Kind, State, Tally
from plugins.newsletter.subscribers.model import Status

REPLACED = "its posts come with a newer letter"
TOO_LATE = "too late; its posts come with the next letter"


def freeze(connection: Connection, new: Frozen, template_of: Callable[[int], bytes]) -> Frozen:
    """Keep a digest with a letter for each subscriber who lacks a post, and give it with their number.

    `new` says all but `id` and `candidates`. `template_of` gives the letter for those who lack the
    posts from a sequence number on; for an invitation the number is 0. Letters of earlier digests that
    the same people still wait for are skipped: the new ones hold their posts.
    """
    number = connection.execute(digest.insert().values(**_row(new))).lastrowid
    people = _invited() if new.kind is Kind.INVITATION else _lacking(new.cadence, new.to_seq)
    names = ["digest", "state", "attempts", "answer", "subscriber", "from_mark", "variant"]
    rows = select(
        literal(number), literal(State.QUEUED.value), literal(0), literal(""), *people.subquery().c
    )
    candidates = connection.execute(delivery.insert().from_select(names, rows)).rowcount
    numbers = connection.scalars(
        select(delivery.c.variant).where(delivery.c.digest == number).distinct()
    )
    for one in numbers.all():
        connection.execute(
            variant.insert().values(digest=number, number=one, template=template_of(one))
        )
    if new.kind is Kind.DIGEST:
        _replace_older(connection, number)
    connection.execute(
        digest.update()
        .where(digest.c.id == number)
        .values(candidates=candidates, is_open=int(candidates > 0))
    )
    return find(connection, new.key) or new


def _row(new: Frozen) -> dict[str, Any]:
    return {
        "key": new.key,
        "kind": new.kind,
        "cadence": new.cadence,
        "subject": new.subject,
        "due": new.due,
        "date": new.date,
        "to_seq": new.to_seq,
        "is_open": 1,
        "candidates": 0,
    }


def _lacking(cadence: str, to_seq: int) -> Select[Any]:
    """Choose the active readers of a cadence who lack a post: their id, mark and first lacked post."""
    wanted = (
        subscriber.c.status == Status.ACTIVE,
        subscriber.c.cadence == cadence,
        subscriber.c.mark < to_seq,
    )
    # Looked up once for each mark: thousands have the same, with thousands of posts held back behind it.
    firsts = (
        select(subscriber.c.mark, _first_lacked(to_seq).label("first"))
        .where(*wanted)
        .group_by(subscriber.c.mark)
        .subquery()
    )
    return (
        select(subscriber.c.id, subscriber.c.mark, firsts.c.first)
        .join(firsts, firsts.c.mark == subscriber.c.mark)
        .where(*wanted, firsts.c.first.is_not(None))
    )


def _first_lacked(to_seq: int) -> Any:
    return (
        select(func.min(post.c.seq))
        .where(
            post.c.seq > subscriber.c.mark,
            post.c.seq <= to_seq,
            post.c.counted.is_not(None),
            post.c.is_gone == 0,
        )
        .correlate(subscriber)
        .scalar_subquery()
    )


def _invited() -> Select[Any]:
    return select(subscriber.c.id, subscriber.c.mark, literal(0).label("first")).where(
        subscriber.c.status == Status.INVITED, subscriber.c.invited.is_(None)
    )


def count_waiting(connection: Connection, cadence: str, to_seq: int) -> int:
    """Give how many readers of a cadence lack a post up to `to_seq`."""
    return (
        connection.scalar(select(func.count()).select_from(_lacking(cadence, to_seq).subquery()))
        or 0
    )


def count_invited(connection: Connection) -> int:
    """Give how many have never been asked."""
    return connection.scalar(select(func.count()).select_from(_invited().subquery())) or 0


def lowest_mark(connection: Connection) -> int | None:
    """Give the lowest mark of all who may get a letter some day; None when there is nobody."""
    chosen = select(func.min(subscriber.c.mark)).where(
        subscriber.c.status.in_([Status.ACTIVE, Status.PAUSED])
    )
    found: int | None = connection.scalar(chosen)
    return found


def _replace_older(connection: Connection, number: int) -> None:
    people = select(delivery.c.subscriber).where(delivery.c.digest == number)
    older = select(digest.c.id).where(
        digest.c.id != number, digest.c.is_open == 1, digest.c.kind == Kind.DIGEST
    )
    connection.execute(
        delivery.update()
        .where(
            delivery.c.digest.in_(older),
            delivery.c.subscriber.in_(people),
            delivery.c.state.in_([State.QUEUED, State.DEFERRED]),
            delivery.c.from_mark != MOVES_NO_MARK,
        )
        .values(state=State.SKIPPED, answer=REPLACED)
    )
    for one in connection.scalars(older).all():
        close_when_done(connection, one)


def close_when_done(connection: Connection, number: int) -> None:
    """Mark a digest as done with when none of its letters wants anything any more."""
    waiting = select(delivery.c.subscriber).where(
        delivery.c.digest == number, delivery.c.state.in_(OPEN)
    )
    if connection.execute(waiting.limit(1)).first() is None:
        connection.execute(digest.update().where(digest.c.id == number).values(is_open=0))


def give_up(connection: Connection, number: int, *, now: datetime) -> None:
    """End a digest that came too late: what waits is skipped or failed, marks stay, and so posts, too."""
    mine = delivery.update().where(delivery.c.digest == number)
    for before, after in ((State.QUEUED, State.SKIPPED), (State.DEFERRED, State.FAILED)):
        connection.execute(
            mine.where(delivery.c.state == before).values(
                state=after, at=now, answer=func.trim(delivery.c.answer + " " + TOO_LATE)
            )
        )
    close_when_done(connection, number)


def find(connection: Connection, key: str) -> Frozen | None:
    """Give the digest of a key; None when it was never frozen."""
    row = connection.execute(select(digest).where(digest.c.key == key)).first()
    return _frozen(row) if row else None


def all_digests(connection: Connection) -> list[Frozen]:
    """Give all digests and rounds of invitations, in the order they were frozen."""
    return [_frozen(row) for row in connection.execute(select(digest).order_by(digest.c.id))]


def open_digests(connection: Connection) -> list[Frozen]:
    """Give those that are not done with, the oldest first."""
    return [one for one in all_digests(connection) if one.is_open]


def _frozen(row: Row[Any]) -> Frozen:
    return Frozen(
        id=row.id,
        key=row.key,
        kind=Kind(row.kind),
        cadence=row.cadence,
        subject=row.subject,
        due=row.due,
        date=row.date,
        to_seq=row.to_seq,
        is_open=bool(row.is_open),
        candidates=row.candidates,
    )


def templates_of(connection: Connection, number: int) -> dict[int, bytes]:
    """Give a digest's letters, by the first post their readers lack."""
    rows = connection.execute(
        select(variant.c.number, variant.c.template).where(variant.c.digest == number)
    )
    return {row.number: row.template for row in rows}


def tally(connection: Connection, one: Frozen) -> Tally:
    """Give the sums of a digest; that they come out is asserted."""
    rows = connection.execute(
        select(delivery.c.state, func.count())
        .where(delivery.c.digest == one.id)
        .group_by(delivery.c.state)
    )
    numbers = {State(state): number for state, number in rows}
    return Tally(key=one.key, candidates=one.candidates, numbers=numbers)


def answers(connection: Connection, number: int, states: Sequence[State]) -> list[Row[Any]]:
    """Give (shown, state, answer) of a digest's letters in these states, in the order of addresses."""
    return list(
        connection.execute(
            select(subscriber.c.shown, delivery.c.state, delivery.c.answer, delivery.c.subscriber)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber)
            .where(delivery.c.digest == number, delivery.c.state.in_(states))
            .order_by(subscriber.c.key)
        )
    )


def set_subject(connection: Connection, number: int, subject: str) -> None:
    """Keep what a digest's letters are called."""
    connection.execute(digest.update().where(digest.c.id == number).values(subject=subject))
