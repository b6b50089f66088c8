"""What a mail server may do wrong, and what becomes of each letter then. The server is a real one."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from sendings import QUICK, reader
from smtp_conversation import Fault
from smtp_server import smtp_server

from plugins.newsletter.database.opening import open_database
from plugins.newsletter.sending.line import Timeouts

FIRST = reader(0)
NOTE = "How is the new job?"


def send_to(sending, *faults, patience=QUICK, options=""):
    """Send with a note for the first reader; give the server and why the run stopped.

    What holds whatever happens: nobody got two, mark and note are used if, and only if, the letter may
    have arrived, and all sums come out.
    """
    sending.add_note(NOTE)
    with smtp_server(faults) as server:
        reason = sending.run(server, patience=patience, options=options)
    assert server.violations == []
    got = [letter.recipient for letter in server.letters]
    assert len(got) == len(set(got))
    first = sending.row()
    may_have_it = first.state in {"submitted", "uncertain"}
    assert first.mark == (1 if may_have_it else 0)
    assert sending.waiting_notes() == ([] if may_have_it else [NOTE])
    assert (FIRST in got) <= may_have_it
    return server, reason


@contextmanager
def dropping_before_the_dot(sending, *, times):
    """Give a server that hangs up in the middle of the first reader's letter.

    The database is locked until it has done so: on its way to the dot, the sender waits for that.
    """
    fault = Fault(at="body", drops=True, recipient=FIRST, times=times)
    engine = open_database(sending.newsletter.path, now=sending.blog.now)
    with engine.connect() as connection, smtp_server([fault]) as server:

        def watch(event):
            if (event.what, event.recipient) == ("DATA", FIRST) and server.met < times:
                connection.begin()
            elif event.what == "dropped":
                connection.rollback()
                server.met += 1

        server.met = 0
        server.watch = watch
        yield server
    engine.dispose()


# (code and words) -> state of that letter, how many refusals count against the reader
REFUSALS = {
    "450": ("deferred", 0),
    "450 4.2.1 receives too much at the moment": ("deferred", 0),
    "450 4.7.1 greylisted": ("deferred", 0),
    "451": ("deferred", 0),
    "451 4.7.1 later": ("deferred", 0),
    "452": ("deferred", 0),
    "452 4.2.2 over quota": ("deferred", 0),
    "454 4.7.0 throttled": ("deferred", 0),
    "550 5.1.1 no such user": ("failed", 1),
    "550 5.2.2 over quota": ("failed", 0),
    "550 5.7.1 policy": ("failed", 0),
    "552": ("failed", 0),
    "552 5.2.2 full": ("failed", 0),
    "554": ("failed", 0),
    "554 5.7.1 blocked": ("failed", 0),
}


@pytest.mark.parametrize("said", REFUSALS)
@pytest.mark.parametrize("at", ["RCPT", "DATA", "dot"])
def test_a_refusal_is_that_letters_alone(sending, at, said):
    code, _, text = said.partition(" ")

    server, reason = send_to(sending, Fault(at=at, code=int(code), text=text, recipient=FIRST))

    state, refusals = REFUSALS[said]
    first, *others = sending.rows(3)
    assert reason == ""
    assert (first.state, first.refusals) == (state, refusals)
    assert first.answer.startswith(f"{at}: {code} {text}".strip())
    assert (first.not_before is not None) == (state == "deferred")
    assert [row.state for row in others] == ["submitted"] * 2
    assert len(server.letters) == 2


@pytest.mark.parametrize(("at", "refusals"), [("RCPT", 1), ("DATA", 0), ("dot", 0)])
def test_550_without_a_number_is_of_the_person_only_where_the_person_was_named(
    sending, at, refusals
):
    send_to(sending, Fault(at=at, code=550, text="No such user here", recipient=FIRST))

    assert (sending.row().state, sending.row().refusals) == ("failed", refusals)


@pytest.mark.parametrize(
    "said", ["421 4.3.2 going down", "450", "451 4.3.0 x", "452 4.3.1 x", "454"]
)
def test_a_server_that_refuses_for_a_moment_at_mail_gets_every_letter(sending, said):
    code, _, text = said.partition(" ")

    server, reason = send_to(sending, Fault(at="MAIL", code=int(code), text=text, times=2))

    assert (reason, len(server.letters)) == ("", 3)


@pytest.mark.parametrize(
    "said",
    ["530 5.7.0 log in first", "550", "552 5.3.4 large", "553 5.7.1 not yours", "554 5.7.1 no"],
)
def test_a_server_that_takes_nothing_of_ours_stops_the_run_and_everything_stays_queued(
    sending, said
):
    code, _, text = said.partition(" ")

    server, reason = send_to(sending, Fault(at="MAIL", code=int(code), text=text))

    assert "it takes no letter of ours (MAIL" in reason
    assert sending.states == {"queued": 3}
    assert [event.what for event in server.log].count("MAIL") == 1


@pytest.mark.parametrize("at", ["RCPT", "DATA", "dot"])
def test_no_more_letters_today_stops_the_run_and_the_letter_waits(sending, at):
    said = {"code": 550, "text": "5.4.5 Daily user sending limit exceeded."}

    _server, reason = send_to(sending, Fault(at=at, **said))

    assert "it takes no letter of ours" in reason
    assert sending.states == {"deferred": 1, "queued": 2}


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "fault",
    [
        {"code": 421, "text": "4.3.2 too many letters on this line"},
        {"drops": True},
        {"raw": b"what?\r\n"},
        {"raw": b"\x00\xff\x80\r\n"},
        {"raw": b"2", "drops": True},
        {"raw": b"x" * 9000 + b"\r\n"},
        {"raw": b"199 not a word of SMTP\r\n"},
        {"raw": b"999 not a word of SMTP\r\n"},
    ],
    ids=lambda fault: str(fault)[:30],
)
def test_a_line_that_ends_before_the_dot_loses_no_letter(sending, at, fault):
    server, reason = send_to(sending, Fault(at=at, times=2, **fault))

    assert (reason, sending.states) == ("", {"submitted": 3})
    assert len(server.letters) == 3


@pytest.mark.parametrize("at", ["MAIL", "RCPT"])
def test_a_yes_out_of_turn_is_no_yes_to_the_letter(sending, at):
    server, _reason = send_to(sending, Fault(at=at, code=220, text="hello", times=1))

    assert sending.states == {"submitted": 3}
    assert len(server.letters) == 3


def test_250_in_the_place_of_354_submits_nothing(sending):
    server, _reason = send_to(sending, Fault(at="DATA", code=250, text="taken"))

    assert sending.states == {"deferred": 3}
    assert server.letters == []


@pytest.mark.parametrize("tls", ["", "starttls"])
def test_an_answer_that_came_before_the_dot_is_none_to_it(sending, tls, monkeypatch):
    early = Fault(at="DATA", raw=b"354 go on\r\n250 2.0.0 taken\r\n", recipient=FIRST)

    with smtp_server([early], tls=tls) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.setup.authority))
        sending.run(server)

    assert sending.row().state == "deferred"
    assert sending.row().answer == "it spoke before the letter was over"
    assert FIRST not in [letter.recipient for letter in server.letters]


@pytest.mark.parametrize(
    "fault",
    [
        {"drops": True},
        {"raw": b"what?\r\n"},
        {"raw": b"2", "drops": True},
        {"code": 354, "text": "go on"},
    ],
    ids=str,
)
def test_a_letter_without_an_answer_is_uncertain_and_never_sent_again_by_itself(sending, fault):
    _server, reason = send_to(sending, Fault(at="dot", recipient=FIRST, **fault))

    assert (reason, sending.states) == ("", {"uncertain": 1, "submitted": 2})
    assert sending.row().answer.startswith("no answer after the letter: ")
    with smtp_server() as another:
        assert sending.run(another) == ""
    assert another.letters == []


def test_421_after_the_dot_is_a_refusal_and_gives_the_turn_back(sending):
    send_to(sending, Fault(at="dot", code=421, text="4.3.2 going down", recipient=FIRST))

    assert sending.states == {"deferred": 1, "submitted": 2}


def test_a_line_that_ends_in_the_middle_of_a_letter_takes_it_back(sending):
    sending.add_note(NOTE)
    with dropping_before_the_dot(sending, times=1) as server:
        reason = sending.run(server)

    assert (reason, sending.states) == ("", {"submitted": 3})
    assert sorted(letter.recipient for letter in server.letters) == [
        reader(number) for number in range(3)
    ]


def test_a_poisoned_letter_waits_and_the_others_go(sending):
    sending.add_note(NOTE)
    with dropping_before_the_dot(sending, times=99) as server:
        reason = sending.run(server)

    assert (reason, sending.states) == ("", {"deferred": 1, "submitted": 2})
    assert (sending.row().mark, sending.waiting_notes()) == (0, [NOTE])
    assert sorted(letter.recipient for letter in server.letters) == [reader(1), reader(2)]


SLOW = replace(QUICK, timeouts=Timeouts(connect=0.3, command=0.3, dot=0.3))


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_answers_may_take_their_time(sending, at):
    server, reason = send_to(sending, Fault(at=at, delay=0.02))

    assert (reason, len(server.letters)) == ("", 3)


@pytest.mark.parametrize("at", ["greeting", "MAIL", "RCPT", "DATA"])
def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(sending, at):
    server, reason = send_to(sending, Fault(at=at, delay=0.6, times=1), patience=SLOW)

    assert (reason, sending.states) == ("", {"submitted": 3})
    assert len(server.letters) == 3


def test_an_answer_to_the_dot_that_comes_too_late_leaves_a_doubt(sending):
    late = Fault(at="dot", delay=0.6, times=1)

    send_to(sending, late, patience=SLOW)

    assert sending.states == {"uncertain": 1, "submitted": 2}


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (Fault(at="RCPT", code=450, text="4.7.1 greylisted"), {"deferred": 20}),
        (Fault(at="dot", code=451, text="4.7.1 not now"), {"deferred": 20}),
        (Fault(at="MAIL", code=451, text="not now"), {"queued": 20}),
        (Fault(at="RCPT", code=454, text="4.7.1 slower"), {"queued": 20}),
        (Fault(at="dot", code=421, text="4.7.0 unusual rate"), {"deferred": 5, "queued": 15}),
        (Fault(at="MAIL", code=421, text="not now"), {"queued": 20}),
        (Fault(at="RCPT", drops=True), {"queued": 20}),
        (Fault(at="greeting", code=421, text="busy"), {"queued": 20}),
        (Fault(at="greeting", drops=True), {"queued": 20}),
        (Fault(at="greeting", code=554, text="no"), {"queued": 20}),
        (Fault(at="EHLO", code=421, text="busy"), {"queued": 20}),
        (Fault(at="dot", drops=True), {"uncertain": 5, "queued": 15}),
        (Fault(at="RCPT", code=554, text="5.7.1 blocked"), {"failed": 5, "queued": 15}),
        (Fault(at="dot", code=550, text="rejected"), {"failed": 5, "queued": 15}),
        (Fault(at="RCPT", code=550, text="5.1.1 unknown"), {"failed": 20}),
        (Fault(at="RSET", drops=True), {"submitted": 20}),
    ],
    ids=str,
)
def test_a_server_that_takes_nothing_ends_the_run_before_long(letters_for, fault, left):
    sending = letters_for(20)

    send_to(sending, fault, patience=replace(QUICK, in_vain=4))

    assert sending.states == left


@pytest.mark.parametrize("code", [450, 550])
def test_a_line_that_ends_at_the_refusal_keeps_the_refusal(sending, code):
    """Some servers say no and hang up; the letter must not be counted, or tried, once more."""
    refusal = Fault(at="RCPT", code=code, text=f"{code // 100}.1.1 no", drops=True, recipient=FIRST)

    send_to(sending, refusal)

    assert (sending.row().state, sending.row().attempts) == (
        "deferred" if code == 450 else "failed",
        1,
    )
    assert sending.states["submitted"] == 2


def test_several_lines_of_an_answer_are_kept_as_one(sending):
    text = "5.7.1 Our system has detected\n5.7.1 that this message is\n5.7.1 likely spam, reader0@work.example"
    send_to(sending, Fault(at="dot", code=550, text=text, recipient=FIRST))

    assert sending.row().answer == (
        "dot: 550 5.7.1 Our system has detected 5.7.1 that this message is 5.7.1 likely spam, <…>"
    )


def test_control_characters_in_an_answer_reach_no_terminal(sending):
    said = Fault(at="RCPT", raw=b"550 5.1.1 \x1b[2Jgone\x07\r\n", recipient=FIRST)

    send_to(sending, said)

    assert sending.row().answer == "RCPT: 550 5.1.1 [2Jgone"
