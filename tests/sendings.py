"""A frozen digest with its readers, ready to be sent to a server of the tests, and what becomes of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from little_site import LittleSite
from newsletters import START, Blog
from smtp_server import SmtpServer
from sqlalchemy import select

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.database.copies import write_copy
from plugins.newsletter.database.opening import open_database, reading
from plugins.newsletter.database.tables import delivery, note, subscriber
from plugins.newsletter.dispatch import freeze_digest, run_digest, tally_of
from plugins.newsletter.ledger.deliveries import Deliveries
from plugins.newsletter.ledger.digests import find
from plugins.newsletter.ledger.model import Frozen, State, Tally
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.posting import plan
from plugins.newsletter.sending.line import Timeouts
from plugins.newsletter.sending.relay import Relay, parse_relay
from plugins.newsletter.sending.work import Patience
from plugins.newsletter.subscribers import notes, store
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Status

SENDER = "ana@ana.example"
KEY = "each-1"
# Waits of the tests: nothing here is to take its time.
QUICK = Patience(
    timeouts=Timeouts(connect=5, command=5, dot=5), reconnecting=(0, 0, 0), slower=0.001
)


def reader(number: int) -> str:
    """Give a reader's address; their subscriber's number is one more."""
    return f"reader{number}@work.example"


class Clock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the ledger says of one reader's letter, and of the reader."""

    state: str
    answer: str
    attempts: int
    not_before: datetime | None
    status: str
    mark: int
    refusals: int


@dataclass(frozen=True, kw_only=True)
class Sending:
    """A digest of one post, "each-1", frozen for its readers."""

    newsletter: Newsletter
    blog: Blog

    @property
    def frozen(self) -> Frozen:
        with reading(self.newsletter.engine) as connection:
            found = find(connection, KEY)
        assert found
        return found

    def run(self, server: SmtpServer, *, options: str = "", patience: Patience = QUICK) -> str:
        """Send what is due; give why it stopped. Whatever happens, the sums come out."""
        relay = parse_relay(f"{server.url}?rate=0&connections=1{options}")
        return self.run_to(relay, patience=patience)

    def run_to(self, relay: Relay, *, patience: Patience = QUICK, progress=lambda: None) -> str:
        reason = run_digest(
            self.newsletter,
            self.frozen,
            relay=relay,
            sender=SENDER,
            patience=patience,
            progress=progress,
        )
        assert State.DOTTING not in self.tally.numbers
        return reason

    @property
    def tally(self) -> Tally:
        """Give the sums; that they come out is asserted."""
        return tally_of(self.newsletter, self.frozen)

    @property
    def states(self) -> Counter[str]:
        return Counter({state.value: number for state, number in self.tally.numbers.items()})

    def row(self, number: int = 0) -> Row:
        chosen = (
            select(delivery, subscriber.c.status, subscriber.c.mark, subscriber.c.refusals)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber)
            .where(delivery.c.subscriber == number + 1)
        )
        with reading(self.newsletter.engine) as connection:
            found = connection.execute(chosen).one()
        names = Row.__dataclass_fields__
        return Row(**{name: getattr(found, name) for name in names})

    def rows(self, how_many: int) -> list[Row]:
        return [self.row(number) for number in range(how_many)]

    def waiting_notes(self, number: int = 0) -> list[str]:
        with reading(self.newsletter.engine) as connection:
            return notes.waiting_notes(connection, number + 1)

    def add_note(self, words: str, number: int = 0) -> None:
        with self.newsletter.engine.begin() as connection:
            values = {"subscriber": number + 1, "words": words, "made": self.blog.now}
            connection.execute(note.insert().values(**values))

    @contextmanager
    def elsewhere(self) -> Iterator[Newsletter]:
        """Give the same newsletter as another process has it: over a connection of its own."""
        engine = open_database(self.newsletter.path, now=self.blog.now)
        try:
            yield replace(self.newsletter, engine=engine)
        finally:
            engine.dispose()

    def tell_elsewhere(self, deed, *arguments, **options) -> None:
        with self.elsewhere() as newsletter:
            deed(newsletter, *arguments, **options)

    def deliveries(self) -> Deliveries:
        newsletter = self.newsletter
        return Deliveries(
            newsletter.engine, self.frozen, secrets=newsletter.secrets, clock=newsletter.clock
        )

    def copy(self, folder: Path) -> "Sending":
        """Give the same in another place."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "newsletter.sqlite"
        write_copy(self.newsletter.path, path)
        return self.on(path)

    def on(self, path: Path, **pragmas: str) -> "Sending":
        """Give the same with another database, or with other settings of SQLite."""
        blog = replace(self.blog)
        engine = open_database(path, now=blog.now, pragmas=pragmas)
        changed = replace(self.newsletter, engine=engine, path=path, clock=lambda: blog.now)
        return Sending(newsletter=changed, blog=blog)


def prepare(folder: Path, readers: int, *, now: datetime = START) -> Sending:
    """Freeze a letter for so many readers; ask for it once, and for copies of it in each test."""
    site = LittleSite(folder)
    site.content.mkdir(parents=True)
    blog = Blog(site, now=now)
    blog.write_feed()
    newsletter = blog.open()
    plan(newsletter, feed=blog.feed, is_timer=False)
    with newsletter.engine.begin() as connection:
        store.insert(connection, [_new(reader(number), blog.now) for number in range(readers)])
    blog.now += timedelta(minutes=1)
    blog.publish(1)
    look, found = plan(newsletter, feed=blog.feed, is_timer=False)
    (owed,) = found.owed
    freeze_digest(newsletter, owed, look, is_timer=False)
    return Sending(newsletter=newsletter, blog=blog)


def _new(address: str, now: datetime) -> NewSubscriber:
    return NewSubscriber(
        address=parse_address(address),
        status=Status.ACTIVE,
        cadence=Cadence.EACH,
        created=now,
        confirmed=now,
    )
