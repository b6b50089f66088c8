"""Asking a web address once, over http.client: what it answers, or in words why it does not.

No cookie, no redirect followed, no body read, and never longer than the time that is given.
"""

import http.client
import socket
import ssl
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "Still-in-Touch (looks whether the links of a letter answer, once before it is sent)",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REASONS = {
    "certificate has expired": "its certificate has expired",
    "Hostname mismatch": "its certificate is for another name",
    "IP address mismatch": "its certificate is for another name",
    "self-signed certificate": "its certificate is signed by itself, which no reader's program trusts",
    "unable to get local issuer": "its certificate is signed by somebody unknown, or its chain is not sent whole",
    "not yet valid": "its certificate is not valid yet; is this machine's clock right?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: a status and where it leads on to, or a status of 0 and the reason.

    `is_broken` says that somebody took the question and closed the connection on it.
    """

    status: int = 0
    location: str = ""
    reason: str = ""
    is_broken: bool = False


def ask(
    url: str, *, method: str = "GET", timeout: float, context: ssl.SSLContext | None = None
) -> Answer:
    """Give the answer of an http(s) address; `timeout` is in seconds, from the connection to the headers.

    `context` says which certificates are trusted, by default those this machine trusts.
    """
    try:
        parts = urlsplit(url)
        connection = _connection(parts, timeout, context)
        target = request_target(parts)
    except (ValueError, http.client.InvalidURL):  # UnicodeError is a ValueError, too
        return Answer(reason="it is no address that can be asked")
    ends = monotonic() + timeout
    try:
        connection.connect()
        watch = _closing(connection, after=ends - monotonic())
        try:
            connection.request(method, target, headers=_HEADERS)
            with connection.getresponse() as response:
                if monotonic() >= ends:  # headers that were cut off look as if they were whole
                    raise TimeoutError
                return Answer(status=response.status, location=_location(url, response))
        finally:
            watch.cancel()
    except (OSError, http.client.HTTPException) as error:
        if monotonic() >= ends:
            return Answer(reason=f"it does not answer within {timeout:g} seconds")
        is_broken = isinstance(error, http.client.HTTPException | ConnectionResetError)
        return Answer(reason=in_words(error), is_broken=is_broken)
    finally:
        connection.close()


def request_target(parts: SplitResult) -> str:
    """Give path and query as a request line takes them: what is encoded stays, the rest becomes it."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else path


def in_words(error: Exception) -> str:
    """Give the reason why there was no answer, for somebody who has never seen an exception."""
    if isinstance(error, ssl.SSLError):
        known = (words for sign, words in _REASONS.items() if sign in str(error))
        return next(known, f"no safe connection came about ({error.reason or error})")
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, socket.gaierror):
        return "there is no host of that name, or no network to find it"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there (connection refused)"
    if isinstance(error, http.client.HTTPException | ConnectionError):
        return "the connection ends without an answer that is HTTP"
    return f"it cannot be reached ({getattr(error, 'strerror', None) or error})"


def _connection(
    parts: SplitResult, timeout: float, context: ssl.SSLContext | None
) -> http.client.HTTPConnection:
    host = (parts.hostname or "").encode("idna").decode()
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError(parts.scheme)
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port or 80, timeout=timeout)
    return http.client.HTTPSConnection(
        host, parts.port or 443, timeout=timeout, context=context or ssl.create_default_context()
    )


def _closing(connection: http.client.HTTPConnection, *, after: float) -> Timer:
    """Close the connection after some seconds: a server may send byte by byte, each of them in time."""
    opened = connection.sock

    def close() -> None:
        try:
            # Not SSLSocket's own: it would go on in plain text where it is read just now.
            socket.socket.shutdown(opened, socket.SHUT_RDWR)
        except OSError:
            return  # it was over already

    timer = Timer(max(after, 0), close)
    timer.daemon = True
    timer.start()
    return timer


def _location(url: str, response: http.client.HTTPResponse) -> str:
    if response.status not in _REDIRECTS:
        return ""
    # http.client reads headers as latin-1, and servers write UTF-8.
    told = (response.getheader("Location") or "").encode("latin-1", "replace")
    try:
        return urljoin(url, told.decode(errors="replace"))
    except ValueError:
        return ""
