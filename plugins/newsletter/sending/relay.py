"""The SMTP server that takes the letters, as SMTP_URL names it. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from plugins.shared.errors import BadSettings

EXAMPLE = "smtp://NAME:PASSWORD@mail.example.org:587"
_RATE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:/(?P<unit>[smhd]))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MOST = 50


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
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")


def parse_relay(url: str) -> Relay:
    """Give the server of `smtp://user:password@host:587?rate=5&connections=4` or `smtps://…:465`.

    `rate` may be 300/h or 500/d, too. `tls=never` allows a server on this machine without TLS to stay
    so even if it offers STARTTLS. Raises BadSettings; the message never holds the password.
    """
    if not url:
        raise BadSettings(
            f"SMTP_URL is not set: export SMTP_URL={EXAMPLE}, say (see docs/send.md)."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _bad(f"its address is not whole ({error})") from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _bad(f'it begins with "{url.partition(":")[0][:20]}:"')
    is_tls = parts.scheme == "smtps"
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := options.keys() - {"rate", "connections", "tls"}:
        raise _bad(f'"{min(unknown)}" is no option; there are rate, connections and tls')
    relay = Relay(
        host=parts.hostname,
        port=port or (465 if is_tls else 587),
        security=Security.TLS if is_tls else Security.STARTTLS,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        rate=_rate(options.get("rate", "5")),
        connections=_connections(options.get("connections", "4")),
    )
    return _without_tls(relay, options.get("tls", ""))


def _without_tls(relay: Relay, wanted: str) -> Relay:
    if not wanted:
        return relay
    if wanted != "never" or not relay.is_here or relay.security is Security.TLS:
        raise _bad("tls=never is for a server on this machine, and nothing else is known there")
    return Relay(
        host=relay.host,
        port=relay.port,
        security=Security.NONE,
        user=relay.user,
        password=relay.password,
        rate=relay.rate,
        connections=relay.connections,
    )


def _rate(text: str) -> float:
    match = _RATE.fullmatch(text)
    if not match:
        raise _bad(f'rate is "{text[:20]}"; 5 (a second), 300/h or 500/d is wanted')
    return float(match["number"]) / _SECONDS[match["unit"] or "s"]


def _connections(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:5]) <= _MOST:
        raise _bad(f'connections is "{text[:20]}"; 1 to {_MOST} are possible')
    return int(text)


def _bad(why: str) -> BadSettings:
    return BadSettings(f"SMTP_URL: {why}; it looks like {EXAMPLE} (or smtps://…:465).")
