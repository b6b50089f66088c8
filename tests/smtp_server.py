"""A real SMTP server on the loopback: strict with what it receives, and answering as a test scripts it.

    with smtp_server([Fault(at="RCPT", code=450, text="4.2.1 later", times=1)]) as server:
        ...  # hand letters to server.url
    assert [letter.recipient for letter in server.letters] == ["ana@ana.example"]

By itself, with its log as lines of JSON: python tests/smtp_server.py --port 2525 --log FILE
"""

import argparse
import json
import random
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import trustme
from smtp_conversation import Conversation, Event, Fault, Letter, Login

FEATURES = ("SIZE 52428800", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES")
Tls = Literal["", "starttls", "implicit"]
Certificate = Literal["good", "of another host", "expired", "untrusted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a server offers and asks for; `authority` is the file that makes its certificate trusted."""

    script: tuple[Fault, ...]
    features: tuple[str, ...]
    auth: Login | None
    tls: Tls
    context: ssl.SSLContext | None
    authority: Path


class SmtpServer:
    """What it received so far, in order, and where it listens."""

    def __init__(self, setup: Setup, port: int = 0) -> None:
        self.setup = setup
        self.log: list[Event] = []
        self.letters: list[Letter] = []
        self.violations: list[str] = []
        self.watch: Callable[[Event], None] = lambda _event: None
        self._met = [0] * len(self.setup.script)
        self._random = random.Random(1)
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._conversations: list[tuple[Conversation, threading.Thread]] = []
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    @property
    def url(self) -> str:
        return f"{'smtps' if self.setup.tls == 'implicit' else 'smtp'}://127.0.0.1:{self.port}"

    def record(self, connection: int, what: str, detail: str = "", recipient: str = "") -> None:
        """Add an event to the log, and show it to whoever watches, in the thread of its connection."""
        with self._lock:
            event = Event(
                number=len(self.log),
                connection=connection,
                what=what,
                detail=detail,
                recipient=recipient,
                at=time.monotonic(),
            )
            self.log.append(event)
        self.watch(event)

    def find_fault(self, at: str, recipients: tuple[str, ...]) -> Fault | None:
        """Give the script's first fault that is due at this step, and count it."""
        with self._lock:
            for index, fault in enumerate(self.setup.script):
                if fault.at != at or (fault.recipient and fault.recipient not in recipients):
                    continue
                self._met[index] += 1
                if fault.after < self._met[index] <= fault.after + fault.times:
                    return fault
        return None

    def pause(self, fault: Fault) -> None:
        """Wait as long as the fault says, or until the server ends."""
        seconds = fault.delay + fault.jitter * self._random.random()
        if seconds:
            self._ending.wait(seconds)

    def close(self) -> None:
        """End all connections, and wait for their threads."""
        self._ending.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            self._acceptor.join()
        self._listener.close()
        for conversation, thread in self._conversations:
            conversation.end()
            thread.join()

    def _accept(self) -> None:
        while True:
            connected, _peer = self._listener.accept()
            if self._ending.is_set():
                connected.close()
                return
            conversation = Conversation(self, connected, len(self._conversations) + 1)
            thread = threading.Thread(target=conversation.run)
            self._conversations.append((conversation, thread))
            thread.start()


@contextmanager
def smtp_server(  # noqa: PLR0913 - each is an option
    script: Iterable[Fault] = (),
    *,
    tls: Tls = "",
    certificate: Certificate = "good",
    auth: Login | None = None,
    features: tuple[str, ...] = FEATURES,
    port: int = 0,
) -> Iterator[SmtpServer]:
    """Give a running server. Who trusts the file `server.setup.authority` trusts a good certificate."""
    with TemporaryDirectory() as folder:
        authority = Path(folder) / "authority.pem"
        setup = Setup(
            script=tuple(script),
            features=features,
            auth=auth,
            tls=tls,
            context=_context(authority, certificate) if tls else None,
            authority=authority,
        )
        server = SmtpServer(setup, port)
        try:
            yield server
        finally:
            server.close()


def _context(authority: Path, certificate: Certificate) -> ssl.SSLContext:
    ours, stranger = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(authority)
    hosts = (
        ("mail.elsewhere.example",)
        if certificate == "of another host"
        else ("127.0.0.1", "localhost")
    )
    signer = stranger if certificate == "untrusted" else ours
    until = datetime(2020, 1, 1, tzinfo=UTC) if certificate == "expired" else None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    signer.issue_cert(*hosts, not_after=until).configure_cert(context)
    return context


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--log", type=Path, required=True, help="where events go, a line of JSON each"
    )
    parser.add_argument("--faults", default="[]", help='such as [{"at": "dot", "delay": 0.1}]')
    options = parser.parse_args()
    faults = [Fault(**fault) for fault in json.loads(options.faults)]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    with (
        options.log.open("a", buffering=1) as log,
        smtp_server(faults, port=options.port) as server,
    ):
        server.watch = lambda event: print(json.dumps(asdict(event)), file=log)
        print(server.url, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
