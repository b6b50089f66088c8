"""One connection to the test's SMTP server: what is said on it, what is taken, what is answered."""

import base64
import re
import select
import socket
import ssl
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smtp_server import SmtpServer

_CHUNK = 1 << 16
_LONGEST_LINE = 998  # without its CRLF (RFC 5322, 2.1.1)
_PATH = re.compile(r"(?:FROM|TO):<([^<>\s]*)>((?: [!-~]+)*)", re.IGNORECASE)
_ALONE = ("EHLO", "HELO", "DATA", "STARTTLS", "AUTH", "QUIT")  # a client waits for these answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong at a step, instead of the answer that belongs there.

    Steps are "greeting", a verb ("MAIL", "RCPT", …), "body" (its first bytes have come) and "dot". A
    fault with `delay` alone is a slow answer; `text` may have several lines; `raw` is written as it
    is. 421 closes the connection after the answer, `drops` closes it after or instead of one. Only for
    `recipient`, where given, and only the first `times` of those that come `after` so many.
    """

    at: str
    code: int = 0
    text: str = ""
    raw: bytes = b""
    drops: bool = False
    delay: float = 0
    jitter: float = 0
    recipient: str = ""
    after: int = 0
    times: int = sys.maxsize


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Whom the server lets in, and by which mechanisms."""

    user: str
    password: str
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter the server took: it got the final dot, and did not refuse. `data` is without dot-stuffing."""

    number: int
    connection: int
    sender: str
    recipients: tuple[str, ...]
    mail_options: tuple[str, ...]
    recipient_options: tuple[str, ...]
    data: bytes
    at: float

    @property
    def recipient(self) -> str:
        """The only one."""
        (recipient,) = self.recipients
        return recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on a connection; `at` is in seconds of time.monotonic().

    `what` is "connected", a verb, "TLS", "body" (the reader has all that was sent so far, it ends a line,
    and it is not the dot), "dot", "answered" (after a dot), "dropped" (by us) or "lost" (by the client).
    """

    number: int
    connection: int
    what: str
    detail: str
    recipient: str
    at: float


class _Over(Exception):
    """The server ends this connection."""


class Conversation:
    """One connection, from its greeting to its end."""

    def __init__(self, server: "SmtpServer", connected: socket.socket, number: int) -> None:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = server
        self._setup = server.setup
        self._socket = connected
        self._number = number
        self._buffer = b""
        self._has_greeted = False
        self._has_logged_in = False
        self._start_letter()

    def run(self) -> None:
        try:
            self._talk()
        except _Over:
            self._record("dropped")
        except OSError as error:
            self._record("lost", type(error).__name__)
        finally:
            self._socket.close()

    def end(self) -> None:
        """Close it from another thread."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _talk(self) -> None:
        self._record("connected")
        if self._setup.tls == "implicit":
            self._begin_tls()
        self._answer("greeting", 220, "here, ESMTP")
        while True:
            line = self._read_line()
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb not in _VERBS:
                self._violate(f"no verb: {line[:80]!r}")
                self._answer("unknown", 500, "5.5.2 no such verb")
                continue
            self._record(verb, rest)
            if verb in _ALONE and self._buffer:
                self._violate(f"something was sent before {verb} was answered")
            getattr(self, f"_{verb.lower()}")(rest)
            if verb == "QUIT":
                return

    # What is said

    def _ehlo(self, rest: str) -> None:
        if not rest:
            self._violate("EHLO without a name")
        self._start_letter()
        lines = list(self._setup.features)
        if self._setup.tls == "starttls" and not self._is_secure:
            lines.append("STARTTLS")
        elif self._setup.auth:
            lines.append(f"AUTH {' '.join(self._setup.auth.mechanisms)}")
        self._has_greeted = self._answer("EHLO", 250, "\n".join(["here", *lines])) == 250

    def _helo(self, _rest: str) -> None:
        self._start_letter()
        self._has_greeted = self._answer("HELO", 250, "here") == 250

    def _starttls(self, _rest: str) -> None:
        if self._setup.tls != "starttls" or self._is_secure:
            self._violate("STARTTLS was not offered")
            self._answer("STARTTLS", 503, "5.5.1 not now")
        elif self._answer("STARTTLS", 220, "2.0.0 go on") == 220:
            self._has_greeted = False
            self._begin_tls()

    def _auth(self, rest: str) -> None:
        login = self._setup.auth
        mechanism, _, initial = rest.partition(" ")
        if not login or mechanism.upper() not in login.mechanisms:
            self._violate(f"AUTH {mechanism} was not offered")
            self._answer("AUTH", 504, "5.5.4 not offered")
            return
        if self._setup.tls == "starttls" and not self._is_secure:
            self._violate("a password came in the clear")
        if self._read_login(mechanism.upper(), initial) == [login.user, login.password]:
            self._has_logged_in = self._answer("AUTH", 235, "2.7.0 welcome") == 235
        else:
            self._answer("AUTH", 535, "5.7.8 wrong user or password")

    def _read_login(self, mechanism: str, initial: str) -> list[str]:
        """Give user and password, asking for what did not come with the verb."""
        try:
            if mechanism == "PLAIN":
                return _decode(initial or self._ask("")).split("\0")[1:]
            user = _decode(initial or self._ask("VXNlciBOYW1lAA=="))  # "User Name", "Password"
            return [user, _decode(self._ask("UGFzc3dvcmQA"))]
        except ValueError:
            self._violate("what came to log in is not in base64")
            return []

    def _ask(self, text: str) -> str:
        self._write(f"334 {text}\r\n".encode())
        return self._read_line()

    def _mail(self, rest: str) -> None:
        found = _PATH.fullmatch(rest)
        if self._sender is not None or not self._has_greeted or not found:
            self._violate(f"MAIL out of place or malformed: {rest[:80]!r}")
            self._answer("MAIL", 503 if found else 501, "5.5.1 not now")
            return
        sender, options = found[1], tuple(found[2].split())
        if self._setup.auth and not self._has_logged_in:
            self._answer("MAIL", 530, "5.7.0 log in first")
            return
        self._check_options(options)
        self._check_address(sender, options)
        if self._is_too_large(options):
            self._answer("MAIL", 552, "5.3.4 too large")
        elif self._answer("MAIL", 250, "2.1.0 ok") == 250:
            self._sender, self._mail_options = sender, options

    def _rcpt(self, rest: str) -> None:
        found = _PATH.fullmatch(rest)
        if self._sender is None or not found:
            # After a refused MAIL a client that pipelines has sent this already.
            if not found or "PIPELINING" not in self._setup.features:
                self._violate(f"RCPT out of place or malformed: {rest[:80]!r}")
            self._answer("RCPT", 503 if found else 501, "5.5.1 not now")
            return
        recipient, options = found[1], tuple(found[2].split())
        self._check_address(recipient, self._mail_options)
        before = self._recipients
        self._recipients = (*before, recipient)
        if self._answer("RCPT", 250, "2.1.5 ok") in {250, 251}:
            self._recipient_options += options
        else:
            self._recipients = before

    def _data(self, _rest: str) -> None:
        if not self._recipients:
            if "PIPELINING" not in self._setup.features:
                self._violate("DATA without a recipient")
            self._answer("DATA", 503, "5.5.1 no recipient")
        elif self._answer("DATA", 354, "end with a dot") == 354:
            body = self._read_body()
            self._take(body)
            self._start_letter()

    def _rset(self, _rest: str) -> None:
        self._start_letter()
        self._answer("RSET", 250, "2.0.0 ok")

    def _noop(self, _rest: str) -> None:
        self._answer("NOOP", 250, "2.0.0 ok")

    def _quit(self, _rest: str) -> None:
        self._answer("QUIT", 221, "2.0.0 bye")

    # What is taken

    def _read_body(self) -> bytes:
        """Give the letter up to its dot, with the CRLF before it, dot-stuffed as it came."""
        data = bytearray(b"\r\n")
        data += self._buffer or self._receive()
        self._meet("body")
        looked = 0
        while (end := data.find(b"\r\n.\r\n", looked)) < 0:
            if data.endswith(b"\r\n") and not self._has_more():
                self._record("body", str(len(data) - 2))
            looked = max(0, len(data) - 4)
            data += self._receive()
        self._buffer = bytes(data[end + 5 :])
        if self._buffer:
            self._violate("something was sent before the dot was answered")
        return bytes(data[: end + 2])

    def _take(self, body: bytes) -> None:
        """Answer the dot; the letter counts as taken unless the answer says otherwise."""
        self._record("dot")
        self._check_body(body)
        fault = self._server.find_fault("dot", self._recipients)
        if fault is None or fault.code // 100 in {0, 2}:
            letter = Letter(
                number=len(self._server.letters),
                connection=self._number,
                sender=self._sender or "",
                recipients=self._recipients,
                mail_options=self._mail_options,
                recipient_options=self._recipient_options,
                data=body.replace(b"\r\n..", b"\r\n.")[2:],
                at=time.monotonic(),
            )
            self._server.letters.append(letter)
        code = self._answer_with(fault, 250, "2.0.0 taken")
        self._record("answered", str(code))
        self._end_after(fault, code)

    def _start_letter(self) -> None:
        self._sender: str | None = None
        self._recipients: tuple[str, ...] = ()
        self._mail_options: tuple[str, ...] = ()
        self._recipient_options: tuple[str, ...] = ()

    # What is looked at

    def _check_options(self, options: tuple[str, ...]) -> None:
        offered = {feature.split()[0] for feature in self._setup.features}
        for option in options:
            name = option.partition("=")[0].upper()
            if {"BODY": "8BITMIME"}.get(name, name) not in offered:
                self._violate(f"{name} was not offered")

    def _check_address(self, address: str, options: tuple[str, ...]) -> None:
        if not address.isascii() and "SMTPUTF8" not in options:
            self._violate("an address outside ASCII, without SMTPUTF8")

    def _is_too_large(self, options: tuple[str, ...]) -> bool:
        sizes = [int(one[5:]) for one in options if one.upper().startswith("SIZE=")]
        limits = [int(one[5:]) for one in self._setup.features if one.startswith("SIZE ")]
        return any(size > limit for size in sizes for limit in limits)

    def _check_body(self, body: bytes) -> None:
        lines = body.split(b"\r\n")
        joined = b"".join(lines)
        if b"\r" in joined or b"\n" in joined:
            self._violate("a bare CR or LF")
        if max(map(len, lines)) > _LONGEST_LINE:
            self._violate(f"a line of more than {_LONGEST_LINE} bytes")
        if (dots := body.count(b"\r\n.")) and dots != body.count(b"\r\n.."):
            self._violate("a dot at a line's beginning that is not doubled")
        if b"\0" in body:
            self._violate("a NUL")
        allowed = {"BODY=8BITMIME", "SMTPUTF8"} & {one.upper() for one in self._mail_options}
        if not body.isascii() and not allowed:
            self._violate("8-bit data without BODY=8BITMIME")

    def _violate(self, what: str) -> None:
        self._server.violations.append(f"connection {self._number}: {what}")

    # What is answered

    def _answer(self, at: str, code: int, text: str) -> int:
        """Answer as scripted, else with `code`; give the code that was answered, 0 for no code at all."""
        fault = self._server.find_fault(at, self._recipients)
        answered = self._answer_with(fault, code, text)
        self._end_after(fault, answered)
        return answered

    def _answer_with(self, fault: Fault | None, code: int, text: str) -> int:
        if fault is None:
            self._write(_reply(code, text))
            return code
        self._server.pause(fault)
        if fault.raw:
            self._write(fault.raw)
            return 0
        if fault.drops and not fault.code:
            raise _Over
        code, text = (fault.code, fault.text) if fault.code else (code, fault.text or text)
        self._write(_reply(code, text))
        return code

    def _end_after(self, fault: Fault | None, code: int) -> None:
        if code == 421 or (fault and fault.drops):
            raise _Over

    def _meet(self, at: str) -> None:
        """Apply a fault at a step that has no answer."""
        fault = self._server.find_fault(at, self._recipients)
        if fault:
            self._server.pause(fault)
            self._end_after(fault, 0)

    # What goes over the line

    @property
    def _is_secure(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket)

    def _begin_tls(self) -> None:
        assert self._setup.context
        self._buffer = b""
        self._socket = self._setup.context.wrap_socket(self._socket, server_side=True)
        self._record("TLS", str(self._socket.version()))

    def _read_line(self) -> str:
        while (end := self._buffer.find(b"\n")) < 0:
            self._buffer += self._receive()
        line, self._buffer = self._buffer[: end + 1], self._buffer[end + 1 :]
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            self._violate("a verb's line has a bare CR or LF")
        if len(line) > 2048:
            self._violate("a verb's line of more than 2048 bytes")
        return line.rstrip(b"\r\n").decode(errors="surrogateescape")

    def _receive(self) -> bytes:
        data = self._socket.recv(_CHUNK)
        if not data:
            raise ConnectionResetError
        return data

    def _has_more(self) -> bool:
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(select.select([self._socket], [], [], 0)[0])

    def _write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def _record(self, what: str, detail: str = "") -> None:
        self._server.record(self._number, what, detail, ", ".join(self._recipients))


_VERBS = ("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT")


def _decode(text: str) -> str:
    return base64.b64decode(text, validate=True).decode()


def _reply(code: int, text: str) -> bytes:
    lines = text.split("\n")
    marks = ["-"] * (len(lines) - 1) + [" "]
    return "".join(
        f"{code}{mark}{line}\r\n" for mark, line in zip(marks, lines, strict=True)
    ).encode()
