"""The postman: a thread that carries what the desk owes to the mail server, apart from the readers' requests.

So no page waits for a mail server, and how long it takes says nothing of who is on the list.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from plugins.desk.guard import limits
from plugins.desk.opening import Desk
from plugins.desk.post import outbox
from plugins.desk.post.letters import Ready, write_letter
from plugins.desk.post.outbox import Kind, Owed
from plugins.newsletter.database.opening import empty_journal, explain, reading, told
from plugins.newsletter.model import Post
from plugins.newsletter.reading import read_feed
from plugins.newsletter.sending.line import Line, Lost, Timeouts
from plugins.newsletter.sending.single import send_single
from plugins.newsletter.subscribers import signing_up
from plugins.shared.errors import BadFeed, CannotSend, SiteError

log = logging.getLogger("desk")
_LOOKS_EVERY = 30.0
_TIMEOUTS = Timeouts(connect=30, command=60, dot=120)
_TIDIES_EVERY = timedelta(hours=1)
_NEWEST = 3
_FRESH = timedelta(minutes=10)


class Postman:
    """Works until it is stopped. Its desk has a connection to the database of its own."""

    def __init__(self, open_own: Callable[[], Desk]) -> None:
        """Get ready; `open_own` gives the desk anew, for this thread alone."""
        self._open_own = open_own
        self._called = threading.Event()
        self._is_ending = False
        self._tidied: datetime | None = None
        self._newest: tuple[datetime, tuple[Post, ...]] | None = None
        self._thread = threading.Thread(target=self._work, name="postman", daemon=True)

    def start(self) -> None:
        """Begin; what was owed before goes first."""
        self._thread.start()

    @property
    def is_working(self) -> bool:
        """Whether it carries letters: a fault that nobody thought of would have ended it."""
        return self._thread.is_alive()

    def call(self) -> None:
        """Say that there is something to carry."""
        self._called.set()

    def stop(self, seconds: float = 10) -> None:
        """End after the letter at hand; what is left is carried after the next start."""
        self._is_ending = True
        self._called.set()
        self._thread.join(seconds)

    def _work(self) -> None:
        desk = self._open_own()
        try:
            while not self._is_ending:
                self._called.clear()
                try:
                    self._carry(desk)
                    self._tidy(desk)
                except SiteError as error:
                    log.warning("%s", error)
                except DBAPIError as error:
                    log.warning("the database: %s", explain(error))
                if not self._is_ending:
                    self._called.wait(_LOOKS_EVERY)
        finally:
            desk.newsletter.engine.dispose()

    def _tidy(self, desk: Desk) -> None:
        """Let go, every hour, of what is promised to be kept for some days only."""
        newsletter = desk.newsletter
        now = newsletter.now
        if self._tidied and timedelta(0) <= now - self._tidied < _TIDIES_EVERY:
            return
        with told(newsletter.path):
            with newsletter.engine.begin() as connection:
                signing_up.sweep(connection, now=now)
                limits.sweep(connection, now)
            empty_journal(newsletter.engine)
        self._tidied = now

    def _carry(self, desk: Desk) -> None:
        """Carry all that is due, over one line."""
        line: Line | None = None
        try:
            while not self._is_ending and (waiting := self._due(desk)):
                for one in waiting:
                    if self._is_ending:
                        break
                    line = self._carry_one(desk, one, line)
        finally:
            if line:
                line.leave()

    def _due(self, desk: Desk) -> list[Owed]:
        newsletter = desk.newsletter
        with told(newsletter.path), newsletter.engine.begin() as connection:
            return outbox.due(connection, now=newsletter.now)

    def _carry_one(self, desk: Desk, one: Owed, line: Line | None) -> Line | None:
        """Hand one letter over, or put it off; give the line while it can be used further."""
        newsletter = desk.newsletter
        newest = self._newest_posts(desk) if one.kind is Kind.WELCOME else ()
        with told(newsletter.path), reading(newsletter.engine) as connection:
            ready = write_letter(desk, connection, one, newest)
        if not ready:
            self._forget(desk, one)
            return line
        try:
            line = line or Line(
                desk.relay, name=ready.sender.rpartition("@")[2], timeouts=_TIMEOUTS
            )
            self._hand_over(desk, one, ready, line)
        except (Lost, CannotSend) as error:
            self._put_off(desk, one, str(error))
            if line:
                line.close()
            return None
        return line

    def _hand_over(self, desk: Desk, one: Owed, ready: Ready, line: Line) -> None:
        answer = send_single(line, desk.relay, sender=ready.sender, to=ready.to, wire=ready.wire)
        kind = answer.code // 100
        if kind == 2:  # noqa: PLR2004 - classes of codes
            self._forget(desk, one)
            log.info("a letter (%s) was submitted", one.kind)
        elif kind == 5 and answer.stage != "MAIL":  # noqa: PLR2004 - there it refuses us, not them
            self._forget(desk, one)
            # The server's words may hold the address.
            log.warning("a letter (%s) was refused: %d at %s", one.kind, answer.code, answer.stage)
            line.reset()
        else:
            self._put_off(desk, one, f"{answer.code} at {answer.stage}")
            line.reset()

    def _forget(self, desk: Desk, one: Owed) -> None:
        newsletter = desk.newsletter
        with told(newsletter.path), newsletter.engine.begin() as connection:
            outbox.done(connection, one)

    def _put_off(self, desk: Desk, one: Owed, why: str) -> None:
        newsletter = desk.newsletter
        with told(newsletter.path), newsletter.engine.begin() as connection:
            is_later = outbox.put_off(connection, one, now=newsletter.now)
        then = "it is tried again later" if is_later else "it is given up"
        log.warning("a letter (%s) could not be handed over; %s (%s)", one.kind, then, why)

    def _newest_posts(self, desk: Desk) -> tuple[Post, ...]:
        """Give the newest three posts; none when the feed cannot be read: a welcome comes all the same."""
        now = desk.newsletter.now
        if self._newest and timedelta(0) <= now - self._newest[0] < _FRESH:
            return self._newest[1]
        try:
            posts = read_feed(desk.feed).posts[:_NEWEST]
        except BadFeed as error:
            log.warning("%s", error)
            posts = ()
        self._newest = (now, posts)
        return posts
