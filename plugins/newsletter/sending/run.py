"""One run: the letters of a frozen digest, over a few lines at once, each step kept in the ledger."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy.exc import DBAPIError

from plugins.newsletter.database.opening import explain
from plugins.newsletter.ledger.deliveries import Deliveries
from plugins.newsletter.ledger.model import Due, State
from plugins.newsletter.letter.model import Reader
from plugins.newsletter.letter.template import Template
from plugins.newsletter.sending.answers import Answer, Verdict, judge, next_try
from plugins.newsletter.sending.line import Line, Lost, Timeouts
from plugins.newsletter.sending.pace import Pace
from plugins.newsletter.sending.relay import Relay
from plugins.shared.errors import CannotSend

_IN_A_ROW = 5
_AT_LEAST = 50
_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited for what, in seconds, and how often it is tried."""

    timeouts: Timeouts = field(default_factory=Timeouts)
    reconnecting: tuple[float, ...] = (1, 2, 4, 8, 16)
    slower: float = 60
    tries: int = 3
    in_vain: int = 12
    letters_a_line: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run sends: to whom, which letters, through what. `reader_of` fills a letter's slots."""

    deliveries: Deliveries
    templates: Mapping[int, bytes]
    reader_of: Callable[[Due], Reader]
    relay: Relay
    sender: str
    clock: Callable[[], datetime]
    pace: Pace
    sleep: Callable[[float], None]
    patience: Patience = field(default_factory=Patience)
    progress: Callable[[], None] = lambda: None


def run(work: Work) -> str:
    """Send what is due; give why it was stopped before the end, "" when it was not.

    What is stopped stays queued, and another run goes on with it.
    """
    running = _Run(work)
    with ThreadPoolExecutor(work.relay.connections) as pool:
        lines = [pool.submit(running.work) for _ in range(work.relay.connections)]
        try:
            for line in lines:
                line.result()
        except KeyboardInterrupt:
            running.stop("it was interrupted")
        except BaseException:
            running.stop("")
            raise
    return running.reason


class _Run:
    """What the lines of one run share."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._templates = {
            number: Template.from_bytes(blob) for number, blob in work.templates.items()
        }
        self._turn = threading.Lock()
        self._waiting: deque[Due] = deque()
        self._last = 0
        self._has_more = True
        self._stopped = threading.Event()
        self._tries: Counter[int] = Counter()
        self._done = self._at_fault = self._in_a_row = self._in_vain = 0
        self.reason = ""

    def stop(self, reason: str) -> None:
        """Let every line end after the letter at hand; the first reason stands."""
        with self._turn:
            self.reason = self.reason or reason
            self._stopped.set()

    def work(self) -> None:
        """Carry letters over one line until there is nothing more, or the run is stopped."""
        line: Line | None = None
        try:
            while due := self._take():
                line = self._open(line)
                if line is None:
                    self._put_back(due)
                    return
                self._work.pace.wait()
                line = self._carry(line, due)
            if line:
                line.leave()
        except CannotSend as error:
            self.stop(str(error))
        except DBAPIError as error:
            self.stop(f"The database: {explain(error)}")
        finally:
            if line:
                line.close()

    def _take(self) -> Due | None:
        with self._turn:
            if self._stopped.is_set():
                return None
            if not self._waiting and self._has_more:
                self._waiting.extend(self._work.deliveries.batch(self._last))
                self._has_more = bool(self._waiting)
                self._last = self._waiting[-1].subscriber if self._waiting else self._last
            return self._waiting.popleft() if self._waiting else None

    def _put_back(self, due: Due) -> None:
        with self._turn:
            self._waiting.append(due)

    def _open(self, line: Line | None) -> Line | None:
        """Give an open line; None when the server cannot be had now, which stops the run."""
        if line and line.letters < self._work.patience.letters_a_line:
            return line
        if line:
            line.leave()
        for pause in (*self._work.patience.reconnecting, None):
            if self._stopped.is_set():
                return None
            try:
                name = self._work.sender.rpartition("@")[2]
                return Line(self._work.relay, name=name, timeouts=self._work.patience.timeouts)
            except Lost as error:
                if pause is None:
                    self.stop(f"{error}; try again later.")
                else:
                    self._work.sleep(pause)
        return None

    def _carry(self, line: Line, due: Due) -> Line | None:
        """Take one letter as far as it comes; give the line when it can go on."""
        is_dotted = False
        try:
            refused = self._offer(line, due)
            if refused is None:
                return line
            if isinstance(refused, Answer):
                return self._hear(line, due, refused, was_dotting=False)
            is_dotted = self._work.deliveries.dot(due)
            if not is_dotted:
                self._work.progress()
                line.close()  # the letter stands on the wire without its dot: it is dropped
                return None
            return self._hear(line, due, line.dot(), was_dotting=True)
        except Lost as error:
            line.close()
            self._lost(due, str(error), was_dotting=is_dotted)
            return None

    def _offer(self, line: Line, due: Due) -> Answer | Literal[True] | None:
        """Bring the letter to just before its dot: True; else the refusal, or None when it was skipped."""
        if not due.wire.isascii() and not line.has_smtputf8:
            self._settle(due, State.SKIPPED, "the mail server takes no such address (no SMTPUTF8)")
            return None
        wire = self._templates[due.variant].wire(self._work.reader_of(due))
        if line.largest and len(wire) > line.largest:
            raise CannotSend(
                f"{self._work.relay}: the letter has {len(wire)} bytes, and it takes {line.largest}."
            )
        refusal = line.offer(self._work.sender, due.wire, size=len(wire))
        if refusal is not None:
            return refusal
        line.body(wire)
        return True

    def _hear(self, line: Line, due: Due, answer: Answer, *, was_dotting: bool) -> Line | None:
        """Keep what the server answered; give the line when it can go on."""
        verdict = judge(answer)
        if verdict is Verdict.RECONNECT:
            line.close()
            self._lost(due, str(answer), was_dotting=was_dotting)
            return None
        self._act(due, answer, verdict, was_dotting=was_dotting)
        if answer.code == 421:  # noqa: PLR2004 - it closes the line (RFC 5321, 3.8)
            line.close()
            return None
        if not was_dotting:
            line.reset()
        return line

    def _act(self, due: Due, answer: Answer, verdict: Verdict, *, was_dotting: bool) -> None:
        match verdict:
            case Verdict.SUBMITTED:
                self._settle(due, State.SUBMITTED, str(answer), was_dotting=was_dotting)
                self._judge_sender(is_at_fault=False)
            case Verdict.LATER:
                self._defer(due, str(answer), was_dotting=was_dotting)
            case Verdict.SLOWER:
                self._work.pace.slow_down(self._work.patience.slower)
                self._try_again(due, str(answer))
            case Verdict.STOP:
                self.stop(f"{self._work.relay}: it takes no letter of ours ({answer}).")
            case _:
                is_unknown = verdict is Verdict.UNKNOWN_PERSON
                self._settle(
                    due, State.FAILED, str(answer), was_dotting=was_dotting, is_unknown=is_unknown
                )
                self._judge_sender(is_at_fault=verdict is Verdict.SENDER_AT_FAULT, last=answer)

    def _judge_sender(self, *, is_at_fault: bool, last: Answer | None = None) -> None:
        """Stop when letter after letter is refused because of us: the others would be, too."""
        with self._turn:
            self._done += 1
            self._at_fault += is_at_fault
            self._in_a_row = self._in_a_row + 1 if is_at_fault else 0
            self._in_vain = 0
            is_enough = self._in_a_row >= _IN_A_ROW or (
                self._done >= _AT_LEAST and self._at_fault > _SHARE * self._done
            )
        if is_at_fault and is_enough:
            self.stop(
                f"{self._work.relay}: {self._at_fault} letters were refused because of the sender, not "
                f"of their readers (the last: {last}). Mend that first; digest.check helps."
            )

    def _lost(self, due: Due, why: str, *, was_dotting: bool) -> None:
        if was_dotting:
            self._settle(
                due, State.UNCERTAIN, f"no answer after the letter: {why}", was_dotting=True
            )
        else:
            self._try_again(due, why)

    def _try_again(self, due: Due, why: str) -> None:
        """Put a letter back that was not taken; one that never gets through waits for a later run."""
        self._tries[due.subscriber] += 1
        with self._turn:
            self._in_vain += 1
            is_hopeless = self._in_vain > self._work.patience.in_vain
        if is_hopeless:
            self.stop(
                f"{self._work.relay}: it takes nothing at the moment ({why}); try again later."
            )
            return
        if self._tries[due.subscriber] < self._work.patience.tries:
            self._put_back(due)
        else:
            self._defer(due, why, was_dotting=False)

    def _defer(self, due: Due, why: str, *, was_dotting: bool) -> None:
        now = self._work.clock()
        then = next_try(due.attempts + 1, due.first_try, now)
        if then:
            self._settle(due, State.DEFERRED, why, was_dotting=was_dotting, not_before=then)
        else:
            self._settle(due, State.FAILED, f"given up: {why}", was_dotting=was_dotting)

    def _settle(  # noqa: PLR0913 - what is kept of an answer
        self,
        due: Due,
        state: State,
        answer: str,
        *,
        was_dotting: bool = False,
        not_before: datetime | None = None,
        is_unknown: bool = False,
    ) -> None:
        self._work.deliveries.settle(
            due,
            state,
            answer,
            not_before=not_before,
            was_dotting=was_dotting,
            is_unknown_person=is_unknown,
        )
        self._work.progress()
