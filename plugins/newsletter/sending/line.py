"""A line to the SMTP server, by smtplib, with the pause before the final dot that the ledger needs."""

import contextlib
import smtplib
import socket
import ssl
from dataclasses import dataclass

from plugins.newsletter.sending.answers import Answer, Stage
from plugins.newsletter.sending.relay import Relay, Security
from plugins.shared.errors import CannotSend


class Lost(Exception):
    """The line is over, or what came along it was no SMTP; the letter at hand was not taken unless dotted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How many seconds to wait: RFC 5321, 4.5.3.2 asks for ten minutes after the dot."""

    command: float = 120
    dot: float = 600


class Line:
    """One open connection, for many letters one after the other."""

    def __init__(self, relay: Relay, *, name: str, timeouts: Timeouts) -> None:
        """Connect, say EHLO as `name`, begin TLS with the certificate checked, and log in.

        Raises Lost when trying later may help, CannotSend when a person has to mend something.
        """
        self._timeouts = timeouts
        self._relay = relay
        self.letters = 0
        try:
            self._smtp = _connect(relay, name=name, timeout=timeouts.command)
        except ssl.SSLCertVerificationError as error:
            raise CannotSend(
                f"{relay}: its certificate does not hold ({error.verify_message}); use the name that "
                "stands in it, or mend the server."
            ) from error
        except ssl.SSLError as error:
            raise CannotSend(
                f"{relay}: TLS could not begin ({error.reason or error}); smtp:// is for STARTTLS, "
                "mostly at port 587, and smtps:// for TLS, mostly at 465."
            ) from error
        except smtplib.SMTPConnectError as error:
            raise _told(relay, error) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Lost(f"{relay}: it could not be reached ({error})") from error
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        try:
            self._smtp.ehlo_or_helo_if_needed()
            self._begin_tls()
            self._log_in()
        except smtplib.SMTPAuthenticationError as error:
            raise _not_let_in(self._relay, error) from error
        except smtplib.SMTPServerDisconnected as error:
            raise Lost(f"{self._relay}: {error}") from error
        except smtplib.SMTPResponseException as error:
            raise _told(self._relay, error) from error
        except ssl.SSLCertVerificationError as error:
            raise CannotSend(
                f"{self._relay}: its certificate does not hold ({error.verify_message}); use the name "
                "that stands in it, or mend the server."
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Lost(f"{self._relay}: {error}") from error

    def _begin_tls(self) -> None:
        if self._relay.security is not Security.STARTTLS:
            return
        if not self._smtp.has_extn("starttls"):
            if self._relay.is_here:
                return
            raise CannotSend(
                f"{self._relay}: it offers no STARTTLS, and nothing is sent for everybody to read; "
                "use the port that has it (587), or smtps:// (465)."
            )
        code, text = self._smtp.starttls(context=ssl.create_default_context())
        if code != 220:  # noqa: PLR2004 - RFC 3207, 4
            raise Lost(f"{self._relay}: it refused STARTTLS ({code} {_plain(text)})")
        self._smtp.ehlo_or_helo_if_needed()

    def _log_in(self) -> None:
        if not self._relay.user:
            return
        if not self._smtp.has_extn("auth"):
            raise CannotSend(
                f"{self._relay}: it takes no login on this port; try 587, or leave the name and "
                "password out of SMTP_URL."
            )
        try:
            self._smtp.login(self._relay.user, self._relay.password)
        except (smtplib.SMTPNotSupportedError, UnicodeEncodeError) as error:
            raise CannotSend(
                f"{self._relay}: no way to log in is known to both sides ({type(error).__name__})."
            ) from error

    @property
    def has_smtputf8(self) -> bool:
        """Whether addresses may hold other letters than ASCII's before the @ (RFC 6531)."""
        return self._smtp.has_extn("smtputf8")

    @property
    def largest(self) -> int:
        """How many bytes a letter may have (RFC 1870); 0 when nothing is said."""
        size = self._smtp.esmtp_features.get("size", "")
        return int(size) if size.isascii() and size.isdigit() else 0

    def offer(self, sender: str, recipient: str, *, size: int) -> Answer | None:
        """Name sender and reader and ask to begin; None when the letter may come, else the refusal.

        Raises Lost.
        """
        options = f" SIZE={size}" if self._smtp.has_extn("size") else ""
        if not recipient.isascii():
            options += " BODY=8BITMIME SMTPUTF8"
        for stage, command in (
            ("MAIL", f"MAIL FROM:<{sender}>{options}"),
            ("RCPT", f"RCPT TO:<{recipient}>"),
            ("DATA", "DATA"),
        ):
            answer = self._ask(stage, command)  # type: ignore[arg-type]
            wanted = 354 if stage == "DATA" else 250
            if answer.code // 10 != wanted // 10:
                return answer
        return None

    def _ask(self, stage: Stage, command: str) -> Answer:
        with _losing():
            self._smtp.send(f"{command}\r\n".encode())
            code, text = self._smtp.getreply()
        return Answer(stage=stage, code=code, text=_plain(text))

    def body(self, wire: bytes) -> None:
        """Send the letter, dot-stuffed, all but the final dot. Raises Lost, and then it was not taken."""
        with _losing():
            self._socket.sendall(wire)
            self._refuse_early_words()

    def _refuse_early_words(self) -> None:
        """Notice a server that has gone, or spoken out of turn, before anything is in doubt."""
        self._socket.settimeout(0)
        try:
            early = self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        finally:
            self._socket.settimeout(self._timeouts.command)
        raise Lost("it spoke before the letter was over" if early else "it closed the connection")

    def dot(self) -> Answer:
        """End the letter and wait for the answer. Raises Lost, and then nobody knows whether it was taken."""
        with _losing():
            self._socket.settimeout(self._timeouts.dot)
            self._smtp.send(b".\r\n")
            code, text = self._smtp.getreply()
            self._socket.settimeout(self._timeouts.command)
        self.letters += 1
        return Answer(stage="dot", code=code, text=_plain(text))

    def reset(self) -> None:
        """Take back a letter that was refused before its body. Raises Lost."""
        with _losing():
            self._smtp.send(b"RSET\r\n")
            if self._smtp.getreply()[0] != 250:  # noqa: PLR2004
                raise Lost("it did not take back a letter it had refused")

    def close(self) -> None:
        """Hang up, without a word: what is unfinished is dropped by the server (RFC 5321, 4.1.1.4)."""
        self._smtp.close()

    def leave(self) -> None:
        """Say goodbye."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self._socket.settimeout(2)
            self._smtp.quit()
        self.close()

    @property
    def _socket(self) -> ssl.SSLSocket:
        if self._smtp.sock is None:
            raise Lost("the connection is closed")
        return self._smtp.sock  # type: ignore[return-value]


def _connect(relay: Relay, *, name: str, timeout: float) -> smtplib.SMTP:
    if relay.security is Security.TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host, relay.port, local_hostname=name, timeout=timeout,
            context=ssl.create_default_context(),
        )  # fmt: skip
    else:
        smtp = smtplib.SMTP(relay.host, relay.port, local_hostname=name, timeout=timeout)
    if smtp.sock:
        # The dot is a small packet after a large one: Nagle's algorithm would hold it back for 40 ms.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp


class _losing(contextlib.AbstractContextManager[None]):  # noqa: N801 - reads as a word in a with
    """Turn whatever ends a line into Lost."""

    def __exit__(self, type_: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | smtplib.SMTPException | ValueError):
            raise Lost(str(error)) from error


def _told(relay: Relay, error: smtplib.SMTPResponseException) -> Exception:
    """Give the error for an answer at the beginning: 5xx is for good."""
    said = f"{relay}: it said {error.smtp_code} {_plain(error.smtp_error)}"
    if 500 <= error.smtp_code < 600:  # noqa: PLR2004 - a class of codes
        return CannotSend(f"{said}; it takes no letters from here.")
    return Lost(said)


def _not_let_in(relay: Relay, error: smtplib.SMTPAuthenticationError) -> Exception:
    said = f"{relay}: it did not let us in ({error.smtp_code} {_plain(error.smtp_error)})"
    if 400 <= error.smtp_code < 500:  # noqa: PLR2004
        return Lost(said)
    return CannotSend(
        f"{said}; is the name and password in SMTP_URL right? Characters such as @ and / are written "
        "%40 and %2F there."
    )


def _plain(text: bytes | str) -> str:
    found = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(found.split())[:300]
