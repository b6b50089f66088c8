"""The network that a request counts for, behind proxies that the author names and nobody else. Pure.

Whoever asks can write any X-Forwarded-For; only what a configured proxy added to it is believed.
"""

import re
from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from plugins.shared.errors import BadSettings

UNKNOWN = "unknown"
# One customer's: more than one of 256 neighbours shares an IPv4 address as it is, and who has one IPv6
# address has at least 2**64 of them (RFC 6177).
_IPV4_PREFIX = 24
_IPV6_PREFIX = 56

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_IN_BRACKETS = re.compile(r"\[([^\]]*)\](?::\d{1,5})?", re.ASCII)
_WITH_PORT = re.compile(r"([\d.]+):\d{1,5}", re.ASCII)


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Give the addresses and networks of the setting DESK_PROXIES, such as "127.0.0.1" and "10.0.0.0/8".

    Raises BadSettings.
    """
    if isinstance(texts, str):  # a list of one is easily written without its brackets
        texts = texts.replace(",", " ").split()
    return tuple(map(_parse_network, texts))


def _parse_network(text: str) -> Network:
    try:
        network = ip_network(str(text).strip())
    except ValueError as error:
        raise BadSettings(
            f'DESK_PROXIES names "{text}" ({error}): the addresses of your own proxies are needed, such as '
            '["127.0.0.1", "10.0.0.0/8"].'
        ) from error
    if not network.prefixlen:
        raise BadSettings(
            f'DESK_PROXIES names "{text}", which is everybody: then everybody could pretend to be somebody '
            'else. The addresses of your own proxies are needed, such as ["127.0.0.1"].'
        )
    return network


def client_network(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Give the network that a request counts for: /24 of IPv4, /56 of IPv6, or "unknown".

    `peer` is who is connected, `forwarded` the X-Forwarded-For lines in their order. A proxy that says
    nothing one can read counts itself.
    """
    found = _parse_address(peer)
    if found is None:
        return UNKNOWN
    for hop in _from_the_right(forwarded):
        if not _is_one_of(found, proxies):
            break
        address = _parse_address(hop)
        if address is None:
            break
        found = address
    return _network_of(found)


def _from_the_right(forwarded: Sequence[str]) -> Iterator[str]:
    hops = ",".join(forwarded).split(",")
    return (hop.strip() for hop in reversed(hops) if hop.strip())


def _parse_address(text: str) -> Address | None:
    """Give the address in `203.0.113.7`, `203.0.113.7:80`, `2001:db8::1` or `[2001:db8::1]:80`."""
    inner = _IN_BRACKETS.fullmatch(text) or _WITH_PORT.fullmatch(text)
    try:
        address = ip_address(inner[1] if inner else text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))  # without %eth0
    return address


def _is_one_of(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _network_of(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(IPv4Network((int(address), _IPV4_PREFIX), strict=False))
    return str(IPv6Network((int(address), _IPV6_PREFIX), strict=False))
