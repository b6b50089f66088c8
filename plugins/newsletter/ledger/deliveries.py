"""The letters of one digest on their way: what is due, and each step of each, committed as it happens.

`dot` commits before the dot that ends a letter on the wire, `settle` after the server's answer; so a
crash leaves in doubt only what stood between the two. Threads take turns.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, and_, bindparam, case, func, or_, select

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.tables import delivery, note, subscriber
from plugins.newsletter.ledger.digests import close_when_done
from plugins.newsletter.ledger.model import MOVES_NO_MARK, Due, Frozen, Kind, State
from plugins.newsletter.subscribers.model import Status
from plugins.newsletter.subscribers.store import suppressed
from plugins.newsletter.tokens import Secrets, any_of, hashes_of

BATCH = 500
# So many letters in a row refused as "no such person" end in the status "bounced".
REFUSALS = 3

_key = and_(delivery.c.digest == bindparam("d"), delivery.c.subscriber == bindparam("s"))
_to_dotting = (
    delivery.update()
    .where(_key, delivery.c.state.in_([State.QUEUED, State.DEFERRED]))
    .values(
        state=State.DOTTING,
        attempts=delivery.c.attempts + 1,
        at=bindparam("now"),
        first_try=func.coalesce(delivery.c.first_try, bindparam("now")),
        answer="",
    )
)
_settled = (
    delivery.update()
    .where(_key)
    .values(
        state=bindparam("state"),
        answer=bindparam("answer"),
        not_before=bindparam("not_before"),
        at=bindparam("now"),
    )
)
_tried = (
    delivery.update()
    .where(_key)
    .values(
        attempts=delivery.c.attempts + 1,
        first_try=func.coalesce(delivery.c.first_try, bindparam("now")),
    )
)
_mark_on = (
    subscriber.update()
    .where(
        subscriber.c.id == bindparam("s"),
        subscriber.c.status == Status.ACTIVE,
        subscriber.c.mark == bindparam("before"),
    )
    .values(mark=bindparam("after"))
)
_mark_back = (
    subscriber.update()
    .where(subscriber.c.id == bindparam("s"), subscriber.c.mark == bindparam("after"))
    .values(
        # Never below where they stood when they confirmed, should that have been meanwhile.
        mark=case(
            (subscriber.c.floor > bindparam("before"), subscriber.c.floor),
            else_=bindparam("before"),
        )
    )
)
_ask = (
    subscriber.update()
    .where(
        subscriber.c.id == bindparam("s"),
        subscriber.c.status == Status.INVITED,
        subscriber.c.invited.is_(None),
    )
    .values(invited=bindparam("now"))
)
_asked_not = (
    subscriber.update()
    .where(subscriber.c.id == bindparam("s"), subscriber.c.status == Status.INVITED)
    .values(invited=None)
)
_count_refusal = (
    subscriber.update()
    .where(subscriber.c.id == bindparam("s"))
    .values(
        refusals=subscriber.c.refusals + 1,
        status=case(
            (
                and_(subscriber.c.refusals + 1 >= REFUSALS, subscriber.c.status == Status.ACTIVE),
                Status.BOUNCED.value,
            ),
            else_=subscriber.c.status,
        ),
    )
)
_forget_refusals = subscriber.update().where(subscriber.c.id == bindparam("s")).values(refusals=0)


class Deliveries:
    """The letters of one frozen digest."""

    def __init__(
        self, engine: Engine, digest: Frozen, *, secrets: Secrets, clock: Callable[[], datetime]
    ) -> None:
        """`clock` gives the time that each step is kept with."""
        self._engine = engine
        self._digest = digest
        self._secrets = secrets
        self._clock = clock
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        """Open the connection that the threads share."""
        self._connection: Connection = self._engine.connect()
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self._connection.close()

    def batch(self, after: int) -> list[Due]:
        """Give the next letters that are due, of subscribers with a number above `after`.

        Those that are suppressed are skipped on the way; an empty list is the end.
        """
        with self._turn, self._connection.begin():
            while rows := self._rows(after):
                after = rows[-1].subscriber
                refused = self._suppressed(rows)
                for row in rows:
                    if row.subscriber in refused:
                        self._settle(
                            row.subscriber, State.SKIPPED, "the address is on the suppression list"
                        )
                notes = self._notes([row.subscriber for row in rows])
                if due := [_due(row, notes) for row in rows if row.subscriber not in refused]:
                    return due
        return []

    def _rows(self, after: int) -> list[Row[Any]]:
        now = self._clock()
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
                subscriber.c.refusals,
            )
            .join(subscriber, subscriber.c.id == delivery.c.subscriber)
            .where(delivery.c.digest == self._digest.id, delivery.c.subscriber > after, is_due)
            .order_by(delivery.c.subscriber)
            .limit(BATCH)
        )
        return list(self._connection.execute(chosen))

    def _suppressed(self, rows: list[Row[Any]]) -> set[int]:
        known = suppressed(self._connection)
        if not known:
            return set()
        return {
            row.subscriber
            for row in rows
            if row.key
            and any_of(
                hashes_of(self._secrets, Address(shown=row.shown, wire=row.wire, key=row.key)),
                known,
            )
        }

    def _notes(self, people: list[int]) -> dict[int, tuple[tuple[str, ...], int]]:
        """Give each one's words and the last one's number; those this digest carried before, for a repeat."""
        rows = self._connection.execute(
            select(note)
            .where(
                note.c.subscriber.in_(people),
                or_(note.c.used_by.is_(None), note.c.used_by == self._digest.id),
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

    def dot(self, due: Due) -> bool:
        """Keep that the letter is about to be handed over; False when it must not be any more.

        The reader's mark, or that they were invited, and the use of their note move in this commit.
        """
        now = self._clock()
        with self._turn, self._connection.begin():
            if not self._still_wants(due, now):
                self._settle(due.subscriber, State.SKIPPED, self._why_not(due))
                return False
            keys = {"d": self._digest.id, "s": due.subscriber, "now": now}
            if not self._connection.execute(_to_dotting, keys).rowcount:
                raise AssertionError("a letter was about to be sent that is not due")
            if due.notes:
                self._use_notes(due)
        return True

    def _still_wants(self, due: Due, now: datetime) -> bool:
        person = {"s": due.subscriber}
        if self._digest.kind is Kind.INVITATION:
            return bool(self._connection.execute(_ask, {**person, "now": now}).rowcount)
        if due.from_mark == MOVES_NO_MARK:
            return self._status(due) == Status.ACTIVE
        marks = {"before": due.from_mark, "after": self._digest.to_seq}
        return bool(self._connection.execute(_mark_on, {**person, **marks}).rowcount)

    def _status(self, due: Due) -> str:
        chosen = select(subscriber.c.status).where(subscriber.c.id == due.subscriber)
        return str(self._connection.scalar(chosen))

    def _why_not(self, due: Due) -> str:
        status = self._status(due)
        wanted = Status.INVITED if self._digest.kind is Kind.INVITATION else Status.ACTIVE
        return "they were served meanwhile" if status == wanted else f"{status} meanwhile"

    def _use_notes(self, due: Due) -> None:
        self._connection.execute(
            note.update()
            .where(
                note.c.subscriber == due.subscriber,
                note.c.used_by.is_(None),
                note.c.id <= due.last_note,
            )
            .values(used_by=self._digest.id)
        )

    def settle(  # noqa: PLR0913 - each is one thing to know
        self,
        due: Due,
        state: State,
        answer: str = "",
        *,
        not_before: datetime | None = None,
        was_dotting: bool,
        is_unknown_person: bool = False,
    ) -> None:
        """Keep the answer. What was refused after `dot` gives mark and note back."""
        with self._turn, self._connection.begin():
            if was_dotting and state in {State.DEFERRED, State.FAILED}:
                self._give_back(due)
            if not was_dotting:
                keys = {"d": self._digest.id, "s": due.subscriber, "now": self._clock()}
                self._connection.execute(_tried, keys)
            self._settle(due.subscriber, state, answer, not_before=not_before)
            if is_unknown_person:
                self._connection.execute(_count_refusal, {"s": due.subscriber})
            elif due.refusals and state is State.SUBMITTED:
                self._connection.execute(_forget_refusals, {"s": due.subscriber})

    def _give_back(self, due: Due) -> None:
        person = {"s": due.subscriber}
        if self._digest.kind is Kind.INVITATION:
            self._connection.execute(_asked_not, person)
        elif due.from_mark != MOVES_NO_MARK:
            marks = {"before": due.from_mark, "after": self._digest.to_seq}
            self._connection.execute(_mark_back, {**person, **marks})
        if due.notes:
            self._connection.execute(
                note.update()
                .where(note.c.subscriber == due.subscriber, note.c.used_by == self._digest.id)
                .values(used_by=None)
            )

    def _settle(
        self, person: int, state: State, answer: str, *, not_before: datetime | None = None
    ) -> None:
        keys = {"d": self._digest.id, "s": person, "now": self._clock()}
        values = {"state": state, "answer": answer, "not_before": not_before}
        self._connection.execute(_settled, {**keys, **values})

    def close(self) -> None:
        """Mark the digest as done with when it is."""
        with self._turn, self._connection.begin():
            close_when_done(self._connection, self._digest.id)


def _due(row: Row[Any], notes: dict[int, tuple[tuple[str, ...], int]]) -> Due:
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
    )


def doubt_unanswered(connection: Connection) -> int:
    """Mark as uncertain what a crash left between dot and answer; give how many there are.

    Only the one sender may ask for it: see sending/lock.py.
    """
    return connection.execute(
        delivery.update()
        .where(delivery.c.state == State.DOTTING)
        .values(state=State.UNCERTAIN, answer="the sender ended between the letter and the answer")
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
            connection.execute(_asked_not, {"s": person})
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
