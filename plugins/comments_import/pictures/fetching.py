"""Fetching one file from the web, and from nowhere else: addresses in old posts may be anybody's.

A name is resolved once, every address it has is checked, and the connection goes to that very
address: so neither a redirect nor a name server can lead to this machine or the network around it.
"""

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from plugins.shared.errors import SiteError

IP = IPv4Address | IPv6Address

_REDIRECTS = 5
_SECONDS = 20  # without a word
_SECONDS_IN_ALL = 600  # for a server that sends byte by byte
_CHUNK = 1 << 16
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA gives out of IPv6
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
_HEADERS = {
    "Accept": "image/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "Still-in-Touch (import-images)",
}


class CannotFetch(SiteError):
    """A file cannot be fetched; the message completes "…: " after its address."""


class Unreachable(CannotFetch):
    """Nobody answers at a host; asking it for more would only take long. `host` is its name, with a port it may have."""

    def __init__(self, message: str, *, host: str) -> None:
        """Keep the host beside the message."""
        super().__init__(message)
        self.host = host


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What is asked of whom."""

    scheme: str
    host: str
    port: int
    netloc: str
    path: str


def is_public(address: IP) -> bool:
    """Whether an address is one of the public internet, for one machine, and leads nowhere else."""
    if isinstance(address, IPv4Address):
        is_special = address.is_multicast or address.is_reserved or address.is_unspecified
        return address.is_global and not is_special
    carried = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        carried = IPv4Address(address.packed[-4:])
    if carried:
        return is_public(carried)
    return address.is_global and address in _GLOBAL_UNICAST


def fetch(
    address: str, *, limit_bytes: int, may_connect: Callable[[IP], bool] = is_public
) -> bytes:
    """Give the bytes at an http or https address, and no more than `limit_bytes` of them.

    Raises CannotFetch; Unreachable when its host does not answer.
    """
    for _ in range(_REDIRECTS + 1):
        target = _parse(address)
        try:
            with (
                closing(_connect(target, may_connect)) as connection,
                _ask(connection, target) as answer,
            ):
                if answer.status not in {301, 302, 303, 307, 308}:
                    return _read(answer, limit_bytes)
                address = _followed(address, answer)
        except (OSError, http.client.IncompleteRead) as error:
            raise CannotFetch(f"the connection broke ({_reason(error)})") from error
        except http.client.HTTPException as error:
            raise CannotFetch("its server answers what is no HTTP") from error
    raise CannotFetch(f"it leads on to other addresses more than {_REDIRECTS} times")


def _parse(address: str) -> _Target:
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:  # UnicodeError is one, too
        raise CannotFetch("it is no address that can be asked") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise CannotFetch("only http and https addresses are fetched")
    shown = f"[{host}]" if ":" in host else host
    # What is encoded stays so; everything that has no place in a request line becomes it.
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else ""
    return _Target(
        scheme=parts.scheme,
        host=host,
        port=port,
        netloc=f"{shown}:{parts.port}" if parts.port else shown,
        path=f"{path}{query}",
    )


def _connect(target: _Target, may_connect: Callable[[IP], bool]) -> http.client.HTTPConnection:
    """Connect to an address that was checked; http.client gets the open socket and looks up nothing."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=_SECONDS)
    connection.sock = _open_socket(target, may_connect)
    if target.scheme == "https":
        plain = connection.sock
        try:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(plain, server_hostname=target.host)
        except OSError as error:  # ssl.SSLError is one
            plain.close()
            message = f"{target.host} cannot be asked safely ({_reason(error)})"
            raise Unreachable(message, host=target.netloc) from error
    return connection


def _open_socket(target: _Target, may_connect: Callable[[IP], bool]) -> socket.socket:
    failed: OSError | None = None
    for family, place in _resolve(target, may_connect):
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.settimeout(_SECONDS)
        try:
            opened.connect(place)
        except OSError as error:
            opened.close()
            failed = error
        else:
            return opened
    why = _reason(failed) if failed else "it has no address"
    raise Unreachable(f"{target.host} does not answer ({why})", host=target.netloc)


def _resolve(
    target: _Target, may_connect: Callable[[IP], bool]
) -> list[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    """Look a host up once, and refuse it when any of its addresses is not allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"there is no host called {target.host}"
        raise Unreachable(message, host=target.netloc) from error
    for *_rest, place in found:
        address = ip_address(str(place[0]).partition("%")[0])
        if not may_connect(address):
            raise CannotFetch(f"{target.host} is no public host: it has the address {address}")
    return [(family, place) for family, _type, _protocol, _name, place in found]


def _ask(connection: http.client.HTTPConnection, target: _Target) -> http.client.HTTPResponse:
    connection.request("GET", target.path, headers={"Host": target.netloc, **_HEADERS})
    return connection.getresponse()


def _followed(address: str, answer: http.client.HTTPResponse) -> str:
    # http.client reads headers as latin-1, and servers write UTF-8.
    location = (
        (answer.getheader("Location") or "").encode("latin-1", "replace").decode(errors="replace")
    )
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise CannotFetch("it leads on to what is no address") from error


def _read(answer: http.client.HTTPResponse, limit: int) -> bytes:
    if answer.status != HTTPStatus.OK:
        raise CannotFetch(f"its server answers {_status(answer.status)}")
    wanted = answer.length  # None when the server does not tell
    if wanted is not None and wanted > limit:
        raise CannotFetch(_too_large(limit))
    data = bytearray()
    until = monotonic() + _SECONDS_IN_ALL
    while wanted is None or len(data) < wanted:
        chunk = answer.read1(_CHUNK)
        if not chunk:
            break
        data += chunk
        if len(data) > limit:
            raise CannotFetch(_too_large(limit))
        if monotonic() > until:
            raise CannotFetch(f"it took longer than {_SECONDS_IN_ALL} seconds")
    if wanted is not None and len(data) < wanted:
        raise CannotFetch("the connection broke before its end")
    return bytes(data)


def _too_large(limit: int) -> str:
    return f"it is larger than {limit / (1 << 20):g} MB"


def _status(number: int) -> str:
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_SECONDS} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    return getattr(error, "strerror", None) or type(error).__name__
