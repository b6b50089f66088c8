"""The desk, looked at before letters point to it, on real servers on this machine."""

import socket
import ssl
from datetime import UTC, datetime

import pytest
import trustme
from odd_server import behaving, leading_to

from plugins.newsletter.gate.desk import check_desk
from plugins.newsletter.gate.model import Level


def check(desk, **options):
    (finding,) = check_desk(desk, timeout=5, **options)
    return finding.level, finding.message


def served(paths, **options):
    """Give what is said of a desk that answers so."""
    with behaving(paths) as server:
        return (*check(f"{server.address}/desk", **options), server.asked)


def test_without_a_desk_readers_write_an_email():
    assert check("") == (Level.GOOD, "there is none: readers write an e-mail")


@pytest.mark.parametrize(
    ("paths", "asked"),
    [
        ({"/desk/health": 200}, [("GET", "/desk/health")]),
        ({"/desk/": 200}, [("GET", "/desk/health"), ("GET", "/desk/")]),
    ],
)
def test_a_desk_on_this_machine_answers_and_is_for_trials(paths, asked):
    level, message, found = served(paths)

    assert (level, "only to this machine" in message) == (Level.WARNING, True)
    assert found == asked


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ({}, "answers 404"),
        ({"/desk/health": 500, "/desk/": 200}, "answers 500"),
        ({"/desk/health": 204}, "answers 204"),
        ({"/desk/health": leading_to("https://desk.dev/health")}, "https://desk.dev/health"),
        ({"/desk/health": lambda request: request.wfile.write(b"no\r\n")}, "HTTP"),
    ],
)
def test_a_desk_that_does_not_answer_well_is_a_fault(paths, words):
    level, message, _asked = served(paths)

    assert (level, words in message) == (Level.FAULT, True), message


@pytest.mark.parametrize(
    ("desk", "words"),
    [
        ("http://desk.ana.dev", "https://"),
        ("http://127.0.0.1.ana.dev", "https://"),
        ("desk.ana.dev", "the whole address"),
        ("ftp://desk.ana.dev", "the whole address"),
        ("https://desk.ana.dev/?x=1", "without ?"),
        ("https://ana:secret@desk.ana.dev", "password"),
        ("https://desk.ana.dev:port", "the whole address"),
    ],
)
def test_what_is_no_address_of_a_desk_is_a_fault(desk, words):
    level, message = check(desk)

    assert (level, words in message) == (Level.FAULT, True)
    assert "secret" not in message


def test_nobody_there_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        desk = f"http://127.0.0.1:{taken.getsockname()[1]}"
    level, message = check(desk)

    assert level is Level.FAULT
    assert "connection refused" in message


PAST = {
    "not_before": datetime(2020, 1, 1, tzinfo=UTC),
    "not_after": datetime(2021, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("name", "validity", "is_trusted", "words"),
    [
        ("127.0.0.1", {}, True, "answers"),
        ("127.0.0.1", PAST, True, "has expired"),
        ("other.dev", {}, True, "for another name"),
        ("127.0.0.1", {}, False, "signed by somebody unknown"),
    ],
)
def test_faults_of_the_certificate_are_told_in_words(name, validity, is_trusted, words):
    authority, trusting = trustme.CA(), ssl.create_default_context()
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name, **validity).configure_cert(theirs)
    if is_trusted:
        authority.configure_trust(trusting)

    with behaving({"/health": 200}, theirs) as server:
        level, message = check(server.address, context=trusting)

    assert words in message
    assert (level is Level.FAULT) == (words != "answers")


def test_a_server_without_tls_is_told_in_words():
    with behaving({"/health": 200}) as server:
        level, message = check(server.address.replace("http:", "https:"))

    assert (level, "no safe connection" in message) == (Level.FAULT, True)
