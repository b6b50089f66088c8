import threading
from contextlib import suppress

import pytest
from smtp_conversation import Fault
from smtp_server import FEATURES, smtp_server

from plugins.newsletter.sending.answers import Answer
from plugins.newsletter.sending.line import Line, Lost, NeverDotted, Timeouts
from plugins.newsletter.sending.relay import parse_relay

ANA, BO = "ana@ana.example", "bo@bo.example"
WIRE = b"Subject: Hi\r\n\r\nWords.\r\n..A dot.\r\n"


def open_line(server):
    timeouts = Timeouts(connect=5, command=5, dot=5)
    return Line(parse_relay(server.url), name="ana.example", timeouts=timeouts)


def hand(line, recipient=BO):
    """Give the refusal, or the answer to the dot."""
    refusal = line.offer(ANA, recipient, size=len(WIRE))
    if refusal is None:
        line.body(WIRE)
        return line.dot()
    return refusal


def test_many_letters_go_over_one_line():
    with smtp_server() as server:
        line = open_line(server)
        answers = [hand(line, f"r{number}@bo.example") for number in range(5)]
        line.leave()

    assert answers == [Answer(stage="dot", code=250, text="2.0.0 taken")] * 5
    assert [letter.connection for letter in server.letters] == [1] * 5
    assert server.letters[0].data == WIRE.replace(b"..", b".")
    assert [event.what for event in server.log][-1] == "QUIT"
    assert server.violations == []


def test_a_letter_after_a_refused_one_is_its_own():
    with smtp_server([Fault(at="RCPT", code=550, text="no", times=1)]) as server:
        line = open_line(server)
        refused = hand(line)
        line.reset()
        hand(line, "cy@bo.example")
        line.leave()

    assert refused == Answer(stage="RCPT", code=550, text="no")
    assert [letter.recipients for letter in server.letters] == [("cy@bo.example",)]


@pytest.mark.parametrize(
    ("features", "recipient", "options"),
    [
        (FEATURES, BO, (f"SIZE={len(WIRE)}",)),
        (FEATURES, "bö@bo.example", (f"SIZE={len(WIRE)}", "BODY=8BITMIME", "SMTPUTF8")),
        ((), BO, ()),
    ],
)
def test_only_what_the_server_offers_is_used(features, recipient, options):
    with smtp_server(features=features) as server:
        line = open_line(server)
        hand(line, recipient)
        line.leave()

    (letter,) = server.letters
    assert (letter.mail_options, letter.recipient) == (options, recipient)
    assert server.violations == []


@pytest.mark.parametrize(
    ("features", "largest"),
    [(("SIZE 1000",), 1000), (("SIZE",), 0), (("SIZE 0",), 0), (("SIZE many",), 0), ((), 0)],
)
def test_how_large_a_letter_may_be(features, largest):
    with smtp_server(features=features) as server:
        line = open_line(server)
        found = line.largest
        line.leave()

    assert found == largest


@pytest.mark.parametrize(("features", "has_it"), [(FEATURES, True), (("SIZE",), False)])
def test_whether_other_letters_than_ascii_are_taken(features, has_it):
    with smtp_server(features=features) as server:
        line = open_line(server)
        found = line.has_smtputf8
        line.leave()

    assert found is has_it


def test_answers_of_several_lines_are_one():
    with smtp_server([Fault(at="RCPT", code=550, text="one\ntwo\nthree")]) as server:
        line = open_line(server)
        refusal = hand(line)
        line.close()

    assert refusal == Answer(stage="RCPT", code=550, text="one two three")


def test_a_server_that_has_gone_before_the_dot_got_no_letter():
    with smtp_server([Fault(at="body", drops=True, delay=0.1)]) as server:
        before = set(threading.enumerate())
        line = open_line(server)
        line.offer(ANA, BO, size=len(WIRE))
        line.body(WIRE)
        for thread in set(threading.enumerate()) - before:
            thread.join()  # the server's end of the line
        with pytest.raises(NeverDotted):
            line.dot()
        line.close()

    assert "dot" not in [event.what for event in server.log]


def test_a_server_that_has_gone_after_the_dot_may_have_it():
    with smtp_server([Fault(at="dot", drops=True)]) as server:
        line = open_line(server)
        with pytest.raises(Lost) as raised:
            hand(line)
        line.close()

    assert not isinstance(raised.value, NeverDotted)
    assert len(server.letters) == 1


def test_a_line_that_ends_between_letters_says_so():
    with smtp_server([Fault(at="MAIL", drops=True, after=1)]) as server:
        line = open_line(server)
        hand(line)
        with pytest.raises(Lost):
            hand(line)
        line.close()

    assert line.ended_between


@pytest.mark.parametrize(
    "fault", [Fault(at="MAIL", drops=True), Fault(at="RCPT", drops=True, after=1)]
)
def test_a_line_that_ends_at_its_first_letter_or_within_one_does_not(fault):
    with smtp_server([fault]) as server:
        line = open_line(server)
        with suppress(Lost):
            hand(line)
        with pytest.raises(Lost):
            hand(line)
        line.close()

    assert not line.ended_between


@pytest.mark.parametrize("step", ["offer", "body", "dot", "reset"])
def test_a_closed_line_is_lost_at_every_step(step):
    with smtp_server() as server:
        line = open_line(server)
        line.close()
        arguments = {"offer": (ANA, BO), "body": (WIRE,), "dot": (), "reset": ()}[step]
        options = {"size": 1} if step == "offer" else {}
        with pytest.raises(Lost):
            getattr(line, step)(*arguments, **options)
        line.leave()


def test_goodbye_is_not_waited_for_for_ever():
    with smtp_server([Fault(at="QUIT", drops=True)]) as server:
        open_line(server).leave()

    assert [event.what for event in server.log][-1] == "dropped"
