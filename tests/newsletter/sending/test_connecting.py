"""Greeting, TLS and login, with a real server and real certificates."""

import base64
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from smtp_conversation import Fault, Login
from smtp_server import smtp_server

from plugins.newsletter.sending.connecting import Lost, Timeouts, connect
from plugins.newsletter.sending.relay import Relay, Security, parse_relay
from plugins.shared.errors import CannotSend

PASSWORD = "s3cret pass/word"
LOGIN = Login(user="ana", password=PASSWORD)
TIMEOUTS = Timeouts(connect=5, command=5, dot=5)


@pytest.fixture
def trust(monkeypatch):
    """Let a server's authority be one that this machine trusts."""
    return lambda server: monkeypatch.setenv("SSL_CERT_FILE", str(server.setup.authority))


def log_in(server, *, user="ana", password=PASSWORD, timeouts=TIMEOUTS, **changes):
    relay = parse_relay(server.url)
    smtp = connect(
        replace(relay, user=user, password=password, **changes),
        name="ana.example",
        timeouts=timeouts,
    )
    smtp.quit()


def verbs(server):
    return [event.what for event in server.log if event.what not in {"connected", "TLS", "lost"}]


@contextmanager
def saying(*words):
    """Give the port of a server that says something to whoever connects, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            for data in words:
                connected, _peer = listener.accept()
                with connected:
                    connected.sendall(data)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_starttls_comes_before_the_login_and_the_login_before_all_else(trust):
    with smtp_server(tls="starttls", auth=LOGIN) as server:
        trust(server)
        log_in(server)

    assert verbs(server) == ["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"]
    assert server.violations == []


def test_tls_from_the_first_byte(trust):
    with smtp_server(tls="implicit", auth=LOGIN) as server:
        trust(server)
        log_in(server)

    assert verbs(server) == ["EHLO", "AUTH", "QUIT"]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        ("untrusted", "unable to get local issuer certificate"),
        ("of another host", "certificate is not valid for '127.0.0.1'"),
        ("expired", "certificate has expired"),
    ],
)
def test_a_certificate_that_does_not_hold_ends_it(trust, tls, certificate, told):
    with smtp_server(tls=tls, certificate=certificate, auth=LOGIN) as server:
        trust(server)
        with pytest.raises(CannotSend, match=told) as raised:
            log_in(server)

    assert "its certificate does not hold" in str(raised.value)
    assert "AUTH" not in verbs(server)


def test_a_certificate_of_nobody_known_is_not_trusted_without_ssl_cert_file():
    with (
        smtp_server(tls="implicit") as server,
        pytest.raises(CannotSend, match="tls=never behind a"),
    ):
        log_in(server, user="")


def test_a_server_of_this_machine_may_stay_without_tls():
    with smtp_server(tls="starttls", certificate="untrusted") as server:
        relay = parse_relay(f"{server.url}?tls=never")
        connect(relay, name="ana.example", timeouts=TIMEOUTS).quit()

    assert verbs(server) == ["EHLO", "QUIT"]


@pytest.mark.parametrize(
    "fault", [{"code": 454, "text": "4.7.0 not now"}, {"drops": True}, {"raw": b"x\r\n"}]
)
def test_starttls_refused_for_now_is_for_later(fault):
    with (
        smtp_server([Fault(at="STARTTLS", **fault)], tls="starttls") as server,
        pytest.raises(Lost),
    ):
        log_in(server)

    assert verbs(server)[:2] == ["EHLO", "STARTTLS"]
    assert "AUTH" not in verbs(server)


def test_starttls_refused_for_good_wants_a_person():
    refusal = Fault(at="STARTTLS", code=501, text="5.5.4 no")
    with (
        smtp_server([refusal], tls="starttls") as server,
        pytest.raises(CannotSend, match=r"it said 501 5\.5\.4 no"),
    ):
        log_in(server)


def test_without_starttls_nothing_is_said_to_a_server_elsewhere():
    """127.1 is this machine to the system, and not one of the names by which we know it."""
    with (
        smtp_server(auth=LOGIN) as server,
        pytest.raises(CannotSend, match="it offers no STARTTLS, and nothing is sent"),
    ):
        log_in(server, host="127.1")

    assert verbs(server) == ["EHLO"]


def test_without_starttls_a_server_of_this_machine_is_logged_in_to():
    with smtp_server(auth=LOGIN) as server:
        log_in(server)

    assert verbs(server) == ["EHLO", "AUTH", "QUIT"]


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_each_way_to_log_in_is_known(mechanism):
    login = Login(user="ana", password=PASSWORD, mechanisms=(mechanism, "XOAUTH2"))
    with smtp_server(auth=login) as server:
        log_in(server)

    assert verbs(server)[-2:] == ["AUTH", "QUIT"]
    assert server.violations == []


@pytest.mark.parametrize(
    ("login", "told"),
    [
        (Login(user="ana", password="other"), "535 5.7.8 wrong user or password"),
        (
            Login(user="ana", password=PASSWORD, mechanisms=("XOAUTH2",)),
            "it takes no password (XOAUTH2)",
        ),
        (None, "it takes no login on this port"),
    ],
)
def test_a_login_that_cannot_work_wants_a_person_and_shows_no_password(login, told):
    with smtp_server(auth=login) as server, pytest.raises(CannotSend) as raised:
        log_in(server)

    assert told in str(raised.value)
    assert "s3cret" not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_a_password_outside_ascii_is_said_to_be_no_good_and_not_shown():
    with (
        smtp_server(auth=LOGIN) as server,
        pytest.raises(CannotSend, match="have to be ASCII") as raised,
    ):
        log_in(server, password="geheimüß")

    assert "geheim" not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_a_server_that_repeats_what_it_was_told_gives_no_password_away():
    pair = base64.b64encode(f"\0ana\0{PASSWORD}".encode()).decode()
    alone = base64.b64encode(PASSWORD.encode()).decode()
    said = Fault(at="AUTH", code=535, text=f"5.7.8 no: {pair} {alone} {PASSWORD}\nfor {PASSWORD}")
    with smtp_server([said], auth=LOGIN) as server, pytest.raises(CannotSend) as raised:
        log_in(server)

    told = f"{raised.value!r} {raised.value.__cause__!r}"
    assert not any(secret in told for secret in (pair, alone, PASSWORD, "s3cret"))
    assert "535 5.7.8 no: … … … for …" in told


@pytest.mark.parametrize(
    "fault", [{"code": 454, "text": "4.7.0 later"}, {"code": 421}, {"drops": True}]
)
def test_a_login_refused_for_now_is_for_later(fault):
    with smtp_server([Fault(at="AUTH", **fault)], auth=LOGIN) as server, pytest.raises(Lost):
        log_in(server)


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        (b"554 5.7.1 your address is blocked\r\n", CannotSend, "it takes no letters from here"),
        (b"421 4.7.0 too many connections\r\n", Lost, "421 4.7.0 too many connections"),
        (b"450 later\r\n", Lost, "450 later"),
        (b"HTTP/1.1 400 Bad Request\r\n", Lost, "it said -1"),
        (b"\x15\x03\x01\x00\x02\x02\x0a", Lost, "it said -1"),
        (b"", Lost, "could not be reached"),
        (b"2", Lost, "it said 2"),
        (b"220-here\r\n", Lost, "could not be reached"),
        (b"220 " + b"x" * 9000 + b"\r\n", Lost, "could not be reached"),
        (b"220 here\r\n", Lost, "could not be reached"),
    ],
)
def test_odd_greetings(words, error, told):
    with saying(words) as port, pytest.raises(error, match=told):
        connect(parse_relay(f"smtp://127.0.0.1:{port}"), name="ana.example", timeouts=TIMEOUTS)


def test_a_server_that_speaks_before_tls_is_asked_for_by_the_other_scheme():
    with (
        saying(b"220 here, ESMTP\r\n") as port,
        pytest.raises(CannotSend, match="smtp:// is for STARTTLS"),
    ):
        connect(parse_relay(f"smtps://127.0.0.1:{port}"), name="ana.example", timeouts=TIMEOUTS)


def test_a_server_that_waits_for_tls_is_not_waited_for_for_ever(trust):
    short = Timeouts(connect=0.2, command=5, dot=5)
    with smtp_server(tls="implicit") as server:
        trust(server)
        relay = replace(parse_relay(server.url), security=Security.STARTTLS)
        with pytest.raises(Lost, match="timed out"):
            connect(relay, name="ana.example", timeouts=short)


@pytest.mark.parametrize("host", ["nobody.invalid", "x" * 70, "a..b"])
def test_a_host_that_is_none_is_told(host):
    relay = Relay(host=host, port=25, security=Security.STARTTLS)

    with pytest.raises(Lost, match="could not be reached"):
        connect(relay, name="ana.example", timeouts=TIMEOUTS)


def test_a_server_without_ehlo_is_greeted_the_old_way():
    with smtp_server([Fault(at="EHLO", code=502, text="5.5.1 what")]) as server:
        log_in(server, user="")

    assert verbs(server) == ["EHLO", "HELO", "QUIT"]
