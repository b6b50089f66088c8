"""One connection, patient with slow readers and not with those who only hold it.

uvicorn keeps a half-sent head open for ever, and one whose client never reads its answer; and it reads
the whole of a body that nobody wants. Here each of these has its time.
"""

import asyncio
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import h11
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from plugins.desk.guard.headers import NOTHING_ALLOWED, build_headers

LARGEST_HEAD = 16 * 1024
# h11 looks at a head's size only while it is incomplete: it is fed by slices.
_SLICE = 4 * 1024
# So much of what is not wanted is still taken in, so that the sender looks at the answer.
_LARGEST_REST = 1024 * 1024
_READ = {h11.DONE, h11.MUST_CLOSE, h11.CLOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds a client may take, and how many clients there may be.

    `head`: to send a whole request head; `idle`: between two requests; `answer`: without reading a byte
    of the answer; `rest`: to stop sending what is not read; `stopping`: all of them, when the desk stops.
    """

    head: float = 10
    idle: int = 5
    answer: float = 30
    rest: float = 2
    stopping: int = 10
    connections: int = 500

    @property
    def most_connections(self) -> int:
        """From how many on they are not even told."""
        return self.connections + 100


class Connection(H11Protocol):
    """A connection of HTTP/1.1 (RFC 9112) by uvicorn and h11, with its times."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None, *, patience: Patience,
    ) -> None:  # fmt: skip
        """Begin without a socket."""
        super().__init__(config, server_state, app_state, _loop)
        self.access_log = False  # it would name everybody
        self._patience = patience
        self._socket: asyncio.Transport
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._is_ending = False
        self._rest = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or say that there are too many."""
        self._socket = cast("asyncio.Transport", transport)
        super().connection_made(cast("asyncio.Transport", _Exit(self._socket, self.end)))
        if len(self.connections) > self._patience.most_connections:
            self.drop()
        if len(self.connections) > self._patience.connections:
            self.app = cast("Any", _too_many)
        self._begin("head", self._patience.head, self._give_up_head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget its times."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came. The time of a head begins with its first byte."""
        if self._is_ending:
            self._take_rest(len(data))
            return
        for start in range(0, len(data), _SLICE):
            super().data_received(data[start : start + _SLICE])
            if self.transport.is_closing():
                return
        if self.conn.their_state is not h11.IDLE:
            self._stop("head")
        elif "head" not in self._timers:
            self._begin("head", self._patience.head, self._give_up_head)

    def _take_rest(self, size: int) -> None:
        self._rest += size
        if self._rest > _LARGEST_REST:
            self._socket.pause_reading()

    def _give_up_head(self) -> None:
        """Close what sent no head in time; who sent nothing at all is told nothing."""
        if self.conn.trailing_data[0]:
            self._say(HTTPStatus.REQUEST_TIMEOUT)
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it, when no answer has begun yet."""
        del msg
        hint = getattr(sys.exception(), "error_status_hint", HTTPStatus.BAD_REQUEST)
        if self.cycle and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not self.cycle or self.cycle.response_complete or not self.cycle.response_started:
            self._say(HTTPStatus(hint))
        self.transport.close()

    def _say(self, status: HTTPStatus) -> None:
        """Write an answer past h11, which may be in no state to give one."""
        words = status.phrase.encode()
        lines = [
            *self.server_state.default_headers,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(words)).encode()),
            (b"connection", b"close"),
            *build_headers(NOTHING_ALLOWED, is_https=False),
        ]
        head = b"".join(b"%b: %b\r\n" % line for line in lines)
        self._socket.write(b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, words, head, words))

    def on_response_complete(self) -> None:
        """Go on to the next request, if this one was read to its end."""
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.close()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Give the client some time to read."""
        super().pause_writing()
        self._begin("answer", self._patience.answer, self.drop)

    def resume_writing(self) -> None:
        """Note that it reads."""
        super().resume_writing()
        self._stop("answer")

    def shutdown(self) -> None:
        """End when the request at hand is answered; at once without one."""
        if self._is_ending:
            self.drop()
        elif self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self.cycle.keep_alive = False

    def end(self) -> None:
        """Close, after what is written was sent.

        With something unread, closing would reset the connection, and the answer could be lost on its
        way: then only our side is closed, and what still comes is thrown away for a moment
        (RFC 9112, 9.6).
        """
        if self.transport.is_closing():
            return
        self._is_ending = True
        self._stop("head")
        self._unset_keepalive_if_required()
        if self._is_read():
            self._socket.close()
            self._begin("end", self._patience.answer, self.drop)
            return
        self.flow.resume_reading()
        self._socket.write_eof()
        self._begin("end", self._patience.rest, self._socket.abort)

    def drop(self) -> None:
        """End at once; what was not sent by now is not kept in the kernel either."""
        if found := self._socket.get_extra_info("socket"):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.abort()

    def _is_read(self) -> bool:
        """Whether all that came was wanted."""
        if self.conn.their_state is h11.IDLE:
            return not self.conn.trailing_data[0]
        return self.conn.their_state in _READ

    def _should_upgrade(self) -> bool:
        """Speak HTTP only."""
        return False

    def _begin(self, name: str, seconds: float, deed: Callable[[], None]) -> None:
        self._stop(name)
        self._timers[name] = self.loop.call_later(seconds, deed)

    def _stop(self, name: str) -> None:
        if timer := self._timers.pop(name, None):
            timer.cancel()


class _Exit:
    """The transport as uvicorn has it: closing is the connection's affair."""

    def __init__(self, transport: asyncio.Transport, end: Callable[[], None]) -> None:
        """Keep both."""
        self._transport = transport
        self._end = end
        self._is_closed = False

    def close(self) -> None:
        """Let the connection end."""
        self._end()
        self._is_closed = True

    def is_closing(self) -> bool:
        """Whether nothing more is to be written."""
        return self._is_closed or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        """Give what is the transport's own."""
        return getattr(self._transport, name)


async def _too_many(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {
        name.decode(): value.decode()
        for name, value in build_headers(NOTHING_ALLOWED, is_https=False)
    }
    answer: ASGIApp = PlainTextResponse(
        "The desk is busy. Please try again in a minute.",
        status_code=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={**headers, "Connection": "close", "Retry-After": "60"},
    )
    await answer(scope, receive, send)
