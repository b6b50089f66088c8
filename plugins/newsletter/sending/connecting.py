"""A connection to the SMTP server: greeted, behind TLS with a certificate that holds, and logged in."""

import base64
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from plugins.newsletter.sending.answers import presentable
from plugins.newsletter.sending.relay import Relay, Security
from plugins.shared.errors import CannotSend

_LOGINS = {"CRAM-MD5", "PLAIN", "LOGIN"}  # those that smtplib knows
_TLS_PORT = 465


class Lost(Exception):
    """The line is over, or what came along it was no SMTP; the letter at hand was not taken unless dotted."""


class NeverDotted(Lost):
    """The line was over before the dot was written, so the letter was certainly not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How many seconds to wait: RFC 5321, 4.5.3.2 asks for five minutes, and for ten after the dot."""

    connect: float = 120
    command: float = 300
    dot: float = 600


def connect(relay: Relay, *, name: str, timeouts: Timeouts) -> smtplib.SMTP:
    """Connect, say EHLO as `name`, begin TLS, and log in.

    Raises Lost when trying later may help, CannotSend when a person has to mend something.
    """
    with _explained(relay):
        smtp = _greeted(relay, name=name, timeout=min(timeouts.connect, timeouts.command))
    try:
        with _explained(relay):
            smtp.ehlo_or_helo_if_needed()
            _begin_tls(smtp, relay)
            _log_in(smtp, relay)
            if smtp.sock:
                smtp.sock.settimeout(timeouts.command)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _greeted(relay: Relay, *, name: str, timeout: float) -> smtplib.SMTP:
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


def _begin_tls(smtp: smtplib.SMTP, relay: Relay) -> None:
    if relay.security is not Security.STARTTLS:
        return
    if not smtp.has_extn("starttls"):
        if relay.is_here:
            return
        raise CannotSend(
            f"{relay}: it offers no STARTTLS, and nothing is sent for everybody to read; "
            "use the port that has it (587), or smtps:// (465)."
        )
    try:
        smtp.starttls(context=ssl.create_default_context())
    except smtplib.SMTPResponseException as error:
        raise smtplib.SMTPConnectError(error.smtp_code, error.smtp_error) from error
    smtp.ehlo_or_helo_if_needed()


def _log_in(smtp: smtplib.SMTP, relay: Relay) -> None:
    if not relay.user:
        return
    if not smtp.has_extn("auth"):
        raise CannotSend(
            f"{relay}: it takes no login on this port; try 587, or leave the name and "
            "password out of SMTP_URL."
        )
    offered = smtp.esmtp_features["auth"].upper().split()
    if not _LOGINS.intersection(offered):
        raise CannotSend(
            f"{relay}: it takes no password ({presentable(' '.join(offered))}); mail providers often have "
            "passwords for programs, or another server for them."
        )
    try:
        smtp.login(relay.user, relay.password)
    except UnicodeEncodeError:  # its text would hold the password
        raise CannotSend(
            f"{relay}: name and password in SMTP_URL have to be ASCII; nothing else can be told it."
        ) from None


@contextmanager
def _explained(relay: Relay) -> Iterator[None]:
    """Turn what went wrong into Lost or CannotSend. What is more special comes first."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        here = ", or put tls=never behind a ? into SMTP_URL" if relay.is_here else ""
        raise CannotSend(
            f"{relay}: its certificate does not hold ({error.verify_message}); use the name that stands "
            f"in it, or mend the server{here}."
        ) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise Lost(f"{relay}: it ended the connection while TLS began") from error
    except ssl.SSLError as error:
        raise CannotSend(
            f"{relay}: TLS could not begin ({error.reason or error}); smtp:// is for STARTTLS, "
            "mostly at port 587, and smtps:// for TLS, mostly at 465."
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _not_let_in(relay, error) from None  # its text may hold what was sent
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise _refused(relay, error) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        at_tls = relay.port == _TLS_PORT and relay.security is not Security.TLS
        hint = "; port 465 wants smtps://" if at_tls else ""
        raise Lost(f"{relay}: it could not be reached ({error}){hint}") from error


def _refused(relay: Relay, error: smtplib.SMTPResponseException) -> Exception:
    """Give the error for an answer at the beginning: 5xx is for good."""
    said = f"{relay}: it said {_said(relay, error)}"
    if 500 <= error.smtp_code < 600:  # noqa: PLR2004 - a class of codes
        return CannotSend(f"{said}; it takes no letters from here.")
    return Lost(said)


def _not_let_in(relay: Relay, error: smtplib.SMTPAuthenticationError) -> Exception:
    said = f"{relay}: it did not let us in ({_said(relay, error)})"
    if error.smtp_code == 421 or error.smtp_code // 100 == 4:  # noqa: PLR2004
        return Lost(said)
    return CannotSend(
        f"{said}; is the name and password in SMTP_URL right? Characters such as @ and / are written "
        "%40 and %2F there."
    )


def _said(relay: Relay, error: smtplib.SMTPResponseException) -> str:
    """Give the answer, without the password, which a server may repeat."""
    text = plain(error.smtp_error)
    pair = f"\0{relay.user}\0{relay.password}"
    for secret in (relay.password, relay.user, pair):
        if secret:
            text = text.replace(base64.b64encode(secret.encode()).decode(), "…")
            text = text.replace(secret, "…")
    return f"{error.smtp_code} {presentable(text)}"


def plain(text: bytes | str) -> str:
    """Give a server's words as text on one line."""
    found = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(found.split())[:1000]
