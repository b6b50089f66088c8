"""What the desk writes into its log: a line for each request, and where a fault was, never who or what.

No address, no IP address, no token, no query, and no words of an exception, which may hold any of them.
"""

import logging
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_UNKNOWN = "/…"

log = logging.getLogger("desk")


def log_line(method: str, route: str | None, status: int, milliseconds: float) -> str:
    """Give the line for a request: `POST /u/{token} 200 3 ms`.

    `route` is the pattern of a route, None when none was found; a status of 0 says that they left before
    they were answered.
    """
    shown = method if method in _METHODS else "?"
    return f"{shown} {route or _UNKNOWN} {status or '-'} {milliseconds:.0f} ms"


class Logged:
    """An app whose every request is a line in the log "desk"."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and write its line when it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def noticing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, noticing)
        finally:
            taken = (time.perf_counter() - began) * 1000
            log.info("%s", log_line(scope["method"], _route_of(scope), status, taken))


def _route_of(scope: Scope) -> str | None:
    """Give the pattern of the route that Starlette found."""
    found: str | None = getattr(scope.get("route"), "path", None)
    return found


class Discreet(logging.Formatter):
    """Formats a line; of an exception only its kind and its place in the code."""

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Give the kinds of an exception and its causes, and where each was raised."""
        return "\n".join(_places(ei[1])) if ei[1] else ""


def _places(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or error.__context__
    if cause:
        yield from _places(cause)
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    traced = error.__traceback__
    while traced:
        code = traced.tb_frame.f_code
        yield f"  {code.co_filename}:{traced.tb_lineno} {code.co_name}"
        traced = traced.tb_next


def keep_log(stream: TextIO) -> None:
    """Send what the desk and its libraries have to say to `stream`, discreetly."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    log.setLevel(logging.INFO)
    threading.excepthook = _tell_of_thread


def _tell_of_thread(ended: threading.ExceptHookArgs) -> None:
    """Tell that a thread ended by a fault of the program, as discreetly as of any other."""
    log.error("a thread ended by a fault", exc_info=ended.exc_value)
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # each bad form would be a line
