"""A real web server on this machine that answers as a test tells it to, over http or https."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Writes an answer; a number stands for one with that status and nothing else.
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class OddServer:
    """Where it is, and what was asked of it: ("HEAD", "/path")."""

    address: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)


def leading_to(url: str, status: int = 302) -> Behaviour:
    """Give what leads on to another address."""

    def lead(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Location", url)
        request.end_headers()

    return lead


def only_get(status: int) -> Behaviour:
    """Give what answers GET, and HEAD by `status`."""
    return lambda request: _plain(request, 200 if request.command == "GET" else status)


def dropping(request: BaseHTTPRequestHandler) -> None:
    """Close the connection on HEAD, and answer GET."""
    if request.command == "GET":
        _plain(request, 200)


@contextmanager
def behaving(
    paths: dict[str, int | Behaviour], context: ssl.SSLContext | None = None
) -> Iterator[OddServer]:
    """Serve what `paths` say, 404 for the rest; with a context, over TLS."""
    server = _Server(("127.0.0.1", 0), _handler(paths))
    if context:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    scheme = "https" if context else "http"
    server.odd = OddServer(address=f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.odd
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    odd: OddServer

    def handle_error(self, *_args: object) -> None:
        """Say nothing: a client that goes away, or trusts nobody, is what tests are about."""


def _handler(paths: dict[str, int | Behaviour]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert isinstance(self.server, _Server)
            self.server.odd.asked.append((self.command, self.path))
            self.server.odd.agents.add(self.headers["User-Agent"])
            behaviour = paths.get(self.path, 404)
            self.close_connection = True
            if isinstance(behaviour, int):
                _plain(self, behaviour)
                return
            behaviour(self)

        do_HEAD = do_GET  # noqa: N815 - the names http.server calls

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


def _plain(request: BaseHTTPRequestHandler, status: int) -> None:
    request.send_response(status)
    request.send_header("Content-Length", "0")
    request.end_headers()
