"""The desk's server: uvicorn in one process, started and stopped in an orderly way."""

import asyncio
import contextlib
import functools
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Self, cast

import uvicorn
from starlette.types import ASGIApp

from plugins.desk.server.connection import LARGEST_HEAD, Connection, Patience
from plugins.desk.server.request_log import Logged, keep_log
from plugins.shared.errors import BadSettings

_BACKLOG = 512
_PORTS = range(65_536)


def serve(app: ASGIApp, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT (Ctrl-C); requests at hand are answered then, within 10 seconds.

    `on_ready` is called with the address as soon as it answers. Raises BadSettings when it cannot listen
    there.
    """
    server = Server(app, host=host, port=port)
    keep_log(sys.stderr)
    server.run(on_ready)


class Server:
    """A server that listens already: for run() in this thread, or `with` in one of its own."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        patience: Patience | None = None,
    ) -> None:
        """Listen. Raises BadSettings when that place is taken, or is none of this machine's."""
        self._socket = _listen(host, port)
        found: int = self._socket.getsockname()[1]
        self.port = found
        self.address = address_of(host, found)
        self._uvicorn = _Uvicorn(_config(app, patience or Patience()))
        self._thread: threading.Thread | None = None

    def run(self, on_ready: Callable[[str], None] = lambda _address: None) -> None:
        """Serve until stop() or a signal; say the address as soon as it answers."""
        self._uvicorn.on_ready = lambda: on_ready(self.address)
        asyncio.run(self._uvicorn.serve(sockets=[self._socket]))

    def stop(self) -> None:
        """Ask it to stop, from any thread."""
        self._uvicorn.should_exit = True

    def __enter__(self) -> Self:
        """Serve in a thread, and answer already."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self.run, args=[lambda _address: ready.set()])
        self._thread.start()
        while not ready.wait(0.05) and self._thread.is_alive():
            pass
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop, and wait for it."""
        self.stop()
        if self._thread:
            self._thread.join()


def address_of(host: str, port: int) -> str:
    """Give the web address of a place; an IPv6 host has brackets (RFC 3986, 3.2.2)."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, _PORTS[port], type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, IndexError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadSettings(
            f'The desk cannot listen at "{host}", port {port} ({reason}); name another host of this machine, '
            "or another port, such as --port 8001."
        ) from error


def _config(app: ASGIApp, patience: Patience) -> uvicorn.Config:
    connection: Any = functools.partial(Connection, patience=patience)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        cast("Any", Logged(app)),
        http=connection,
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # see networks.py
        workers=1,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_keep_alive=patience.idle,
        timeout_graceful_shutdown=patience.stopping,
    )


class _Uvicorn(uvicorn.Server):
    """uvicorn's server, which says when it is ready, and comes back after a signal instead of dying of it."""

    on_ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and leave no connection behind."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            cast("Connection", connection).drop()
        await asyncio.sleep(0)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals as the wish to stop, which was fulfilled when this ends."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()
