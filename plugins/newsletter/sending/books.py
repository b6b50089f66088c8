"""What a line of a run writes into the ledger of each letter."""

from datetime import datetime

from sqlalchemy.exc import DBAPIError

from plugins.newsletter.ledger.model import Due, State
from plugins.newsletter.sending.answers import Answer, next_try
from plugins.newsletter.sending.work import Work


class Books:
    """Keeps what became of letters, and lets the progress be seen."""

    def __init__(self, work: Work) -> None:
        """Write into the ledger of the work."""
        self._work = work

    def submit(self, due: Due, answer: Answer) -> None:
        """Keep that the server took it."""
        self._settle(due, State.SUBMITTED, str(answer), was_dotting=True)

    def skip(self, due: Due, why: str) -> None:
        """Keep that it is not sent."""
        self._settle(due, State.SKIPPED, why)

    def doubt(self, due: Due, why: str) -> None:
        """Keep that the answer to its dot never came."""
        self._settle(due, State.UNCERTAIN, f"no answer after the letter: {why}", was_dotting=True)

    def take_back(self, due: Due) -> None:
        """Keep that it waits as before: its dot was kept, and never written."""
        self._work.deliveries.settle(due, State.QUEUED, was_dotting=True)

    def fail(self, due: Due, answer: Answer, *, is_unknown: bool) -> None:
        """Keep that it was refused for good."""
        was_dotting = answer.stage == "dot"
        self._settle(due, State.FAILED, str(answer), was_dotting=was_dotting, is_unknown=is_unknown)

    def defer(self, due: Due, why: Answer | str) -> None:
        """Keep that it is for later; after three days of that it has failed."""
        was_dotting = isinstance(why, Answer) and why.stage == "dot"
        then = next_try(due.attempts + 1, due.first_try, self._work.clock())
        if then:
            self._settle(due, State.DEFERRED, str(why), was_dotting=was_dotting, not_before=then)
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
        for words in (answer, ""):
            try:
                self._work.deliveries.settle(
                    due,
                    state,
                    words,
                    not_before=not_before,
                    was_dotting=was_dotting,
                    is_unknown_person=is_unknown,
                )
            except DBAPIError:
                # Once more, without the words: a full disk may have room for the state, which must
                # not be lost, and a locked database may be free by now.
                if not words:
                    raise
            else:
                break
        self._work.progress()
