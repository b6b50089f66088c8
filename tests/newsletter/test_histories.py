"""Random lives of a newsletter: every post reaches every reader once, and nothing older than their yes.

`python3 tasks.py histories` lives 10,000 of them.
"""

import os
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from little_site import LittleSite
from newsletters import Blog, ids_of, write_ids

from plugins.newsletter import posting
from plugins.newsletter.addresses import parse_address
from plugins.newsletter.dispatch import freeze_digest
from plugins.newsletter.ledger.deliveries import Deliveries
from plugins.newsletter.ledger.digests import tally, templates_of
from plugins.newsletter.ledger.model import State
from plugins.newsletter.ledger.posts import known_posts
from plugins.newsletter.slots import next_slot
from plugins.newsletter.subscribers import commands, joining, store
from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.errors import BadFeed

LIVES = int(os.environ.get("HISTORIES", "500"))
READERS = 3
AGES = (timedelta(0), timedelta(days=3), timedelta(days=400))

reader = st.integers(0, READERS - 1)
cadence = st.sampled_from(list(Cadence))
event = st.one_of(
    st.tuples(st.just("publish"), st.integers(1, 3), st.sampled_from(AGES)),
    st.tuples(st.just("publish"), st.just(1), st.just(AGES[0])),
    st.tuples(st.just("name"), cadence, st.integers(0, 9)),
    st.tuples(st.just("edit"), st.integers(0, 9)),
    st.tuples(st.just("take back"), st.integers(0, 9)),
    st.tuples(st.just("put back"), st.integers(0, 9)),
    st.tuples(st.just("join"), reader, cadence),
    st.tuples(st.just("cadence"), reader, cadence),
    st.tuples(st.just("pause"), reader, st.integers(0, 40)),
    st.tuples(st.just("resume"), reader),
    st.tuples(st.just("leave"), reader),
    st.tuples(st.just("come back"), reader),
    st.tuples(st.just("be away"), reader, st.booleans()),
)
outcome = st.sampled_from(
    ["ok", "ok", "4xx", "5xx", "early 4xx", "early 5xx", "lost", "gone", "unknown"]
)
# What happens, how many hours later somebody looks, and what becomes of each letter that goes then.
step = st.tuples(
    event, st.integers(0, 24 * 8), st.booleans(), st.lists(outcome, min_size=1, max_size=4)
)
history = st.tuples(st.lists(cadence, max_size=READERS), st.lists(step, max_size=10))


class Life:
    """A newsletter's life, and beside it what each reader ought to have got."""

    def __init__(self, folder: Path) -> None:
        self.blog = Blog(LittleSite(folder))
        self.blog.site.content.mkdir()
        self.blog.write_feed()
        self.newsletter = self.blog.open()
        self.said_yes: dict[int, datetime] = {}  # when each reader who is there last said yes
        self.counted: dict[str, datetime] = {}  # when each post went out to whoever was there
        self.got: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
        self.next = 0
        self.gone: set[str] = set()
        self.taken: dict[int, dict] = {}
        posting.plan(self.newsletter, feed=self.blog.feed, is_timer=True)

    def live(self, cadences, steps) -> None:
        for number, chosen in enumerate(cadences):
            self.join(number, chosen)
        for (name, *values), hours, is_timer, outcomes in steps:
            self.blog.now += timedelta(minutes=1)
            getattr(self, name.replace(" ", "_"))(*values)
            self.blog.now += timedelta(hours=hours)
            self.run(is_timer=is_timer, outcomes=outcomes)

    def address(self, number: int) -> str:
        return f"reader{number}@work.example"

    def publish(self, how_many: int, age: timedelta) -> None:
        for _ in range(how_many):
            self.next += 1
            self.blog.publish(self.next, age=age)

    def name(self, cadence: Cadence, number: int) -> None:
        """Write a digest that names a post, by then perhaps an old one."""
        there = sorted(set(self.blog.posts) - {0})
        if there:
            stem = f"{self.blog.now.astimezone(self.newsletter.site.zone):%Y-%m-%d}-{cadence}"
            chosen = there[number % len(there)]
            self.blog.digest(stem, f"urn:{chosen}", Date=f"{self.blog.now.isoformat()}")

    def edit(self, number: int) -> None:
        if number in self.blog.posts:
            self.blog.publish(number, title=f"Another title {self.blog.now}", tags=["other"])

    def take_back(self, number: int) -> None:
        if number in self.blog.posts and f"urn:{number}" in self.counted:
            named = self.blog.site.content.glob("digests/*.md")
            if not any(f"urn:{number}\n" in path.read_text() for path in named):
                self.taken[number] = self.blog.posts.pop(number)
                self.gone.add(f"urn:{number}")
                self.blog.write_feed()

    def put_back(self, number: int) -> None:
        """Let a post be there again; who had it gets it no more, and nobody is owed it (see returning.py)."""
        if number in self.taken:
            self.blog.posts[number] = self.taken.pop(number)
            self.blog.write_feed()

    def join(self, number: int, chosen: Cadence) -> None:
        if self.find(number) is None:
            joining.add(self.newsletter, self.address(number), cadence=chosen, consent="Yes.")
            self.said_yes[number] = self.blog.now

    def find(self, number: int):
        with self.newsletter.engine.connect() as connection:
            return store.find(connection, parse_address(self.address(number)))

    def cadence(self, number: int, cadence: Cadence) -> None:
        if self.find(number):
            commands.change(
                self.newsletter,
                self.address(number),
                name=None,
                cadence=cadence,
                language=None,
                address="",
            )

    def pause(self, number: int, days: int) -> None:
        if number in self.said_yes:
            until = self.blog.now + timedelta(days=days) if days else None
            commands.pause(self.newsletter, self.address(number), until=until)

    def resume(self, number: int) -> None:
        if (found := self.find(number)) and found.status == "paused":
            commands.resume(self.newsletter, self.address(number))

    def leave(self, number: int) -> None:
        if self.find(number):
            commands.unsubscribe(self.newsletter, self.address(number))
            self.said_yes.pop(number, None)

    def come_back(self, number: int) -> None:
        if (found := self.find(number)) and found.status in {"unsubscribed", "bounced"}:
            joining.confirm(self.newsletter, self.address(number), consent="Asked for it again.")
            self.said_yes[number] = self.blog.now

    def be_away(self, number: int, leaves: bool) -> None:  # noqa: FBT001
        """Leave, or pause, while a post comes out, and come back."""
        (self.leave(number) if leaves else self.pause(number, 0))
        self.publish(1, timedelta(0))
        self.run(is_timer=True, outcomes=[])
        self.blog.now += timedelta(hours=1)
        (self.come_back(number) if leaves else self.resume(number))

    def run(self, *, is_timer: bool, outcomes: list[str]) -> None:
        """Send as posting.send does, but for the wire."""
        asked = (
            self.newsletter if is_timer else replace(self.newsletter, ask=lambda _question: True)
        )
        before = posting.begin(asked)
        try:
            look, plan = posting.plan(asked, feed=self.blog.feed, is_timer=is_timer)
        except BadFeed:
            assert not asked.ask  # too many new posts at once, or a feed that goes back
            return
        going = [one for one in before if posting.may_go_on(asked, one, print)]
        going.extend(
            freeze_digest(asked, owed, look, is_timer=is_timer, write=write_ids)
            for owed in plan.owed
            if posting.is_in_time(asked, owed.key, owed.due, lambda _line: None)
        )
        self.note_counted(asked)
        for frozen in going:
            self.carry(asked, frozen, list(outcomes))

    def note_counted(self, newsletter) -> None:
        """Keep, for the law, when each post first counted; what counts once counts for good."""
        with newsletter.engine.connect() as connection:
            for seen in known_posts(connection).values():
                if seen.counted:
                    self.counted.setdefault(seen.id, seen.counted)

    def carry(self, newsletter, frozen, outcomes: list[str]) -> None:
        with newsletter.engine.connect() as connection:
            templates = templates_of(connection, frozen.id)
        ledger = Deliveries(
            newsletter.engine, frozen, secrets=newsletter.secrets, clock=newsletter.clock
        )
        with ledger as deliveries:
            for due in deliveries.batch(0):
                outcome = outcomes.pop(0) if outcomes else "ok"
                self.hand_over(deliveries, due, outcome, ids_of(templates[due.variant]))
            deliveries.close()
        with newsletter.engine.connect() as connection:
            tally(connection, frozen)  # it asserts that the sums come out

    def hand_over(self, deliveries, due, outcome: str, posts: list[str]) -> None:
        later = self.blog.now + timedelta(minutes=5)
        if outcome.startswith("early"):
            state = State.DEFERRED if outcome == "early 4xx" else State.FAILED
            deliveries.settle(due, state, outcome, not_before=later, was_dotting=False)
            return
        if not deliveries.dot(due):
            return
        if outcome in {"ok", "lost", "gone"}:
            number = int(due.wire[len("reader") : due.wire.index("@")])
            assert number in self.said_yes, "written to somebody who left"
            self.got[number] += [(post, self.said_yes[number]) for post in posts]
        if outcome == "ok":
            deliveries.settle(due, State.SUBMITTED, was_dotting=True)
        elif outcome == "lost":
            deliveries.settle(due, State.UNCERTAIN, was_dotting=True)
        elif outcome in {"4xx", "5xx", "unknown"}:
            state = State.DEFERRED if outcome == "4xx" else State.FAILED
            is_unknown = outcome == "unknown"
            deliveries.settle(
                due,
                state,
                outcome,
                not_before=later,
                was_dotting=True,
                is_unknown_person=is_unknown,
            )
            self.note_bounced(int(due.wire[len("reader") : due.wire.index("@")]))

    def note_bounced(self, number: int) -> None:
        """Whoever was refused as unknown three times in a row is not written to, until they come back."""
        if self.find(number).status == "bounced":
            self.said_yes.pop(number)

    def end(self) -> None:
        """Let some quiet weeks go by, with one more post, in which everybody gets what they lack."""
        for number in list(self.said_yes):
            self.resume(number)
        self.run(is_timer=False, outcomes=[])  # by hand: retries, and what is late, too
        self.publish(1, timedelta(0))
        zone, times = self.newsletter.site.zone, self.newsletter.times
        for cadence in (Cadence.WEEKLY, Cadence.MONTHLY):
            for _period in range(2):  # the first may have had its digest already
                slot = next_slot(cadence, self.blog.now, times=times, zone=zone)
                self.blog.now = slot.astimezone(UTC) + timedelta(minutes=10)
                self.run(is_timer=True, outcomes=[])


@given(history)
@settings(
    max_examples=LIVES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
def test_every_post_reaches_every_reader_once_and_nothing_older(events):
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder))
        life.live(*events)
        life.end()
        life.newsletter.engine.dispose()

    for number in range(READERS):
        posts = Counter(post for post, _yes in life.got[number])
        assert max(posts.values(), default=1) == 1, "a post came twice"
        for post, yes in life.got[number]:
            assert life.counted[post] >= yes, "a post is older than the reader's yes"
        if number in life.said_yes:
            since = life.said_yes[number]
            owed = {post for post, when in life.counted.items() if when > since} - life.gone
            assert owed <= posts.keys(), "a post never came"
