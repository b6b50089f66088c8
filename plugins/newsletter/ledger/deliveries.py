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

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, or_, select

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.prepared import driver_of, transaction
from plugins.newsletter.database.tables import delivery, note, subscriber
from plugins.newsletter.ledger import changes
from plugins.newsletter.ledger.digests import close_when_done
from plugins.newsletter.ledger.doubt import doubt_unanswered
from plugins.newsletter.ledger.model import MOVES_NO_MARK, Due, Frozen, Kind, State
from plugins.newsletter.subscribers.model import Status
from plugins.newsletter.subscribers.store import suppressed
from plugins.newsletter.tokens import Secrets, any_of, hashes_of

BATCH = 500
SUPPRESSED = "the address is on the suppression list"


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
        self._driver = driver_of(self._connection)
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

        Those that are not to go any more are skipped on the way, each with the reason; an empty list is
        the end.
        """
        with self._turn:
            while True:
                rows, due = self._find(delivery.c.subscriber > after)
                if due or not rows:
                    return due
                after = rows[-1].subscriber

    def fresh(self, due: Due) -> Due | None:
        """Give a letter as it stands now; None when it is not to go any more.

        It is read again only if another connection wrote into the database since it was read.
        """
        with self._turn:
            is_new = due.seen == self._version()
        return due if is_new else self.look_again(due)

    def look_again(self, due: Due) -> Due | None:
        """Read a letter again; None when it is not to go any more."""
        with self._turn:
            _rows, found = self._find(delivery.c.subscriber == due.subscriber)
        return found[0] if found else None

    def _version(self) -> int:
        """Give a number that changes with each commit of another connection (sqlite.org/pragma.html)."""
        return int(self._driver.execute("PRAGMA data_version").fetchone()[0])

    def _find(self, chosen: ColumnElement[bool]) -> tuple[list[Row[Any]], list[Due]]:
        """Give the chosen rows that are due, and of these the letters that may go; the others are skipped."""
        with self._connection.begin():
            seen = self._version()
            rows = self._rows(chosen)
            skipped = self._why_not(rows)
            notes = self._notes([row.subscriber for row in rows])
        if skipped:
            with transaction(self._driver):
                for person, why in skipped.items():
                    self._settle(person, State.SKIPPED, why)
        return rows, [_due(row, notes, seen) for row in rows if row.subscriber not in skipped]

    def _rows(self, which: ColumnElement[bool]) -> list[Row[Any]]:
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
                subscriber.c.status,
                subscriber.c.mark,
                subscriber.c.invited,
                subscriber.c.refusals,
            )
            .join(subscriber, subscriber.c.id == delivery.c.subscriber)
            .where(delivery.c.digest == self._digest.id, which, is_due)
            .order_by(delivery.c.subscriber)
            .limit(BATCH)
        )
        return list(self._connection.execute(chosen))

    def _why_not(self, rows: list[Row[Any]]) -> dict[int, str]:
        """Give, by subscriber, why a letter is not to go any more."""
        refused = self._suppressed(rows)
        found = {
            row.subscriber: SUPPRESSED if row.subscriber in refused else self._unwanted(row)
            for row in rows
        }
        return {person: why for person, why in found.items() if why}

    def _unwanted(self, row: Row[Any]) -> str:
        is_invitation = self._digest.kind is Kind.INVITATION
        if row.status != (Status.INVITED if is_invitation else Status.ACTIVE):
            return f"{row.status} meanwhile"
        if is_invitation:
            return "they were asked meanwhile" if row.invited else ""
        is_served = row.from_mark not in {MOVES_NO_MARK, row.mark}
        return "they were served meanwhile" if is_served else ""

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
        """Keep that the letter is about to be handed over; False when it must not be, as it stands.

        The reader's mark, or that they were invited, and the use of their note move in this commit.
        After False, a letter that is not to go at all was skipped; `look_again` gives any other.
        """
        with self._turn:
            try:
                with transaction(self._driver):
                    self._begin_dot(due, self._clock())
            except _Outdated:
                self._find(delivery.c.subscriber == due.subscriber)
                return False
        return True

    def _begin_dot(self, due: Due, now: datetime) -> None:
        if not self._still_wants(due, now):
            raise _Outdated
        row = {"s": due.subscriber, "d": self._digest.id}
        if not changes.BEGIN_DOT.run(self._driver, **row, now=now):
            raise AssertionError("a letter was about to be sent that is not due")
        if due.notes:
            changes.USE_NOTES.run(self._driver, **row, last=due.last_note)
            if changes.COUNT_NOTES.run(self._driver, **row, last=due.last_note) != len(due.notes):
                raise _Outdated  # one was taken back

    def _still_wants(self, due: Due, now: datetime) -> bool:
        person = {"s": due.subscriber, "wire": due.wire}
        if self._digest.kind is Kind.INVITATION:
            return changes.ASK.run(self._driver, **person, now=now) > 0
        if due.from_mark == MOVES_NO_MARK:
            return changes.STILL_ACTIVE.run(self._driver, **person) > 0
        return changes.MOVE_MARK.run(self._driver, **person, **self._marks(due)) > 0

    def _marks(self, due: Due) -> dict[str, int]:
        return {"before": due.from_mark, "after": self._digest.to_seq}

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
        now = self._clock()
        with self._turn, transaction(self._driver):
            if was_dotting and state in {State.DEFERRED, State.FAILED}:
                self._give_back(due)
            if not was_dotting:
                changes.COUNT_TRY.run(self._driver, d=self._digest.id, s=due.subscriber, now=now)
            self._settle(due.subscriber, state, answer, not_before=not_before)
            if is_unknown_person:
                changes.COUNT_REFUSAL.run(self._driver, s=due.subscriber, now=now)
            elif due.refusals and state is State.SUBMITTED:
                changes.FORGET_REFUSALS.run(self._driver, s=due.subscriber)

    def _give_back(self, due: Due) -> None:
        if self._digest.kind is Kind.INVITATION:
            changes.NOT_ASKED.run(self._driver, s=due.subscriber)
        elif due.from_mark != MOVES_NO_MARK:
            changes.MARK_BACK.run(self._driver, s=due.subscriber, **self._marks(due))
        if due.notes:
            changes.NOTES_BACK.run(self._driver, s=due.subscriber, d=self._digest.id)

    def _settle(
        self, person: int, state: State, answer: str, *, not_before: datetime | None = None
    ) -> None:
        changes.SETTLE.run(
            self._driver,
            d=self._digest.id,
            s=person,
            new_state=state,
            said=answer,
            later=not_before,
            now=self._clock(),
        )

    def close(self) -> None:
        """Mark the digest as done with when it is; an answer that could not be kept leaves a doubt."""
        with self._turn, self._connection.begin():
            doubt_unanswered(self._connection, why="the answer could not be kept")
            close_when_done(self._connection, self._digest.id)


class _Outdated(Exception):
    """A letter is not what its reader should get any more, or they should not get it."""


def _due(row: Row[Any], notes: dict[int, tuple[tuple[str, ...], int]], seen: int) -> Due:
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
