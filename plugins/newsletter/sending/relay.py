"""The SMTP server that takes the letters, as SMTP_URL names it. Pure."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from plugins.shared.errors import BadSettings

EXAMPLE = "smtp://NAME:PASSWORD@mail.example.org:587"
_RATE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:/(?P<unit>[smhd]))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MOST = 50
_NOT_WHOLE = (
    "its address is not whole; characters such as /, ?, # and @ in the name or the password are "
    "written %2F, %3F, %23 and %40"
)
_SLOWEST = 1 / 86400  # a letter a day


class Security(StrEnum):
    """How the connection is kept from strangers."""

    TLS = "tls"  # from the first byte: smtps://
    STARTTLS = "starttls"  # smtp://, and nothing is said before it
    NONE = "none"  # on this machine alone, where the server offers nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A server and how to use it. `rate` is letters a second, 0 for as fast as it goes."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""
    rate: float = 5.0
    connections: int = 4

    def __repr__(self) -> str:
        """Give what may be shown."""
        return f"{self.host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_relay(url: str) -> Relay:
    """Give the server of `smtp://user:password@host:587?rate=5&connections=4` or `smtps://…:465`.

    `rate` may be 300/h or 500/d, too. `tls=never` allows a server on this machine without TLS to stay
    so even if it offers STARTTLS. Raises BadSettings; the message never holds the password.
    """
    if not url:
        raise BadSettings(
            f"SMTP_URL is not set: export SMTP_URL={EXAMPLE}, say (see docs/send.md)."
        )
    parts, host, port = _split(url)
    is_tls = parts.scheme == "smtps"
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := options.keys() - {"rate", "connections", "tls"}:
        raise _bad(f'"{min(unknown)}" is no option; there are rate, connections and tls')
    relay = Relay(
        host=host,
        port=port or (465 if is_tls else 587),
        security=Security.TLS if is_tls else Security.STARTTLS,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        rate=_rate(options.get("rate", "5")),
        connections=_connections(options.get("connections", "4")),
    )
    return _without_tls(relay, options.get("tls", ""))


def _split(url: str) -> tuple[SplitResult, str, int | None]:
    """Give the parts, the host and the port. What urlsplit says of a bad one is not told: it may be the password."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise _bad(_NOT_WHOLE) from None
    if parts.scheme not in {"smtp", "smtps"}:
        raise _bad("it begins with neither smtp:// nor smtps://")
    if not host or "@" in parts.path + parts.query + parts.fragment:
        raise _bad(_NOT_WHOLE)
    return parts, host, port


def _without_tls(relay: Relay, wanted: str) -> Relay:
    if not wanted:
        return relay
    if wanted != "never" or not relay.is_here or relay.security is Security.TLS:
        raise _bad("tls=never is for a server on this machine, and nothing else is known there")
    return replace(relay, security=Security.NONE)


def _rate(text: str) -> float:
    match = _RATE.fullmatch(text)
    if not match:
        raise _bad(f'rate is "{text[:20]}"; 5 (a second), 300/h or 500/d is wanted')
    rate = float(match["number"]) / _SECONDS[match["unit"] or "s"]
    if 0 < rate < _SLOWEST:
        raise _bad(f'rate is "{text[:20]}"; the slowest is 1/d')
    return rate


def _connections(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:5]) <= _MOST:
        raise _bad(f'connections is "{text[:20]}"; 1 to {_MOST} are possible')
    return int(text)


def _bad(why: str) -> BadSettings:
    return BadSettings(f"SMTP_URL: {why}; it looks like {EXAMPLE} (or smtps://…:465).")
