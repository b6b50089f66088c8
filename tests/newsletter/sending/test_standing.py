import pytest

from plugins.newsletter.sending.answers import Answer, Verdict
from plugins.newsletter.sending.standing import Standing

NO = Answer(stage="RCPT", code=550, text="5.7.1 no")
FAULT, REFUSED = Verdict.SENDER_AT_FAULT, Verdict.REFUSED


def make(connections=1):
    return Standing(relay="mail.example.org:587", patience=3, connections=connections)


def test_five_letters_in_a_row_refused_because_of_us_are_enough():
    standing = make()

    told = [standing.refused(FAULT, NO) for _ in range(5)]

    assert told[:4] == [""] * 4
    assert told[4].startswith("mail.example.org:587: 5 letters were refused because of the sender")
    assert "RCPT: 550 5.7.1 no" in told[4]


def test_one_in_twenty_of_fifty_is_enough_and_of_forty_nine_is_not():
    standing = make()

    told = [
        standing.refused(FAULT, NO) if number in {0, 10, 20, 48, 49} else standing.submitted()
        for number in range(60)
    ]

    assert [number for number, reason in enumerate(told) if reason] == [49]


def test_a_reader_here_and_there_whose_server_refuses_us_stops_nothing():
    standing = make()

    told = [
        standing.refused(FAULT, NO) if number % 40 == 0 else standing.submitted()
        for number in range(1000)
    ]

    assert set(told) == {""}


@pytest.mark.parametrize("verdict", [REFUSED, Verdict.UNKNOWN_PERSON])
def test_twenty_in_a_row_refused_for_whatever_reason_are_looked_at(verdict):
    standing = make()

    told = [standing.refused(verdict, NO) for _ in range(20)]

    assert [bool(reason) for reason in told] == [False] * 19 + [True]
    assert "20 letters in a row were refused" in told[-1]


def test_a_letter_that_is_taken_ends_every_row():
    standing = make()
    for _ in range(4):
        standing.refused(FAULT, NO)
        standing.in_doubt("closed")
    standing.submitted()

    assert standing.refused(FAULT, NO) == ""
    assert standing.in_doubt("closed") == ""


@pytest.mark.parametrize(("connections", "enough"), [(1, 5), (4, 5), (10, 11)])
def test_a_server_that_falls_over_once_leaves_a_doubt_for_each_line_and_more_is_enough(
    connections, enough
):
    standing = make(connections)

    told = [standing.in_doubt("it closed the connection") for _ in range(enough)]

    assert [bool(reason) for reason in told] == [False] * (enough - 1) + [True]
    assert "digest.uncertain lists them" in told[-1]


def test_patience_with_tries_in_vain_has_an_end_and_begins_anew_with_a_letter():
    standing = make()

    assert [bool(standing.tried_in_vain("busy")) for _ in range(4)] == [False] * 3 + [True]
    standing.submitted()
    assert standing.tried_in_vain("busy") == ""
