"""One line by itself, with a clock that goes on only when somebody waits for the pace."""

import pytest
from sendings import QUICK, SENDER, Clock, reader
from smtp_conversation import Fault
from smtp_server import smtp_server

from plugins.newsletter.database.opening import reading
from plugins.newsletter.ledger.digests import templates_of
from plugins.newsletter.letter.model import Reader
from plugins.newsletter.sending.carrier import Carrier
from plugins.newsletter.sending.course import Course
from plugins.newsletter.sending.pace import Pace
from plugins.newsletter.sending.relay import parse_relay
from plugins.newsletter.sending.work import Patience, Work


def seconds_for(sending, *faults):
    """Give how long the letters take at five a second, were nothing else to take its time."""
    clock = Clock()
    with reading(sending.newsletter.engine) as connection:
        templates = templates_of(connection, sending.frozen.id)
    with smtp_server(faults) as server, sending.deliveries() as deliveries:
        work = Work(
            deliveries=deliveries,
            templates=templates,
            reader_of=lambda due: Reader(address=due.wire, token="t", message_id="<x@ana.example>"),
            relay=parse_relay(f"{server.url}?rate=5&connections=1"),
            sender=SENDER,
            clock=sending.newsletter.clock,
            patience=Patience(timeouts=QUICK.timeouts, reconnecting=(0,), slower=60),
        )
        course = Course(work)
        course.pace = Pace(5, monotonic=clock.monotonic, sleep=clock.sleep)
        before = clock.now
        Carrier(work, course, is_first=True).work()
    assert course.reason == ""
    return clock.now - before


def test_letters_go_at_the_rate(letters_for):
    assert seconds_for(letters_for(20)) == pytest.approx(19 / 5)


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "dot"])
def test_a_server_that_is_told_too_much_gets_a_minute_and_then_fewer(letters_for, at):
    """And the rate comes back with the letters that it takes."""
    sending = letters_for(200)
    slower = Fault(at=at, code=454, text="4.7.0 slow down", times=1)

    seconds = seconds_for(sending, slower)

    assert 60 + 199 / 5 < seconds < 60 + 2 * 199 / 5 - 20


@pytest.mark.parametrize(
    "fault", [{"code": 450, "text": "4.2.1 later"}, {"code": 550, "text": "5.1.1 unknown"}]
)
def test_what_is_of_one_reader_slows_nobody_down(sending, fault):
    assert seconds_for(sending, Fault(at="RCPT", recipient=reader(0), **fault)) == pytest.approx(
        0.4
    )
