"""The course of a run: what its lines share, who take turns."""

import threading
from collections import Counter, deque
from collections.abc import Callable

from plugins.newsletter.ledger.model import Due
from plugins.newsletter.letter.template import Template
from plugins.newsletter.sending.pace import Pace
from plugins.newsletter.sending.standing import Standing
from plugins.newsletter.sending.work import Work


class Course:
    """The letters that wait, the pace, and whether to go on; `reason` is why the run was stopped."""

    def __init__(self, work: Work) -> None:
        """Begin with every letter of the work that is due."""
        relay, patience = work.relay, work.patience
        self.templates = {
            number: Template.from_bytes(blob) for number, blob in work.templates.items()
        }
        self.standing = Standing(
            relay=str(relay), patience=patience.in_vain, connections=relay.connections
        )
        self.pace = Pace(relay.rate, monotonic=work.monotonic, sleep=self.pause)
        self.reason = ""
        self._deliveries = work.deliveries
        self._turn = threading.Lock()
        self._stopped = threading.Event()
        self._connected = threading.Event()
        self._first_is_over = threading.Event()
        self._waiting: deque[Due] = deque()
        self._last = 0
        self._has_more = True
        self._lines = relay.connections
        self._tries: Counter[int] = Counter()

    @property
    def is_stopped(self) -> bool:
        """Whether every line is to end after the letter at hand."""
        return self._stopped.is_set()

    def stop(self, reason: str) -> None:
        """Let every line end after the letter at hand; the first reason stands."""
        self._stopped.set()  # at once: whoever has the turn may wait for the database
        with self._turn:
            self.reason = self.reason or reason

    @property
    def has_connected(self) -> bool:
        """Whether the server has let us in."""
        return self._connected.is_set()

    def connected(self) -> None:
        """Let the other lines begin."""
        self._connected.set()
        self._first_is_over.set()

    def end_first(self) -> None:
        """Let the other lines go on without the first."""
        self._first_is_over.set()

    def wait_for_first(self) -> None:
        """Wait until the first line stands, so that a wrong password is tried once."""
        self._first_is_over.wait()

    def pause(self, seconds: float) -> None:
        """Wait so long, or until the run is stopped."""
        self._stopped.wait(min(seconds, threading.TIMEOUT_MAX))

    def take(self) -> Due | None:
        """Give the next letter; None at the end, and then the line is no more counted on."""
        with self._turn:
            if not self._waiting and self._has_more and not self.is_stopped:
                self._waiting.extend(self._deliveries.batch(self._last))
                self._has_more = bool(self._waiting)
                self._last = self._waiting[-1].subscriber if self._waiting else self._last
            if self._waiting and not self.is_stopped:
                return self._waiting.popleft()
            self._lines -= 1
            return None

    def put_back(self, due: Due) -> None:
        """Let a letter that was not taken wait for its next turn."""
        with self._turn:
            self._waiting.append(due)

    def may_try_again(self, due: Due, most: int) -> bool:
        """Count a try of a letter; whether there may be another in this run."""
        with self._turn:
            self._tries[due.subscriber] += 1
            return self._tries[due.subscriber] < most

    def leave_to_others(self, due: Due, why: str) -> None:
        """Put back a letter of a line that cannot be opened again; the last such line stops the run."""
        with self._turn:
            self._waiting.append(due)
            self._lines -= 1
            is_last = not self._lines
        if is_last:
            self.stop(why)

    def tell(self, count: Callable[[Standing], str]) -> bool:
        """Count something; whether the run may go on."""
        with self._turn:
            reason = count(self.standing)
        if reason:
            self.stop(reason)
        return not reason
