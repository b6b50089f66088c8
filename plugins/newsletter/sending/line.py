"""A line to the SMTP server, by smtplib, with the pause before the final dot that the ledger needs."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence

from plugins.newsletter.sending.answers import Answer, Stage
from plugins.newsletter.sending.connecting import Lost, NeverDotted, Timeouts, connect, plain
from plugins.newsletter.sending.relay import Relay

__all__ = ["Line", "Lost", "NeverDotted", "Timeouts"]

_STEPS: tuple[tuple[Stage, int], ...] = (("MAIL", 250), ("RCPT", 250), ("DATA", 354))


class Line:
    """One open connection, for many letters one after the other."""

    def __init__(self, relay: Relay, *, name: str, timeouts: Timeouts) -> None:
        """Connect, say EHLO as `name`, begin TLS with the certificate checked, and log in.

        Raises Lost when trying later may help, CannotSend when a person has to mend something.
        """
        self._timeouts = timeouts
        self._smtp = connect(relay, name=name, timeouts=timeouts)
        self._is_between = True
        self.letters = 0

    @property
    def has_smtputf8(self) -> bool:
        """Whether addresses may hold other letters than ASCII's before the @ (RFC 6531)."""
        return self._smtp.has_extn("smtputf8")

    @property
    def largest(self) -> int:
        """How many bytes a letter may have (RFC 1870); 0 when nothing is said."""
        size = self._smtp.esmtp_features.get("size", "")
        return int(size) if size.isascii() and size.isdigit() else 0

    @property
    def ended_between(self) -> bool:
        """Whether a line that was lost had been of use, and ended before the next letter began."""
        return self.letters > 0 and self._is_between

    def offer(self, sender: str, recipient: str, *, size: int) -> Answer | None:
        """Name sender and reader and ask to begin; None when the letter may come, else the refusal.

        Raises Lost.
        """
        options = f" SIZE={size}" if self._smtp.has_extn("size") else ""
        if not recipient.isascii():
            options += " BODY=8BITMIME SMTPUTF8"
        commands = (f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{recipient}>", "DATA")
        self._is_between = True
        if self._smtp.has_extn("pipelining"):
            return self._ask_at_once(commands)
        for (stage, wanted), command in zip(_STEPS, commands, strict=True):
            answer = self._ask(stage, command)
            if answer.code // 10 != wanted // 10:
                return answer
            self._is_between = False
        return None

    def _ask_at_once(self, commands: Sequence[str]) -> Answer | None:
        """Ask all in one go (RFC 2920), which spares two ways to the server and back."""
        self._say("\r\n".join(commands))
        refusal: Answer | None = None
        begins = False
        for stage, wanted in _STEPS:
            try:
                answer = self._hear(stage)
            except Lost:
                if refusal:  # it refused, and hung up
                    return refusal
                raise
            begins = answer.code // 10 == wanted // 10
            refusal = refusal or (None if begins else answer)
            self._is_between = self._is_between and not begins
        if refusal and begins:
            self._ask("dot", ".")  # a server waits for a letter to nobody (RFC 2920, 3.1)
        return refusal

    def _ask(self, stage: Stage, command: str) -> Answer:
        self._say(command)
        return self._hear(stage)

    def _say(self, commands: str) -> None:
        with _losing():
            self._smtp.send(f"{commands}\r\n".encode())

    def _hear(self, stage: Stage) -> Answer:
        with _losing():
            code, text = self._smtp.getreply()
        return Answer(stage=stage, code=code, text=plain(text))

    def body(self, wire: bytes) -> None:
        """Send the letter, dot-stuffed, all but the final dot. Raises Lost, and then it was not taken."""
        with _losing():
            self._socket.sendall(wire)
            self._refuse_early_words()

    def _refuse_early_words(self) -> None:
        """Notice a server that has gone, or spoken out of turn, before anything is in doubt.

        Its words would be taken for the answer to the dot, were they "250" by chance.
        """
        self._socket.settimeout(0)
        try:
            # smtplib may have read more than one answer already.
            file = self._smtp.file
            early = (file.peek(1) if file else b"") or self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        finally:
            self._socket.settimeout(self._timeouts.command)
        raise Lost("it spoke before the letter was over" if early else "it closed the connection")

    def dot(self) -> Answer:
        """End the letter and wait for the answer.

        Raises NeverDotted, and Lost, after which nobody knows whether the letter was taken.
        """
        try:
            with _losing():
                self._refuse_early_words()
        except Lost as error:
            raise NeverDotted(str(error)) from error
        with _losing():
            self._socket.settimeout(self._timeouts.dot)
            self._smtp.send(b".\r\n")
            code, text = self._smtp.getreply()
            self._socket.settimeout(self._timeouts.command)
        self.letters += 1
        return Answer(stage="dot", code=code, text=plain(text))

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
        with contextlib.suppress(OSError, smtplib.SMTPException, Lost):
            self._socket.settimeout(2)
            self._smtp.quit()
        self.close()

    @property
    def _socket(self) -> ssl.SSLSocket:
        if self._smtp.sock is None:
            raise Lost("the connection is closed")
        return self._smtp.sock  # type: ignore[return-value]


class _losing(contextlib.AbstractContextManager[None]):  # noqa: N801 - reads as a word in a with
    """Turn whatever ends a line into Lost."""

    def __exit__(self, type_: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | smtplib.SMTPException | ValueError):
            raise Lost(str(error)) from error
