"""A sending as a whole: look at the feed, plan, freeze, run, and say what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from plugins.newsletter.database.copies import keep_copy
from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.dispatch import (
    count_readers,
    freeze_digest,
    freeze_invitations,
    has_due,
    run_digest,
    site_itself,
    tally_of,
)
from plugins.newsletter.introductions import all_introductions
from plugins.newsletter.ledger.digests import (
    all_digests,
    count_invited,
    find,
    give_up,
    open_digests,
)
from plugins.newsletter.ledger.doubt import doubt_unanswered
from plugins.newsletter.ledger.model import Frozen, Kind, State, Tally
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.looking import Look, look_at_feed
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.planning import (
    ASKS_AFTER,
    UNATTENDED,
    Office,
    Owed,
    Plan,
    how_late,
    plan_digests,
)
from plugins.newsletter.sending.line import Line, Lost, Timeouts
from plugins.newsletter.sending.lock import alone
from plugins.newsletter.sending.relay import Relay, parse_relay
from plugins.newsletter.sending.runs import count_run, refuse_older
from plugins.newsletter.subscribers.store import end_pauses
from plugins.shared.errors import BadContent, BadFeed, CannotSend
from plugins.shared.text import count

Say = Callable[[str], None]
# Gives, for a digest's name and number of letters, something to call after each.
Watch = Callable[[str, int], Callable[[], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a sending came to: the sums of each digest it touched or that is still open."""

    tallies: tuple[Tally, ...] = ()
    stopped: str = ""

    @property
    def left(self) -> int:
        """How many letters still want something done."""
        return sum(tally.left for tally in self.tallies)

    def __str__(self) -> str:
        """Give the sums, and what is left to do."""
        lines = [str(tally) for tally in self.tallies] or ["Nothing to send."]
        if self.stopped:
            lines.append(f"Stopped: {self.stopped}")
        if self.left:
            lines.append(f"{count(self.left, 'letter')} left to do: {_what_to_do(self.tallies)}")
        return "\n".join(lines)


def _what_to_do(tallies: tuple[Tally, ...]) -> str:
    numbers = {state: sum(one.numbers.get(state, 0) for one in tallies) for state in State}
    advice = []
    if numbers[State.QUEUED] or numbers[State.DEFERRED]:
        advice.append(
            "run digest.send again later, and it goes on (a timer with --due does so by itself)"
        )
    if numbers[State.UNCERTAIN]:
        advice.append("digest.uncertain lists those that may or may not have arrived")
    return "; ".join(advice) + "."


def send(newsletter: Newsletter, *, feed: str, is_timer: bool, say: Say, watch: Watch) -> Sent:
    """Send what is owed, and what earlier sendings left over. Raises SiteError before anything is frozen."""
    with alone(newsletter.path):
        relay, sender = _relay(newsletter)
        refuse_older(newsletter.engine, newsletter.path)
        before = begin(newsletter)
        try:
            ready = partial(_prepare, newsletter, relay, sender)
            new = _freeze_owed(newsletter, feed, is_timer=is_timer, say=say, before_first=ready)
        except (BadContent, BadFeed, CannotSend) as error:
            if not before:
                raise
            say(str(error))  # what is frozen already needs neither the feed nor the author's files
            new = []
        going = [one for one in before if may_go_on(newsletter, one, say)] + new
        stopped = _run_all(newsletter, going, relay, sender, watch)
        return _sums(newsletter, [one.key for one in (*before, *new)], stopped)


def invite(newsletter: Newsletter, *, watch: Watch) -> Sent:
    """Ask, once, everybody on the list who has never been asked. Raises SiteError before it begins."""
    with alone(newsletter.path):
        relay, sender = _relay(newsletter)
        refuse_older(newsletter.engine, newsletter.path)
        before = [one for one in begin(newsletter) if one.kind is Kind.INVITATION]
        with told(newsletter.path), reading(newsletter.engine) as connection:
            people = count_invited(connection)
        question = f"{count(people, 'letter')} to those who have never been asked: send them now?"
        if people and newsletter.ask and not newsletter.ask(question):
            raise CannotSend("Nothing was sent.")
        if people:
            _prepare(newsletter, relay, sender, "invitation")
        frozen = freeze_invitations(newsletter) if people else None
        going = [*before, *([frozen] if frozen else [])]
        stopped = _run_all(newsletter, going, relay, sender, watch)
        return _sums(newsletter, [one.key for one in going], stopped)


def _relay(newsletter: Newsletter) -> tuple[Relay, str]:
    """Give the server and the envelope's sender. Raises BadSettings."""
    relay = parse_relay(newsletter.environ.get("SMTP_URL", ""))
    sender = sender_from(newsletter.settings, site=site_itself(newsletter), cadence="", key="")
    return relay, sender.address


def begin(newsletter: Newsletter) -> list[Frozen]:
    """Put in doubt what a crash left, end pauses that are over, and give the digests that are open."""
    with told(newsletter.path), newsletter.engine.begin() as connection:
        doubt_unanswered(connection)
        end_pauses(connection, now=newsletter.now)
        return open_digests(connection)


def plan(newsletter: Newsletter, *, feed: str, is_timer: bool) -> tuple[Look, Plan]:
    """Look at the feed and give what is owed. Raises BadFeed, BadContent."""
    site = newsletter.site
    introductions = all_introductions(
        site.content / "digests", base=site.settings["SITE_ADDRESS"], zone=site.zone
    )
    with told(newsletter.path), reading(newsletter.engine) as connection:
        frozen = tuple(all_digests(connection))
    done = {one.key for one in frozen}
    named = [id_ for words in introductions if words.key not in done for id_ in words.posts]
    look = look_at_feed(newsletter, feed=feed, named=named)
    office = Office(
        introductions=introductions,
        frozen=frozen,
        began=look.began,
        times=newsletter.times,
        zone=site.zone,
    )
    return look, plan_digests(office, look.posts.values(), now=newsletter.now, is_timer=is_timer)


def _freeze_owed(
    newsletter: Newsletter,
    feed: str,
    *,
    is_timer: bool,
    say: Say,
    before_first: Callable[[str], None],
) -> list[Frozen]:
    """Freeze what is owed and wanted; `before_first` is called with the key of the first that has readers."""
    look, owed_and_told = plan(newsletter, feed=feed, is_timer=is_timer)
    for line in (str(look), *owed_and_told.told):
        say(line)
    frozen = []
    is_first = True
    for owed in owed_and_told.owed:
        readers = count_readers(newsletter, owed, look)
        if readers and not _is_wanted(newsletter, owed, readers, is_timer=is_timer, say=say):
            continue
        if readers and is_first:
            before_first(owed.key)
            is_first = False
        if not readers and owed.introduction:
            say(f"{owed.key}: nobody lacks a post of it, so there is no letter.")
        frozen.append(freeze_digest(newsletter, owed, look, is_timer=is_timer))
    return frozen


def _is_wanted(
    newsletter: Newsletter, owed: Owed, readers: int, *, is_timer: bool, say: Say
) -> bool:
    """Whether a digest goes out now: the author is asked, and what is too late stays."""
    if not is_in_time(newsletter, owed.key, owed.due, say):
        return False
    title = f' "{owed.introduction.title}"' if owed.introduction else ""
    question = f"{owed.key}{title}: send {count(readers, 'letter')} now?"
    return is_timer or not newsletter.ask or newsletter.ask(question)


def is_in_time(newsletter: Newsletter, key: str, due: datetime, say: Say) -> bool:
    """Whether a digest that was due then may still go: the author is asked, unattended it has three days."""
    late = newsletter.now - due
    if newsletter.ask:
        question = f"{key} was due {how_late(due, newsletter.now)} ago. Send it all the same?"
        return late <= ASKS_AFTER or newsletter.ask(question)
    if late > UNATTENDED:
        say(
            f"{key} was due {how_late(due, newsletter.now)} ago, too late: its posts go with the next."
        )
    return late <= UNATTENDED


def may_go_on(newsletter: Newsletter, one: Frozen, say: Say) -> bool:
    """Whether an earlier digest goes on now; unattended, one that is days late is ended."""
    if one.kind is Kind.INVITATION or not has_due(newsletter, one):
        return one.kind is Kind.INVITATION
    if is_in_time(newsletter, one.key, one.due, say):
        return True
    if not newsletter.ask:
        with told(newsletter.path), newsletter.engine.begin() as connection:
            give_up(connection, one.id, now=newsletter.now)
    return False


def _prepare(newsletter: Newsletter, relay: Relay, sender: str, key: str) -> None:
    """Find out before anything is frozen whether the server lets us in, and keep a copy.

    Raises CannotSend, BadDatabase.
    """
    try:
        Line(relay, name=sender.rpartition("@")[2], timeouts=Timeouts()).leave()
    except Lost as error:
        raise CannotSend(f"{error}. Nothing was sent; try again later.") from error
    keep_copy(newsletter.path, now=newsletter.now, why=f"before-{key}")


def _run_all(
    newsletter: Newsletter, going: list[Frozen], relay: Relay, sender: str, watch: Watch
) -> str:
    """Run each digest; give the first reason why one stopped."""
    due = [one for one in going if has_due(newsletter, one)]
    if due:
        count_run(newsletter.engine, newsletter.path)
    for one in due:
        tally = tally_of(newsletter, one)
        waiting = tally.numbers.get(State.QUEUED, 0) + tally.numbers.get(State.DEFERRED, 0)
        progress = watch(one.key, waiting)
        if stopped := run_digest(newsletter, one, relay=relay, sender=sender, progress=progress):
            return stopped
    return ""


def _sums(newsletter: Newsletter, touched: list[str], stopped: str) -> Sent:
    with told(newsletter.path), reading(newsletter.engine) as connection:
        still = [one.key for one in open_digests(connection)]
        keys = dict.fromkeys([*touched, *still])
        found = [one for key in keys if (one := find(connection, key)) and one.candidates]
    return Sent(tallies=tuple(tally_of(newsletter, one) for one in found), stopped=stopped)


def rehearse(newsletter: Newsletter, *, feed: str, is_timer: bool, say: Say) -> Sent:
    """Do everything but send, on a copy (see rehearsal.py); the letters show as queued."""
    before = begin(newsletter)
    new = _freeze_owed(newsletter, feed, is_timer=is_timer, say=say, before_first=lambda _key: None)
    return _sums(newsletter, [one.key for one in (*before, *new)], "")


def rehearse_invitation(newsletter: Newsletter) -> str:
    """Say how many would be asked."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        people = count_invited(connection)
    return f"{people} would be asked; nobody was." if people else "Nobody is left to be asked."
