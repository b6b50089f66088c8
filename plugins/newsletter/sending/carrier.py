"""One of the lines of a run: it carries letter after letter, and keeps in the ledger what became of each."""

from sqlalchemy.exc import DBAPIError

from plugins.newsletter.database.opening import explain
from plugins.newsletter.ledger.model import Due
from plugins.newsletter.sending.answers import Answer, Verdict, judge
from plugins.newsletter.sending.books import Books
from plugins.newsletter.sending.course import Course
from plugins.newsletter.sending.line import Line, Lost, NeverDotted
from plugins.newsletter.sending.work import Work
from plugins.shared.errors import CannotSend

_NO_SMTPUTF8 = "the mail server takes no such address (no SMTPUTF8)"


class Carrier:
    """Carries letters over one line at a time."""

    def __init__(self, work: Work, course: Course, *, is_first: bool = False) -> None:
        """`course` is what it shares with the other lines, which begin once the first one stands."""
        self._is_first = is_first
        self._work = work
        self._books = Books(work)
        self._course = course
        self._line: Line | None = None
        self._opened = self._used = 0.0

    def work(self) -> None:
        """Carry until there is nothing more, or the run is stopped."""
        try:
            if not self._is_first:
                self._course.wait_for_first()
            self._work_on()
        except CannotSend as error:
            self._course.stop(str(error))
        except DBAPIError as error:
            self._course.stop(f"The database: {explain(error)}")
        except BaseException:
            self._course.stop("of a fault in this program.")
            raise
        finally:
            self._drop()
            if self._is_first:
                self._course.end_first()

    def _work_on(self) -> None:
        while due := self._course.take():
            self._course.pace.wait()
            line = self._get_line(due)
            if line is None:
                break
            fresh = self._work.deliveries.fresh(due)
            if fresh is None:
                self._work.progress()
                continue
            self._carry(line, fresh)
            self._used = self._work.monotonic()
        if self._line:
            self._line.leave()

    # The line

    def _get_line(self, due: Due) -> Line | None:
        """Give an open line; None when the run is stopped, or no other line can be had."""
        if self._line and self._is_worn:
            self._line.leave()
            self._line = None
        if self._line is None and not self._course.is_stopped:
            self._line = self._open(due)
        return None if self._course.is_stopped else self._line

    @property
    def _is_worn(self) -> bool:
        patience, now = self._work.patience, self._work.monotonic()
        return self._line is not None and (
            self._line.letters >= patience.letters_a_line
            or now - self._opened > patience.seconds_a_line
            or now - self._used > patience.seconds_idle
        )

    def _open(self, due: Due) -> Line | None:
        pauses = self._work.patience.reconnecting
        if lost := self._course.standing.in_vain:
            self._course.pause(pauses[min(lost, len(pauses)) - 1] if pauses else 0)
        why = ""
        for pause in (*pauses, None):
            if self._course.is_stopped:
                return None
            try:
                return self._connect()
            except Lost as error:
                why = str(error)
            except CannotSend as error:
                if not self._course.has_connected:
                    raise
                why = str(error)  # perhaps it takes no more lines than there are
            if pause is not None:
                self._course.pause(pause)
        if self._course.has_connected:
            self._course.leave_to_others(due, f"{why}; try again later.")
        else:
            self._course.stop(f"{why}; try again later.")
        return None

    def _connect(self) -> Line:
        patience = self._work.patience
        line = Line(self._work.relay, name=self._work.domain, timeouts=patience.timeouts)
        self._course.connected()
        self._opened = self._used = self._work.monotonic()
        return line

    def _drop(self) -> None:
        if self._line:
            self._line.close()
            self._line = None

    # One letter

    def _carry(self, line: Line, due: Due) -> None:
        """Take one letter as far as it comes."""
        if not due.wire.isascii() and not line.has_smtputf8:
            self._books.skip(due, _NO_SMTPUTF8)
            return
        try:
            refusal = self._offer(line, due)
        except Lost as error:
            self._lose(line, due, str(error))
            return
        if refusal:
            self._hear(line, due, refusal)
        elif self._work.deliveries.dot(due):
            self._end(line, due)
        else:
            self._drop()  # the letter stands on the wire without its dot: the server forgets it
            self._look_again(due)

    def _offer(self, line: Line, due: Due) -> Answer | None:
        """Bring the letter to just before its dot; give the refusal, if there is one."""
        wire = self._course.templates[due.variant].wire(self._work.reader_of(due))
        if line.largest and len(wire) > line.largest:
            raise CannotSend(
                f"{self._work.relay}: the letter has {len(wire)} bytes, and it takes {line.largest}."
            )
        refusal = line.offer(self._work.sender, due.wire, size=len(wire))
        if refusal is None:
            line.body(wire)
        return refusal

    def _look_again(self, due: Due) -> None:
        """Put a letter back whose reader has another address by now, say; who left was skipped."""
        again = self._work.deliveries.look_again(due)
        if again:
            self._course.put_back(again)
        else:
            self._work.progress()

    def _end(self, line: Line, due: Due) -> None:
        """Write the dot, and keep what is answered to it."""
        try:
            answer = line.dot()
        except NeverDotted as error:
            self._books.take_back(due)
            self._lose(line, due, str(error))
            return
        except Lost as error:
            self._doubt(due, str(error))
            return
        self._hear(line, due, answer)

    def _hear(self, line: Line, due: Due, answer: Answer) -> None:
        """Keep what the server answered, and see to it that the line can go on."""
        verdict = judge(answer)
        if verdict is Verdict.RECONNECT:
            if answer.stage == "dot":
                self._doubt(due, str(answer))
            else:
                self._lose(line, due, str(answer))
            return
        self._act(due, answer, verdict)
        if answer.code == 421:  # noqa: PLR2004 - it closes the line (RFC 5321, 3.8)
            self._drop()
        elif answer.stage != "dot":
            self._reset(line)

    def _reset(self, line: Line) -> None:
        try:
            line.reset()
        except Lost:  # the refusal was kept already
            self._drop()

    # What becomes of it

    def _act(self, due: Due, answer: Answer, verdict: Verdict) -> None:
        match verdict:
            case Verdict.SUBMITTED:
                self._books.submit(due, answer)
                self._course.tell(lambda standing: standing.submitted())
                self._course.pace.speed_up()
            case Verdict.LATER:
                self._books.defer(due, answer)
            case Verdict.SLOWER:
                self._slow_down(due, answer)
            case Verdict.STOP:
                self._stop(due, answer)
            case _:
                self._fail(due, answer, verdict)

    def _fail(self, due: Due, answer: Answer, verdict: Verdict) -> None:
        self._books.fail(due, answer, is_unknown=verdict is Verdict.UNKNOWN_PERSON)
        self._course.tell(lambda standing: standing.refused(verdict, answer))

    def _slow_down(self, due: Due, answer: Answer) -> None:
        self._course.pace.slow_down(self._work.patience.slower)
        if answer.stage != "dot":
            self._try_again(due, str(answer))
            return
        self._books.defer(due, answer)
        self._course.tell(lambda standing: standing.tried_in_vain(str(answer)))

    def _stop(self, due: Due, answer: Answer) -> None:
        """Stop the run. A letter that may itself be why waits, lest it stop every other run, too."""
        if answer.stage != "MAIL":
            self._books.defer(due, answer)
        elif not due.wire.isascii():  # with SMTPUTF8, which the others go without
            self._fail(due, answer, Verdict.REFUSED)
            return
        self._course.stop(f"{self._work.relay}: it takes no letter of ours ({answer}).")

    def _lose(self, line: Line, due: Due, why: str) -> None:
        """Go on after a line that ended before the dot: the letter was not taken."""
        self._drop()
        if line.ended_between:  # idle for too long, or enough letters for one line
            self._course.put_back(due)
        else:
            self._try_again(due, why)

    def _try_again(self, due: Due, why: str) -> None:
        """Put back a letter that was not taken; one that never gets through waits for a later run."""
        if not self._course.tell(lambda standing: standing.tried_in_vain(why)):
            return
        if self._course.may_try_again(due, self._work.patience.tries):
            self._course.put_back(due)
        else:
            self._books.defer(due, why)

    def _doubt(self, due: Due, why: str) -> None:
        self._drop()
        self._books.doubt(due, why)
        self._course.tell(lambda standing: standing.in_doubt(why))
