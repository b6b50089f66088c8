"""The preview in a browser: the built site on this machine only, reloaded after each build.

The pages stay as they are on disk: the few lines that reload them are added on the way out.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

from plugins.shared.errors import BadSettings

# A page that is not there is shown at whatever depth it was asked for.
_BASE = b'<head><base href="/">'
_RELOAD = b"""<script>new EventSource("/-/changes").onmessage = () => location.reload()</script>"""
_BUILT = b"data: built\n\n"
# Editors save in several steps: after so many milliseconds without one it is built, and after so many anyway.
_QUIET_MS = 5
_LONGEST_MS = 200


class Changes:
    """Tells every open page when the site was built again."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: set[asyncio.Queue[bytes]] = set()

    def announce(self) -> None:
        """Wake everybody who listens."""
        for queue in self._listeners:
            queue.put_nowait(_BUILT)

    def end(self) -> None:
        """Let everybody go who listens."""
        for queue in self._listeners:
            queue.put_nowait(b"")

    async def listen(self) -> AsyncIterator[bytes]:
        """Give an event (https://html.spec.whatwg.org/#server-sent-events) for each build."""
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield b": listening\n\n"
            while event := await queue.get():
                yield event
        finally:
            self._listeners.discard(queue)


def find_file(output: Path, path: str) -> Path | None:
    """Give the file for the address `path`, as a web host would; None when there is none."""
    target = (output / path.lstrip("/")).resolve()
    if output.resolve() not in (target, *target.parents):
        return None
    if target.is_dir():
        target = target / "index.html"
    return target if target.is_file() else None


def make_app(
    output: Path,
    changes: Changes,
    lifespan: Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """Give the web application that serves `output`."""

    async def page(request: Request) -> Response:
        found = find_file(output, request.path_params["path"])
        target = found or find_file(output, "404.html")
        if target and target.suffix == ".html":
            text = target.read_bytes().replace(b"</body>", _RELOAD + b"</body>", 1)
            text = text if found else text.replace(b"<head>", _BASE, 1)
            return HTMLResponse(
                text, status_code=200 if found else 404, headers={"Cache-Control": "no-store"}
            )
        if not target:
            return Response("Nothing is here yet.", status_code=404)
        kind = {".xml": "application/xml", ".json": "application/feed+json"}.get(target.suffix)
        return FileResponse(target, media_type=kind, headers={"Cache-Control": "no-store"})

    async def events(_request: Request) -> Response:
        return StreamingResponse(changes.listen(), media_type="text/event-stream")

    routes = [Route("/-/changes", events), Route("/{path:path}", page)]
    return Starlette(routes=routes, lifespan=lifespan)


def free_port(text: str) -> int:
    """Give the port that `text` names. Raises BadSettings when it is none, or when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except (OSError, OverflowError, ValueError) as error:
            raise BadSettings(
                f'Port "{text}" cannot be had ({error}); name another one, such as --port 8001.'
            ) from error
    return int(text)


def serve(
    output: Path,
    watched: list[Path],
    rebuild: Callable[[Callable[[], object]], None],
    *,
    port: int,
    end: Callable[[], None] = lambda: None,
) -> None:
    """Serve until interrupted; call `rebuild` whenever something in `watched` changes.

    It is given what lets open pages reload, and calls it when there is something new to see. What is saved
    while it runs leads to one more. `end` is called when this ends, even in the midst of one.
    """
    changes = Changes()

    async def watch() -> None:
        announce = partial(asyncio.get_running_loop().call_soon_threadsafe, changes.announce)
        there = [path for path in watched if path.exists()]
        async for _what in awatch(*there, debounce=_LONGEST_MS, step=_QUIET_MS):
            await asyncio.to_thread(rebuild, announce)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch())
        yield
        watching.cancel()
        end()

    app: Callable[[MutableMapping[str, Any], Any, Any], Any] = make_app(output, changes, lifespan)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
    )
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how it is meant to end
        _Server(config, changes).run()


class _Server(uvicorn.Server):
    """A server that lets open pages go when it ends; they would be waited for otherwise."""

    def __init__(self, config: uvicorn.Config, changes: Changes) -> None:
        super().__init__(config)
        self._changes = changes

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._changes.end()
        await super().shutdown(sockets)
