"""The terms of an SPF record (RFC 7208, 4.6.1): "include:_spf.example.net", "ip4:192.0.2.0/24", "~all". Pure."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from plugins.shared.text import shorten

_MECHANISMS = frozenset({"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"})
_WITH_VALUE = frozenset({"include", "exists", "redirect", "ip4", "ip6"})
_MODIFIER = re.compile(r"(?P<name>[a-z][a-z0-9_.-]*)=(?P<value>.*)", re.IGNORECASE)
_MECHANISM = re.compile(
    r"(?P<sign>[+?~-]?)(?P<name>[a-z0-9]+)(?::(?P<value>[^/]*(?:/.*)?))?(?P<mask>/.*)?",
    re.IGNORECASE,
)
_SHOWN = 60


class Broken(Exception):
    """The record cannot be used, which counts against letters; the message goes on from "the record …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A mechanism or modifier; `sign` is "+", "-", "~" or "?", and `value` may be ""."""

    name: str
    value: str
    sign: str = "+"

    @property
    def is_mechanism(self) -> bool:
        """Whether it says who may send; a modifier says something about the record."""
        return self.name in _MECHANISMS


def parse_terms(record: str) -> tuple[Term, ...]:
    """Give the terms of a record in their order. Raises Broken."""
    return tuple(_parse(word) for word in record.split()[1:])


def _parse(word: str) -> Term:
    if found := _MODIFIER.fullmatch(word):
        term = Term(name=found["name"].lower(), value=found["value"])
    elif found := _MECHANISM.fullmatch(word):
        term = Term(
            name=found["name"].lower(), value=found["value"] or "", sign=found["sign"] or "+"
        )
    if not found or (not term.is_mechanism and not _MODIFIER.fullmatch(word)):
        raise Broken(
            f'has "{shorten(word, _SHOWN)}", which SPF does not know; take it out or mend it'
        )
    if term.name in _WITH_VALUE and not term.value:
        raise Broken(f'has "{shorten(word, _SHOWN)}" without a value; take it out or mend it')
    return term


def network_of(term: Term) -> IPv4Network | IPv6Network:
    """Give the addresses that ip4 or ip6 names. Raises Broken."""
    try:
        network = ip_network(term.value, strict=False)
    except ValueError as error:
        raise Broken(
            f'has "{term.name}:{shorten(term.value, _SHOWN)}", which is no address; mend it'
        ) from error
    if f"ip{network.version}" != term.name:
        raise Broken(f"calls the IPv{network.version} address {term.value} {term.name}; mend it")
    return network
