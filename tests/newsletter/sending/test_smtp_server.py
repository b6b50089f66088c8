"""The tests' own SMTP server, held against smtplib, aiosmtpd and the openings of TLS."""

import json
import smtplib
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import smtp_server as module
from aiosmtpd.controller import Controller
from smtp_server import FEATURES, Fault, Login, smtp_server

ANA, BO = "ana@ana.example", "bo@bo.example"
LETTER = b"Subject: Hi\r\n\r\nWords.\r\n.A dot.\r\n..Two.\r\n.\r\nEnd.\r\n"
STEPS = ("EHLO", "MAIL", "RCPT", "DATA", "dot")


@contextmanager
def client(server, **options):
    with smtplib.SMTP("127.0.0.1", server.port, local_hostname="here.example", **options) as smtp:
        yield smtp


def hand(server, recipient=BO, data=LETTER, **options):
    with client(server) as smtp:
        smtp.sendmail(ANA, [recipient], data, **options)


@contextmanager
def talking(server):
    """Give a connection without a client's help, and greeted."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connected:
        assert connected.recv(1000).startswith(b"220 ")
        yield connected


def say(connected, data):
    """Send bytes, and give what comes back."""
    connected.sendall(data)
    return connected.recv(10_000)


def trusting(server):
    return ssl.create_default_context(cafile=server.setup.authority)


def happened(server, connection=1):
    return [event.what for event in server.log if event.connection == connection]


def test_a_letter_arrives_as_it_was_handed_over():
    with smtp_server() as server:
        hand(server, mail_options=["BODY=8BITMIME"])

    (letter,) = server.letters
    assert (letter.sender, letter.recipient, letter.data) == (ANA, BO, LETTER)
    assert letter.mail_options == (f"size={len(LETTER)}", "BODY=8BITMIME")
    assert happened(server)[:2] == ["connected", "EHLO"]
    assert [what for what in happened(server)[2:] if what != "body"] == [
        "MAIL", "RCPT", "DATA", "dot", "answered", "QUIT",
    ]  # fmt: skip
    assert server.violations == []


class _Keeping:
    """What aiosmtpd is told to do: keep each letter."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 taken"


@pytest.mark.parametrize(
    "data", [LETTER, b"\r\n", b".\r\n", b"A: b\r\n\r\n" + b"x" * 900 + b"\r\n"]
)
def test_another_server_receives_the_same(data):
    keeping = _Keeping()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    other = Controller(keeping, hostname="127.0.0.1", port=port)
    other.start()
    try:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail(ANA, [BO], data)
    finally:
        other.stop()
    with smtp_server() as server:
        hand(server, data=data)

    (ours,) = server.letters
    assert keeping.letters == [(ours.sender, list(ours.recipients), ours.data)]


def test_many_connections_at_once_lose_nothing():
    with smtp_server() as server:
        clients = [smtplib.SMTP("127.0.0.1", server.port) for _ in range(12)]
        for number in range(120):
            clients[number % 12].sendmail(ANA, [f"{number}@bo.example"], LETTER)
        for smtp in clients:
            smtp.quit()

    assert sorted(int(one.recipient.partition("@")[0]) for one in server.letters) == [*range(120)]
    assert {letter.connection for letter in server.letters} == {*range(1, 13)}


@pytest.mark.parametrize("code", [450, 451, 452, 454, 550, 552, 554])
@pytest.mark.parametrize("step", STEPS)
def test_any_answer_can_be_given_at_any_step_once(step, code):
    fault = Fault(at=step, code=code, text="4.0.0 scripted", times=1)
    with smtp_server([fault]) as server, client(server) as smtp:
        if step == "EHLO":
            assert smtp.ehlo("here") == (code, b"4.0.0 scripted")
            smtp.ehlo()
        else:
            with pytest.raises(smtplib.SMTPException, match="scripted"):
                smtp.sendmail(ANA, [BO], LETTER)
        smtp.rset()
        smtp.sendmail(ANA, [BO], LETTER)

    assert len(server.letters) == 1
    assert server.violations == []


def test_a_fault_meets_only_its_recipient_and_only_so_many_times():
    fault = Fault(at="RCPT", code=450, text="4.2.1 later", recipient=BO, after=1, times=2)
    with smtp_server([fault]) as server, client(server) as smtp:
        smtp.ehlo()
        answers = []
        for recipient in (BO, "c@c.example", BO, BO, BO):
            smtp.mail(ANA)
            answers.append(smtp.rcpt(recipient)[0])
            smtp.rset()

    assert answers == [250, 250, 450, 450, 250]


@pytest.mark.parametrize("step", ["greeting", *STEPS])
def test_a_connection_can_be_dropped_at_any_step(step):
    with (
        smtp_server([Fault(at=step, drops=True)]) as server,
        pytest.raises(smtplib.SMTPServerDisconnected),
    ):
        hand(server)

    assert happened(server)[-1] == "dropped"
    assert len(server.letters) == (step == "dot"), "after the dot it was taken, unsaid"
    assert "answered" not in happened(server)


def test_a_connection_dropped_in_the_middle_of_a_body_leaves_no_letter():
    with smtp_server([Fault(at="body", drops=True)]) as server, talking(server) as connected:
        begin_letter(connected)
        connected.sendall(b"Subject: Hi\r\n")
        assert ended(connected)

    assert happened(server)[-1] == "dropped"
    assert server.letters == []


def test_a_client_that_is_lost_before_the_dot_leaves_no_letter():
    with smtp_server() as server:
        with talking(server) as connected:
            begin_letter(connected)
            connected.sendall(b"Subject: Hi\r\n\r\nAll but the dot.\r\n")
            wait_for(server, "body")
        wait_for(server, "lost")

    assert happened(server)[-2:] == ["body", "lost"]
    assert server.letters == []


def begin_letter(connected):
    for line in ("EHLO here", f"MAIL FROM:<{ANA}>", f"RCPT TO:<{BO}>", "DATA"):
        say(connected, f"{line}\r\n".encode())


def ended(connected):
    """Whether the server has closed it; a reset is an end, too."""
    try:
        return connected.recv(1) == b""
    except ConnectionResetError:
        return True


def wait_for(server, what):
    for _ in range(500):
        if what in happened(server):
            return
        time.sleep(0.01)


def test_421_ends_the_session():
    fault = Fault(at="MAIL", code=421, text="4.3.2 going down", after=1)
    with smtp_server([fault]) as server, talking(server) as connected:
        say(connected, b"EHLO here\r\n")
        assert say(connected, b"MAIL FROM:<a@b.example>\r\n").startswith(b"250 ")
        say(connected, b"RSET\r\n")
        answer = say(connected, b"MAIL FROM:<a@b.example>\r\n")
        assert ended(connected)

    assert answer == b"421 4.3.2 going down\r\n"
    assert happened(server)[-1] == "dropped"


@pytest.mark.parametrize(
    "raw", [b"hello?\r\n", b"2" * 100_000 + b"\r\n", bytes(range(128, 256)) + b"\r\n", b"\0\r\n"]
)
@pytest.mark.parametrize("step", ["greeting", "MAIL", "dot"])
def test_garbage_can_come_instead_of_an_answer(step, raw):
    with (
        smtp_server([Fault(at=step, raw=raw)]) as server,
        socket.create_connection(("127.0.0.1", server.port)) as connected,
    ):
        stream = connected.makefile("rb")
        lines = {"greeting": b"", "EHLO": b"EHLO a\r\n", "MAIL": b"MAIL FROM:<a@b>\r\n"}
        lines |= {"RCPT": b"RCPT TO:<c@d>\r\n", "DATA": b"DATA\r\n", "dot": b"Hi\r\n.\r\n"}
        for name, line in lines.items():
            connected.sendall(line)
            if name == step:
                break
            while stream.readline()[3:4] == b"-":
                pass

        assert stream.readline() == raw


def test_an_answer_can_have_several_lines():
    fault = Fault(at="RCPT", code=550, text="5.1.1 no such box\n5.1.1 really")
    with smtp_server([fault]) as server, client(server) as smtp:
        smtp.ehlo()
        smtp.mail(ANA)

        assert smtp.rcpt(BO) == (550, b"5.1.1 no such box\n5.1.1 really")


def test_a_slow_answer_comes_in_the_end():
    with smtp_server([Fault(at="dot", delay=0.05)]) as server:
        hand(server)

    times = {event.what: event.at for event in server.log}
    assert times["answered"] - times["dot"] >= 0.05


def test_an_endless_wait_ends_with_the_server():
    with smtp_server([Fault(at="greeting", delay=3_600)]) as server:
        waiting = socket.create_connection(("127.0.0.1", server.port))
    waiting.close()


def test_features_are_offered_as_asked_for():
    with smtp_server(features=("SIZE 10",)) as server, client(server) as smtp:
        smtp.ehlo()

        assert smtp.esmtp_features == {"size": "10"}
        with pytest.raises(smtplib.SMTPSenderRefused, match="too large"):
            smtp.sendmail(ANA, [BO], LETTER)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_that_is_trusted_lets_letters_pass(tls):
    with smtp_server(tls=tls) as server:
        if tls == "implicit":
            smtp = smtplib.SMTP_SSL("127.0.0.1", server.port, context=trusting(server))
        else:
            smtp = smtplib.SMTP("127.0.0.1", server.port)
            smtp.starttls(context=trusting(server))
        with smtp:
            smtp.sendmail(ANA, [BO], LETTER * 1000)

    assert server.letters[0].data == LETTER * 1000
    assert "TLS" in happened(server)
    assert server.url.startswith("smtps:" if tls == "implicit" else "smtp:")
    assert server.violations == []


@pytest.mark.parametrize("certificate", ["of another host", "expired", "untrusted"])
def test_a_bad_certificate_is_refused_by_a_client_that_looks(certificate):
    with smtp_server(tls="starttls", certificate=certificate) as server:
        smtp = smtplib.SMTP("127.0.0.1", server.port)
        with pytest.raises(ssl.SSLCertVerificationError):
            smtp.starttls(context=trusting(server))
        smtp.close()

    assert server.letters == []


def test_starttls_can_be_refused():
    fault = Fault(at="STARTTLS", code=454, text="4.7.0 no TLS today")
    with smtp_server([fault], tls="starttls") as server:
        smtp = smtplib.SMTP("127.0.0.1", server.port)
        with smtp, pytest.raises(smtplib.SMTPResponseException, match="no TLS today"):
            smtp.starttls(context=trusting(server))

    assert "TLS" not in happened(server)


def test_nobody_may_send_without_the_password_that_is_asked_for():
    with (
        smtp_server(auth=Login(user="ana", password="secret")) as server,
        client(server) as smtp,
        pytest.raises(smtplib.SMTPSenderRefused, match="log in first"),
    ):
        smtp.sendmail(ANA, [BO], LETTER)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_the_right_password_lets_in_and_a_wrong_one_does_not(mechanism):
    login = Login(user="ana", password="secret", mechanisms=(mechanism,))
    with smtp_server(auth=login) as server:
        with client(server) as smtp, pytest.raises(smtplib.SMTPAuthenticationError, match="535"):
            smtp.login("ana", "wrong")
        with client(server) as smtp:
            smtp.login("ana", "secret")
            smtp.sendmail(ANA, [BO], LETTER)

    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("said", "violation"),
    [
        (b"EHLO a\nMAIL FROM:<a@b>\r\n", "bare CR or LF"),
        (b"RCPT TO:<a@b>\r\n", "RCPT out of place"),
        (b"MAIL FROM:<a@b>\r\n", "MAIL out of place"),
        (b"DATA\r\n", "DATA without a recipient"),
        (b"EHLO a\r\nMAIL FROM:<a@b>\r\n", "before EHLO was answered"),
        (b"EHLO a\r\nMAIL FROM: <a@b>\r\n", "MAIL out of place or malformed"),
        (b"EHLO a\r\nMAIL FROM:<a@b> BODY=8BITMIME\r\n", "BODY was not offered"),
        ("EHLO a\r\nMAIL FROM:<ü@b>\r\n".encode(), "outside ASCII"),
        (b"HELLO\r\n", "no verb"),
        (b"STARTTLS\r\n", "STARTTLS was not offered"),
        (b"AUTH PLAIN AGEAYg==\r\n", "AUTH PLAIN was not offered"),
    ],
)
def test_what_no_client_may_say_is_noted(said, violation):
    with smtp_server(features=()) as server, talking(server) as connected:
        say(connected, said)

    assert any(violation in one for one in server.violations), server.violations


@pytest.mark.parametrize(
    ("body", "violation"),
    [
        (b"a\nb\r\n", "a bare CR or LF"),
        (b"a\rb\r\n", "a bare CR or LF"),
        (b"x" * 999 + b"\r\n", "a line of more than 998 bytes"),
        (b".a\r\n", "not doubled"),
        (b"a\0b\r\n", "a NUL"),
        ("ü\r\n".encode(), "8-bit data"),
        (b"a\r\n.\r\nb\r\n", "before the dot was answered"),
    ],
)
def test_what_no_letter_may_hold_is_noted(body, violation):
    with smtp_server() as server, talking(server) as connected:
        begin_letter(connected)
        say(connected, body + b".\r\n")

    assert any(violation in one for one in server.violations), server.violations


def test_the_longest_line_that_may_be_is_no_violation():
    with smtp_server() as server:
        hand(server, data=b"x" * 998 + b"\r\n")

    assert server.violations == []


def test_by_itself_it_writes_its_log_as_it_goes(tmp_path):
    log = tmp_path / "log"
    faults = json.dumps([{"at": "dot", "code": 451, "text": "4.0.0 later", "times": 1}])
    command = [sys.executable, str(Path(module.__file__)), "--log", str(log), "--faults", faults]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            with pytest.raises(smtplib.SMTPDataError):
                smtp.sendmail(ANA, [BO], LETTER)
            smtp.sendmail(ANA, [BO], LETTER)
        events = [json.loads(line) for line in log.read_text().splitlines()]
        process.terminate()

    answered = [(one["recipient"], one["detail"]) for one in events if one["what"] == "answered"]
    assert answered == [(BO, "451"), (BO, "250")]
    assert process.returncode == 0


def test_what_is_offered_by_default_is_what_relays_offer():
    with smtp_server() as server, client(server) as smtp:
        smtp.ehlo()

        assert [*smtp.esmtp_features] == [feature.split()[0].lower() for feature in FEATURES]
