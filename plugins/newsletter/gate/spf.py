"""SPF (RFC 7208): whether the domain's record says who may send for it, within the limits it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from plugins.newsletter.gate.model import Finding, Level
from plugins.newsletter.gate.names import Names
from plugins.newsletter.gate.spf_terms import Broken, Term, network_of, parse_terms
from plugins.shared.text import count, shorten

_MOST_LOOKUPS = 10  # RFC 7208 4.6.4
_MOST_VOID = 2
_MOST_MAIL_HOSTS = 10
_ASKING = frozenset({"include", "a", "mx", "ptr", "exists"})
_SHOWN = 60


@dataclass(slots=True)
class _Walk:
    """What was met on the way through a record and those it includes."""

    names: Names
    lookups: int = 0
    void: int = 0
    ending: str = ""
    is_open: bool = False
    networks: list[IPv4Network | IPv6Network] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check_spf(domain: str, *, relay_host: str, names: Names) -> tuple[Finding, ...]:
    """Give what is to be said of the SPF record of the envelope's domain. Raises Silent."""
    walk = _Walk(names=names)
    try:
        record = _record(domain, names)
        if record is None:
            return (_missing(domain),)
        _follow(domain, record, walk, is_outermost=True)
    except Broken as broken:
        return (_finding(Level.FAULT, f"the SPF record of {domain} {broken}"),)
    if walk.is_open:
        message = f"the SPF record of {domain} lets everybody send in its name (+all), which receivers hold against it; end it in ~all"
        return (_finding(Level.FAULT, message),)
    warnings = tuple(_finding(Level.WARNING, message) for message in _remarks(domain, walk))
    asked = count(walk.lookups, "lookup")
    good = _finding(
        Level.GOOD, f"{domain} has one SPF record, with {asked} of at most {_MOST_LOOKUPS}"
    )
    return (*(warnings or (good,)), *_relay(domain, relay_host, walk))


def _missing(domain: str) -> Finding:
    message = (
        f"{domain} has no SPF record; publish a TXT record such as "
        '"v=spf1 include:… ~all" with what the makers of your mail server name'
    )
    return _finding(Level.WARNING, message)


def _finding(level: Level, message: str) -> Finding:
    return Finding(subject="SPF", level=level, message=message)


def _record(domain: str, names: Names) -> str | None:
    """Give the record of a domain, None when it has none. Raises Broken when there are several."""
    found = [text for text in names.texts(domain) if f"{text.lower()} ".startswith("v=spf1 ")]
    if len(found) > 1:
        raise Broken(f"is there {len(found)} times; receivers then use none, so make one of them")
    return found[0] if found else None


def _follow(domain: str, record: str, walk: _Walk, *, is_outermost: bool) -> None:
    terms = parse_terms(record)
    for term in terms:
        if term.is_mechanism:
            _take(term, domain, walk, is_outermost=is_outermost)
    has_all = any(term.name == "all" for term in terms)
    redirect = next((term.value for term in terms if term.name == "redirect"), "")
    if redirect and not has_all:
        _count(walk)
    if redirect and not has_all and "%" not in redirect:
        _into(redirect, walk, is_outermost=is_outermost)


def _take(term: Term, domain: str, walk: _Walk, *, is_outermost: bool) -> None:
    if term.name in _ASKING:
        _count(walk)
    if term.name in {"ip4", "ip6"}:
        walk.networks.append(network_of(term))
    if term.name == "all" and is_outermost:
        walk.ending = term.sign
    is_everybody = term.name == "all" or (
        term.name in {"ip4", "ip6"} and not network_of(term).prefixlen
    )
    walk.is_open |= is_everybody and term.sign == "+"
    if term.name == "ptr":
        walk.remarks.append(
            "uses ptr, which many receivers no longer look at (RFC 7208 5.5); take it out"
        )
    if "%" not in term.value:  # a macro is filled in for each letter
        _look_up(term, domain, walk)


def _look_up(term: Term, domain: str, walk: _Walk) -> None:
    if term.name == "include":
        _into(term.value, walk, is_outermost=False)
    if term.name in {"a", "mx"}:
        _hosts(term, domain, walk)
    if term.name == "exists" and not walk.names.addresses(term.value):
        _count_void(walk)


def _count(walk: _Walk) -> None:
    walk.lookups += 1
    if walk.lookups > _MOST_LOOKUPS:
        raise Broken(
            f"needs more than {_MOST_LOOKUPS} lookups, with those of what it includes; receivers then "
            "refuse it: take out what you no longer send by"
        )


def _count_void(walk: _Walk) -> None:
    walk.void += 1
    if walk.void > _MOST_VOID:
        raise Broken(f"names more than {_MOST_VOID} hosts that do not exist; take them out")


def _into(target: str, walk: _Walk, *, is_outermost: bool) -> None:
    record = _record(target, walk.names)
    if record is None:
        raise Broken(
            f"leads to {shorten(target, _SHOWN)}, which has no SPF record; take that out or mend it"
        )
    _follow(target, record, walk, is_outermost=is_outermost)


def _hosts(term: Term, domain: str, walk: _Walk) -> None:
    target = term.value.partition("/")[0] or domain
    hosts = walk.names.mail_hosts(target) if term.name == "mx" else (target,)
    if len(hosts) > _MOST_MAIL_HOSTS:
        raise Broken(
            f"uses mx of {target}, which has more than {_MOST_MAIL_HOSTS} servers; name them by ip4 or ip6"
        )
    found = [address for host in hosts if host for address in walk.names.addresses(host)]
    walk.networks += [ip_network(address) for address in found]
    if not found:
        _count_void(walk)


def _remarks(domain: str, walk: _Walk) -> Iterator[str]:
    for remark in dict.fromkeys(walk.remarks):
        yield f"the SPF record of {domain} {remark}"
    if walk.ending in {"", "?"}:
        found = "?all" if walk.ending else "no all"
        yield f"the SPF record of {domain} ends in {found}, which says nothing about other senders; write ~all"


def _relay(domain: str, relay_host: str, walk: _Walk) -> Iterator[Finding]:
    """Say whether the SMTP server is among those named; a provider's letters leave by other machines."""
    if not relay_host:
        return
    addresses = [ip_address(address) for address in walk.names.addresses(relay_host)]
    if any(address in network for address in addresses for network in walk.networks):
        yield _finding(Level.GOOD, f"the SPF record of {domain} names {relay_host}")
        return
    message = (
        f"whether {domain} lets the machines behind {relay_host} send cannot be told from here; "
        'look for "spf=pass" in the Authentication-Results of a test letter you got'
    )
    yield _finding(Level.UNKNOWN, message)
