"""Whole runs, and what else goes on meanwhile."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from newsletters import Blog
from sendings import QUICK, prepare, reader
from smtp_conversation import Fault, Login
from smtp_server import smtp_server
from sqlalchemy import select

from plugins.newsletter import posting
from plugins.newsletter.database.opening import open_database, reading
from plugins.newsletter.database.tables import note
from plugins.newsletter.ledger.digests import all_digests
from plugins.newsletter.sending.relay import parse_relay
from plugins.newsletter.sending.work import Patience
from plugins.newsletter.subscribers import commands, forgetting, joining, notes, store, suppression
from plugins.newsletter.subscribers.model import Cadence
from plugins.newsletter.tokens import hashes_of
from plugins.shared.errors import BadDatabase, CannotSend
from plugins.shared.site import ENGINE

FIRST, SECOND, THIRD = map(reader, range(3))


def recipients(server):
    return sorted(letter.recipient for letter in server.letters)


def lines_used(server):
    """Give how many letters came over each line that brought one."""
    return list(Counter(letter.connection for letter in server.letters).values())


@contextmanager
def meanwhile(server, what, deed, *, recipient="", times=1):
    """Do something in the server's thread when an event comes: the sender waits for its answer."""
    left = [times]

    def watch(event):
        if left[0] and event.what == what and recipient in {"", event.recipient}:
            left[0] -= 1
            deed()

    server.watch = watch
    yield
    assert left[0] == 0, f"{what} never came"


# Lines


def test_several_lines_share_the_letters(letters_for):
    sending = letters_for(60)
    with smtp_server([Fault(at="dot", delay=0.002)]) as server:
        reason = sending.run(server, options="&connections=4")

    assert (reason, sending.states) == ("", {"submitted": 60})
    assert recipients(server) == sorted(map(reader, range(60)))
    assert len(lines_used(server)) == 4


def test_a_line_is_renewed_after_a_hundred_letters(letters_for):
    sending = letters_for(120)
    with smtp_server() as server:
        sending.run(server, patience=Patience())

    assert lines_used(server) == [100, 20]
    assert [event.what for event in server.log].count("QUIT") == 2


@pytest.mark.parametrize(
    "worn", [{"seconds_idle": -1}, {"seconds_a_line": -1}, {"letters_a_line": 1}]
)
def test_a_line_that_was_idle_or_open_for_long_is_not_trusted(sending, worn):
    with smtp_server() as server:
        sending.run(server, patience=replace(QUICK, **worn))

    assert lines_used(server) == [1, 1, 1]


def test_a_server_that_wants_a_line_for_each_letter_costs_no_letter_a_try(letters_for):
    sending = letters_for(10)
    every_other = [
        Fault(at="MAIL", code=421, text="4.7.0 enough", after=n, times=1) for n in range(1, 10)
    ]
    with smtp_server(every_other) as server:
        reason = sending.run(server, patience=replace(QUICK, tries=1, in_vain=0))

    assert (reason, sending.states) == ("", {"submitted": 10})
    assert lines_used(server) == [1] * 10
    assert {row.attempts for row in sending.rows(10)} == {1}


@pytest.mark.parametrize("code", [421, 554])
def test_a_server_that_takes_fewer_lines_gets_its_letters_over_those(letters_for, code):
    sending = letters_for(30)
    full = Fault(at="greeting", code=code, text="4.7.0 too many connections", after=1)
    with smtp_server([full, Fault(at="dot", delay=0.002)]) as server:
        reason = sending.run(server, options="&connections=4")

    assert (reason, sending.states) == ("", {"submitted": 30})
    assert lines_used(server) == [30]


def test_when_no_line_can_be_had_any_more_the_last_one_says_so(letters_for):
    sending = letters_for(30)
    gone = [
        Fault(at="greeting", code=421, text="busy", after=2),
        Fault(at="MAIL", drops=True, after=9),
    ]
    with smtp_server(gone) as server:
        reason = sending.run(server, options="&connections=2")

    assert "421 busy; try again later." in reason
    assert sending.states["queued"] == 30 - len(server.letters)


def test_a_wrong_password_is_tried_once_whatever_the_number_of_lines(letters_for):
    sending = letters_for(30)
    with smtp_server(
        [Fault(at="EHLO", code=554, text="no"), Fault(at="HELO", code=554, text="no")]
    ) as server:
        reason = sending.run(server, options="&connections=4")

    assert "it takes no letters from here" in reason
    assert [event.what for event in server.log].count("EHLO") == 1
    assert sending.states == {"queued": 30}


# What the letter or the server lacks


def test_a_letter_larger_than_the_server_takes_stops_the_run(sending):
    with smtp_server(features=("SIZE 1000",)) as server:
        reason = sending.run(server)

    assert "bytes, and it takes 1000" in reason
    assert sending.states == {"queued": 3}


def test_an_address_outside_ascii_goes_where_it_is_taken_and_is_skipped_elsewhere(sending):
    change(sending, FIRST, "bjørn@work.example")
    again = sending.copy(sending.newsletter.path.parent / "again")
    with smtp_server(features=("SIZE 99999",)) as poor, smtp_server() as good:
        assert (sending.run(poor), again.run(good)) == ("", "")

    assert (sending.row().state, sending.row().mark) == ("skipped", 0)
    assert "no SMTPUTF8" in sending.row().answer
    assert recipients(poor) == [SECOND, THIRD]
    assert "bjørn@work.example" in recipients(good)
    assert again.states == {"submitted": 3}


@pytest.mark.parametrize("said", ["553 5.6.7 no SMTPUTF8 further on", "555 unknown options"])
def test_an_address_outside_ascii_that_is_refused_at_mail_stops_nobody_else(sending, said):
    change(sending, FIRST, "bjørn@work.example")
    code, _, text = said.partition(" ")
    with smtp_server([Fault(at="MAIL", code=int(code), text=text, times=1)]) as server:
        reason = sending.run(server)

    assert (reason, sending.states) == ("", {"failed": 1, "submitted": 2})


# Other people and other programs, at the same time


def change(newsletter_or_sending, address, new):
    newsletter = getattr(newsletter_or_sending, "newsletter", newsletter_or_sending)
    commands.change(newsletter, address, name=None, cadence=None, language=None, address=new)


LEAVING = {
    "unsubscribed": commands.unsubscribe,
    "paused": partial(commands.pause, until=None),
    "bounced": commands.bounced,
    "erased": forgetting.forget,
}


@pytest.mark.parametrize("who", [FIRST, SECOND], ids=["the letter at hand", "the next one"])
@pytest.mark.parametrize("status", LEAVING)
def test_who_leaves_while_letters_go_out_gets_none(sending, status, who):
    with smtp_server() as server:

        def leave():
            sending.tell_elsewhere(LEAVING[status], who)

        with meanwhile(server, "DATA", leave, recipient=FIRST):
            reason = sending.run(server)

    left = sending.row([FIRST, SECOND].index(who))
    assert (reason, left.state, left.answer) == ("", "skipped", f"{status} meanwhile")
    assert left.mark == 0
    assert recipients(server) == sorted({FIRST, SECOND, THIRD} - {who})
    named = [event.detail for event in server.log if event.what == "RCPT"]
    assert len(named) == (3 if who == FIRST else 2)
    assert server.violations == []


def test_who_leaves_between_the_last_line_and_the_dot_gets_no_letter(sending):
    """The database is locked meanwhile, so that the sender has to wait before its dot."""
    engine = open_database(sending.newsletter.path, now=sending.blog.now)
    with engine.connect() as connection, smtp_server() as server:

        def watch(event):
            if (event.what, event.recipient) == ("DATA", FIRST):
                connection.begin()
            elif event.what == "body" and connection.in_transaction():
                one = store.get(connection, 1)
                secrets, now = sending.newsletter.secrets, sending.blog.now
                store.unsubscribe(connection, one, secrets=secrets, now=now, reason="unsubscribed")
                connection.commit()

        server.watch = watch
        sending.run(server)
    engine.dispose()

    assert sending.row().answer == "unsubscribed meanwhile"
    assert recipients(server) == [SECOND, THIRD]


@pytest.mark.parametrize("who", [FIRST, SECOND], ids=["the letter at hand", "the next one"])
def test_a_new_address_gets_the_letter_and_the_old_one_does_not(sending, who):
    with smtp_server() as server:

        def move():
            sending.tell_elsewhere(change, who, "new@work.example")

        with meanwhile(server, "DATA", move, recipient=FIRST):
            sending.run(server)

    assert recipients(server) == sorted({FIRST, SECOND, THIRD, "new@work.example"} - {who})
    assert sending.states == {"submitted": 3}


def test_a_change_of_cadence_keeps_a_letter_that_is_frozen(sending):
    with smtp_server() as server:

        def ask():
            sending.tell_elsewhere(
                commands.change,
                SECOND,
                name=None,
                cadence=Cadence.WEEKLY,
                language=None,
                address="",
            )

        with meanwhile(server, "DATA", ask, recipient=FIRST):
            sending.run(server)

    assert recipients(server) == [FIRST, SECOND, THIRD]


def test_who_is_suppressed_meanwhile_gets_no_letter(sending):
    with smtp_server() as server:

        def suppress():
            with sending.elsewhere() as newsletter, newsletter.engine.begin() as connection:
                hashes = hashes_of(newsletter.secrets, commands.address_of(SECOND))
                suppression.suppress(connection, hashes, now=sending.blog.now, reason="erased")

        with meanwhile(server, "DATA", suppress, recipient=FIRST):
            sending.run(server)

    assert sending.row(1).answer == "the address is on the suppression list"
    assert recipients(server) == [FIRST, THIRD]


def test_a_note_that_comes_during_its_letter_waits_for_the_next(sending):
    sending.add_note("Early words.")
    with smtp_server() as server:

        def write():
            sending.tell_elsewhere(commands.note, FIRST, "Late words.")
            sending.tell_elsewhere(commands.note, SECOND, "In time.")

        with meanwhile(server, "DATA", write, recipient=FIRST):
            sending.run(server)

    first, second, _third = (letter.data for letter in server.letters)
    assert b"Early words." in first
    assert b"Late words." not in first
    assert b"In time." in second
    assert (sending.waiting_notes(), sending.waiting_notes(1)) == (["Late words."], [])


def test_a_note_that_is_taken_back_during_its_letter_does_not_go(sending):
    sending.add_note("Words to regret.")
    with smtp_server() as server:

        def drop():
            with sending.elsewhere() as newsletter, newsletter.engine.begin() as connection:
                notes.drop_notes(connection, store.get(connection, 1))

        with meanwhile(server, "DATA", drop, recipient=FIRST):
            sending.run(server)

    assert sending.states == {"submitted": 3}
    assert b"regret" not in b"".join(letter.data for letter in server.letters)


def test_a_note_that_was_refused_goes_with_the_next_try_and_one_more_comes_along(sending):
    sending.add_note("First words.")
    with smtp_server([Fault(at="dot", code=451, recipient=FIRST, times=1)]) as server:
        sending.run(server)
        sending.add_note("Second words.")
        sending.blog.now += timedelta(minutes=6)
        sending.run(server)

    (letter,) = [one for one in server.letters if one.recipient == FIRST]
    assert b"First words." in letter.data
    assert b"Second words." in letter.data
    assert sending.waiting_notes() == []


def test_an_uncertain_letter_keeps_its_note(sending):
    sending.add_note("Words.")
    with smtp_server([Fault(at="dot", drops=True, times=1)]) as server:
        sending.run(server)

    digest = sending.frozen.id
    with sending.newsletter.engine.connect() as connection:
        assert connection.scalar(select(note.c.used_by)) == digest


# The database


def pages(sending):
    with sending.newsletter.engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA page_count").scalar_one()


def test_a_full_disk_in_mid_run_stops_it_and_keeps_what_was_answered(letters_for):
    """Long answers need room; the states do not."""
    sending = letters_for(120)
    small = sending.on(sending.newsletter.path, max_page_count=str(pages(sending)))
    sending.newsletter.engine.dispose()
    with smtp_server([Fault(at="dot", code=250, text="taken " * 40)]) as server:
        assert "full; make room" in small.run(server)
        assert small.states["submitted"] == len(server.letters) > 0
        again = sending.on(sending.newsletter.path)
        again.run(server)

    assert again.states == {"submitted": 120}
    assert recipients(server) == sorted(map(reader, range(120)))
    small.newsletter.engine.dispose()
    again.newsletter.engine.dispose()


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held_by_another_process(path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_a_database_that_another_process_holds_stops_the_run_at_its_begin(sending):
    hasty = sending.on(sending.newsletter.path, busy_timeout="20")
    with (
        smtp_server() as server,
        held_by_another_process(sending.newsletter.path),
        pytest.raises(BadDatabase, match="another program"),
    ):
        hasty.run(server)
    with smtp_server() as server:
        assert hasty.run(server) == ""

    assert recipients(server) == [FIRST, SECOND, THIRD]
    hasty.newsletter.engine.dispose()


def test_a_database_that_is_locked_before_the_dot_keeps_the_letter(sending):
    hasty = sending.on(sending.newsletter.path, busy_timeout="20")
    engine = open_database(sending.newsletter.path, now=sending.blog.now)
    with engine.connect() as connection, smtp_server() as server:
        with (
            meanwhile(server, "DATA", connection.begin, recipient=SECOND),
            pytest.raises(BadDatabase, match="another program"),
        ):
            hasty.run(server)
        connection.rollback()
        assert hasty.states == {"submitted": 1, "queued": 2}
        assert hasty.run(server) == ""

    assert recipients(server) == [FIRST, SECOND, THIRD]
    assert hasty.states == {"submitted": 3}
    engine.dispose()
    hasty.newsletter.engine.dispose()


def test_a_database_that_is_locked_at_the_answer_leaves_a_doubt_at_worst(sending):
    hasty = sending.on(sending.newsletter.path, busy_timeout="20")
    engine = open_database(sending.newsletter.path, now=sending.blog.now)
    with engine.connect() as connection, smtp_server() as server:
        with (
            meanwhile(server, "dot", connection.begin, recipient=FIRST),
            pytest.raises(BadDatabase, match="another program"),
        ):
            hasty.run(server)
        connection.rollback()
        hasty.run(server)

    assert recipients(server) == [FIRST, SECOND, THIRD]
    assert hasty.states["submitted"] + hasty.states["uncertain"] == 3
    engine.dispose()
    hasty.newsletter.engine.dispose()


def test_a_lock_that_ends_in_time_is_not_noticed(sending):
    engine = open_database(sending.newsletter.path, now=sending.blog.now)
    with engine.connect() as connection, smtp_server() as server:

        def watch(event):
            if (event.what, event.recipient) == ("DATA", FIRST):
                connection.begin()
            elif event.what == "body" and connection.in_transaction():
                connection.rollback()

        server.watch = watch
        assert sending.run(server) == ""

    assert sending.states == {"submitted": 3}
    engine.dispose()


# Time


def test_deferred_letters_are_tried_again_with_growing_pauses_and_given_up_after_three_days(
    sending,
):
    """A timer comes every hour, for five days."""
    tried = []
    with smtp_server([Fault(at="RCPT", code=450, recipient=FIRST)]) as server:
        start = sending.blog.now
        for _ in range(24 * 5):
            before = sending.row().attempts
            sending.run(server)
            if sending.row().attempts > before:
                tried.append((sending.blog.now - start) / timedelta(hours=1))
            sending.blog.now += timedelta(hours=1)

    assert tried == [0, 1, 2, 3, 7, 19, 43, 67, 91]
    assert sending.row().state == "failed"
    assert sending.row().answer == "given up: RCPT: 450"
    assert recipients(server) == [SECOND, THIRD]


def test_a_clock_that_was_set_back_holds_no_letter_up(sending):
    with smtp_server([Fault(at="RCPT", code=450, times=3)]) as server:
        sending.run(server)
        sending.run(server)
        assert sending.states == {"deferred": 3}

        sending.blog.now -= timedelta(days=400)
        sending.run(server)

    assert sending.states == {"submitted": 3}


# The end of a run


@pytest.mark.parametrize("options", ["&connections=4", "&rate=1/h"])
def test_an_interrupted_run_ends_after_the_letters_at_hand(letters_for, options):
    """With a rate of one an hour it would otherwise wait for that hour."""
    sending = letters_for(60)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    with smtp_server([Fault(at="dot", delay=0.03)]) as server:
        with meanwhile(server, "dot", partial(os.kill, os.getpid(), signal.SIGINT)):
            reason = sending.run(server, options=options)
        sent = len(server.letters)
        assert reason == "it was interrupted."
        assert sending.states == {"submitted": sent, "queued": 60 - sent}
        assert sending.run(server) == ""

    assert 0 < sent < 60
    assert recipients(server) == sorted(map(reader, range(60)))


def test_a_fault_of_ours_ends_the_run_for_all_lines_and_is_not_hidden(letters_for):
    sending = letters_for(120)
    faults = [ZeroDivisionError]

    def progress():
        if faults:
            raise faults.pop()

    with smtp_server([Fault(at="dot", delay=0.002)]) as server:
        relay = parse_relay(f"{server.url}?rate=0&connections=4")
        with pytest.raises(ZeroDivisionError):
            sending.run_to(relay, progress=progress)

    assert 1 <= len(server.letters) < 120
    assert sending.tally.candidates == 120


@pytest.fixture
def task(tmp_path):
    """Give what starts digest.send as a person does, for a letter that is due now."""
    sending = prepare(tmp_path / "ana", 40, now=datetime.now(UTC))
    sending.newsletter.engine.dispose()

    def start(server, options=""):
        command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), "digest.send"]
        arguments = ["--feed", "feed.json", "--settings", "pelicanconf_of_ana.py"]
        return subprocess.Popen(
            [*command, *arguments],
            cwd=sending.blog.site.folder,
            env={
                **os.environ,
                "NEWSLETTER_SECRET": sending.newsletter.environ["NEWSLETTER_SECRET"],
                "SMTP_URL": f"{server.url}?rate=0&connections=2{options}",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    start.sending = sending
    yield start
    sending.newsletter.engine.dispose()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_task_that_is_told_to_end_says_what_is_left_with_exit_code_3(task, number):
    running = threading.Event()
    with smtp_server([Fault(at="dot", delay=0.02)]) as server:
        server.watch = lambda event: running.set() if event.what == "dot" else None
        with task(server) as process:
            assert running.wait(30)
            process.send_signal(number)
            said, _none = process.communicate(timeout=30)
        sent = len(server.letters)

        assert process.returncode == 3, said
        assert "it was interrupted" in said
        assert f"{sent} submitted" in said
        assert f"+ 0 uncertain + {40 - sent} queued" in said


def test_a_second_task_says_that_somebody_is_sending_and_sends_nothing(task):
    running, over = threading.Event(), threading.Event()

    def watch(event):
        if event.what == "dot":
            running.set()
            over.wait(30)

    with smtp_server() as server:
        server.watch = watch
        with task(server) as first:
            assert running.wait(30)
            with task(server) as second:
                said, _none = second.communicate(timeout=30)
            over.set()
            first_said, _none = first.communicate(timeout=30)

    assert second.returncode == 1, said
    assert "Somebody is sending already" in said
    assert first.returncode == 0, first_said
    assert recipients(server) == sorted(map(reader, range(40)))


# Before and between runs


class Post(Blog):
    """A blog that begins with some readers, and is sent as a person does it."""

    def begin(self, *names, cadence=Cadence.EACH):
        self.write_feed()
        newsletter = self.open()
        posting.plan(newsletter, feed=self.feed, is_timer=False)
        for name in names:
            joining.add(newsletter, name, cadence=cadence, consent="yes")
        newsletter.engine.dispose()
        self.now += timedelta(hours=1)

    def send(self, url):
        newsletter = self.open(SMTP_URL=url)
        try:
            return posting.send(
                newsletter,
                feed=self.feed,
                is_timer=False,
                say=lambda _line: None,
                watch=lambda _key, _number: lambda: None,
            )
        finally:
            newsletter.engine.dispose()


def test_a_wrong_password_ends_it_before_anything_is_frozen(site):
    post = Post(site)
    post.begin(FIRST)
    post.publish(1)
    with smtp_server(auth=Login(user="ana", password="right")) as server:
        address = f"127.0.0.1:{server.port}?rate=0"
        with pytest.raises(CannotSend, match="did not let us in") as raised:
            post.send(f"smtp://ana:wr0ng@{address}")
        newsletter = post.open()
        with reading(newsletter.engine) as connection:
            frozen = all_digests(connection)
        newsletter.engine.dispose()
        sent = post.send(f"smtp://ana:right@{address}")

    assert frozen == []
    assert "wr0ng" not in str(raised.value)
    assert (sent.left, recipients(server)) == (0, [FIRST])


def test_a_digest_that_is_edited_while_its_sending_waits_goes_on_as_it_was_frozen(site):
    post = Post(site)
    post.begin(FIRST, SECOND, cadence=Cadence.WEEKLY)
    named = post.publish(1)
    post.digest("2026-11-02-weekly", named, body="The first words.")
    with smtp_server([Fault(at="MAIL", code=550, text="no more now", after=1, times=1)]) as server:
        stopped = post.send(f"{server.url}?rate=0&connections=1")
        post.digest("2026-11-02-weekly", named, body="Other words.", Title="Another title")
        post.publish(1, title="Another post", content_html="<p>Other, too.</p>")
        sent = post.send(f"{server.url}?rate=0&connections=1")

    assert (stopped.left, sent.left) == (1, 0)
    first, second = (letter.data for letter in server.letters)
    assert b"The first words." in second
    assert b"Other" not in second
    assert len(set(first.splitlines()) ^ set(second.splitlines())) < 12
