"""The guard before the desk: the headers every answer has, and the requests that get no further.

It knows nothing of pages: a plain ASGI middleware (https://asgi.readthedocs.io) around any app.
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugins.newsletter.letter.links import ascii_host

LONGEST_PATH = 2_000
LONGEST_QUERY = 4_000
METHODS = ("GET", "HEAD", "POST")
_VERSIONS = frozenset({"1.0", "1.1", "2", "3"})
SAFE_METHODS = frozenset({"GET", "HEAD"})

# What every answer has, whoever gives it.
ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'"
_TWO_YEARS = b"max-age=63072000"
_NEVER = re.compile(rb"set-cookie2?|server|access-control-.*", re.IGNORECASE)
_TO_ANOTHER_HOST = re.compile(r"[/\\]{2}|\\")
_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\\\\]")

# Makes the page that says why a request was refused; the guard sees to its status.
Refuse = Callable[[Request, str], Response]


def refuse_plainly(_request: Request, _why: str) -> Response:
    """Give the page of a guard that knows of no better one."""
    return PlainTextResponse("This form was sent from another website, so nothing was done.")


class Guarded:
    """An app behind the guard. `origins` are those whose pages may send forms, such as https://ana.example.

    `refuse` makes the page for why = "foreign": a form that was sent from anywhere else.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: frozenset[str],
        is_https: bool,
        csp: str,
        refuse: Refuse = refuse_plainly,
    ) -> None:
        """Keep what every answer gets."""
        self._app = app
        self._origins = origins
        self._refuse = refuse
        self._headers = build_headers(csp, is_https=is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guarded = _Answer(scope, receive, send, self._headers, self._origins)
        app = self._find_refusal(scope) or self._app
        await app(scope, guarded.receive, guarded.send)

    def _find_refusal(self, scope: Scope) -> Response | None:
        status = find_fault(scope)
        if status:
            allow = {"Allow": ", ".join(METHODS)} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
            return PlainTextResponse(status.phrase, status_code=status, headers=allow)
        sent = Headers(scope=scope).getlist("origin")
        if scope["method"] in SAFE_METHODS or not any(
            is_foreign(origin, self._origins) for origin in sent
        ):
            return None
        refusal = self._refuse(Request(scope), "foreign")
        refusal.status_code = HTTPStatus.FORBIDDEN
        return refusal


def build_headers(csp: str, *, is_https: bool) -> tuple[tuple[bytes, bytes], ...]:
    """Give the headers that every answer has."""
    policy = (b"content-security-policy", csp.encode())
    secure = ((b"strict-transport-security", _TWO_YEARS),) if is_https else ()
    return (*ALWAYS, policy, *secure)


def is_foreign(origin: str | None, origins: frozenset[str]) -> bool:
    """Whether an Origin (RFC 6454) is of a page that is not ours.

    None is said by mail programs, "null" by a browser that will not say: there the token decides.
    """
    if origin is None or origin == "null":
        return False
    found = _parse_origin(origin)
    return found is None or found not in {_parse_origin(one) for one in origins}


def _parse_origin(text: str) -> tuple[str, str, int] | None:
    """Give scheme, host in lower-case A-labels (RFC 5890), and port; None for what is no origin."""
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme)
        is_more = (
            parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
        )
    except ValueError:
        return None
    if not port or not parts.hostname or is_more or _CONTROL.search(text):
        return None
    return parts.scheme, ascii_host(text).lower(), port


def find_fault(scope: Scope) -> HTTPStatus | None:
    """Give the status of a request that no page can be meant by; None when it is a sound one."""
    if scope["method"] not in METHODS:
        return HTTPStatus.METHOD_NOT_ALLOWED
    if scope.get("http_version", "1.1") not in _VERSIONS:
        return HTTPStatus.HTTP_VERSION_NOT_SUPPORTED
    headers = Headers(scope=scope)
    if "transfer-encoding" in headers and "content-length" in headers:
        return HTTPStatus.BAD_REQUEST  # two may read it as two different requests (RFC 9112, 11.2)
    if len(scope.get("query_string", b"")) > LONGEST_QUERY:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if not _is_sound_path(scope.get("raw_path") or scope["path"].encode()):
        return HTTPStatus.NOT_FOUND
    return None


def _is_sound_path(raw: bytes) -> bool:
    if len(raw) > LONGEST_PATH or not raw.startswith(b"/"):
        return False
    try:
        path = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(path) and not {".", ".."} & set(path.split("/"))


class _Answer:
    """One answer on its way out, with the guard's headers."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: tuple[tuple[bytes, bytes], ...],
        origins: frozenset[str],
    ) -> None:
        """Keep what the request came with."""
        self._origins = origins
        self._receive = receive
        self._send = send
        self._headers = headers
        self._is_unread = _has_body(scope)

    async def receive(self) -> Message:
        """Give what comes in, and notice the end of the body."""
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._is_unread = False
        return message

    async def send(self, message: Message) -> None:
        """Send, the head with the guard's headers instead of the app's own."""
        if message["type"] == "http.response.start":
            given = [
                (name, self._ours(value) if name.lower() == b"location" else value)
                for name, value in message.get("headers", ())
                if not _NEVER.fullmatch(name)
            ]
            message = {**message, "headers": [*self._merged(given)]}
        await self._send(message)

    def _ours(self, location: bytes) -> bytes:
        """Give a Location that leads to nobody else: Starlette makes one of whatever Host says."""
        text = location.decode("latin-1")
        try:
            parts = urlsplit(text)
        except ValueError:
            return b"/"
        is_relative = not parts.scheme and not parts.netloc and not _TO_ANOTHER_HOST.match(text)
        if is_relative or not is_foreign(f"{parts.scheme}://{parts.netloc}", self._origins):
            return location
        path = "/" + parts.path.lstrip("/\\")
        return (f"{path}?{parts.query}" if parts.query else path).encode("latin-1")

    def _merged(self, given: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
        ours = dict(self._headers)
        names = {name.lower() for name, _value in given}
        if b"cache-control" in names:  # files of the theme may be kept
            del ours[b"cache-control"]
        yield from (pair for pair in given if pair[0].lower() not in ours)
        yield from ours.items()
        if self._is_unread and b"connection" not in names:
            yield b"connection", b"close"  # the rest of the body would have to be read first


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0").strip("0") != ""
