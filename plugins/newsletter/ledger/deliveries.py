"""The letters of one digest on their way: what is due, and each step of each, committed as it happens.

`dot` commits before the dot that ends a letter on the wire, `settle` after the server's answer; so a
crash leaves in doubt only what stood between the two. Threads take turns.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, Connection, Engine

from plugins.newsletter.database.prepared import driver_of, transaction
from plugins.newsletter.database.tables import delivery
from plugins.newsletter.ledger import changes
from plugins.newsletter.ledger.digests import close_when_done
from plugins.newsletter.ledger.doubt import doubt_unanswered
from plugins.newsletter.ledger.model import MOVES_NO_MARK, Due, Frozen, Kind, State
from plugins.newsletter.ledger.waiting import Waiting, find_waiting
from plugins.newsletter.tokens import Secrets


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
                found = self._find(delivery.c.subscriber > after)
                if found.due or not found.skipped:
                    return found.due
                after = max(found.skipped)

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
            found = self._find(delivery.c.subscriber == due.subscriber)
        return found.due[0] if found.due else None

    def _version(self) -> int:
        """Give a number that changes with each commit of another connection (sqlite.org/pragma.html)."""
        return int(self._driver.execute("PRAGMA data_version").fetchone()[0])

    def _find(self, which: ColumnElement[bool]) -> Waiting:
        """Give those of the chosen letters that are due, and skip what is not to go any more."""
        with self._connection.begin():
            found = find_waiting(
                self._connection,
                self._digest,
                which,
                secrets=self._secrets,
                now=self._clock(),
                seen=self._version(),
            )
        if found.skipped:
            with transaction(self._driver):
                for person, why in found.skipped.items():
                    self._settle(person, State.SKIPPED, why)
        return found

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
            if was_dotting and state in {State.QUEUED, State.DEFERRED, State.FAILED}:
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
