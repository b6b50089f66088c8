"""What the domain of NEWSLETTER_FROM says in DNS: who may send for it, and where answers go."""

from collections.abc import Callable

from dns.resolver import Resolver

from plugins.newsletter.gate.dkim import check_dkim
from plugins.newsletter.gate.dmarc import check_dmarc
from plugins.newsletter.gate.model import Finding, Level
from plugins.newsletter.gate.names import Names, Silent
from plugins.newsletter.gate.spf import check_spf
from plugins.newsletter.gate.web_links import is_loopback

# Domains that nobody has: RFC 2606, RFC 6761, RFC 6762.
_NOBODYS = ("example", "test", "invalid", "localhost", "local")
_EXAMPLES = ("example.com", "example.net", "example.org")
# Who gives addresses away, and whose servers alone may send for them.
_FREE = {
    "gmail.com": ("gmail.com", "google.com", "googlemail.com"),
    "googlemail.com": ("gmail.com", "google.com", "googlemail.com"),
    "yahoo.com": ("yahoo.com",),
    "aol.com": ("aol.com", "yahoo.com"),
    "outlook.com": ("outlook.com", "office365.com"),
    "hotmail.com": ("outlook.com", "office365.com"),
    "live.com": ("outlook.com", "office365.com"),
    "icloud.com": ("me.com", "icloud.com"),
    "me.com": ("me.com", "icloud.com"),
    "gmx.de": ("gmx.net", "gmx.com"),
    "gmx.net": ("gmx.net", "gmx.com"),
    "web.de": ("web.de",),
}


def check_records(
    domain: str, *, relay_host: str = "", resolver: Resolver | None = None
) -> tuple[Finding, ...]:
    """Give what SPF, DMARC, DKIM and MX of a domain say; what DNS does not answer is unknown, never a fault.

    `domain` is that of From and of the envelope's sender, `relay_host` the SMTP server's name.
    `resolver` is asked, by default the name servers of this machine.
    """
    domain = _ascii(domain)
    if is_nobodys(domain):
        message = f'"{domain}" is a domain for examples, so nothing is looked up; letters from it reach nobody'
        return (Finding(subject="records", level=Level.UNKNOWN, message=message),)
    relay = "" if is_loopback(relay_host) else relay_host.lower().rstrip(".")
    if findings := _of_free_mail(domain, relay):
        return findings
    try:
        names = Names(resolver)
        names.expect_internet(domain)
    except Silent as silent:
        return tuple(_unknown(subject, silent) for subject in ("MX", "SPF", "DMARC", "DKIM"))
    checks: dict[str, Callable[[], tuple[Finding, ...]]] = {
        "MX": lambda: (check_mail_hosts(domain, names=names),),
        "SPF": lambda: check_spf(domain, relay_host=relay, names=names),
        "DMARC": lambda: check_dmarc(domain, names=names),
        "DKIM": lambda: check_dkim(domain, names=names),
    }
    return tuple(
        finding for subject in checks for finding in _unless_silent(subject, checks[subject])
    )


def is_nobodys(domain: str) -> bool:
    """Whether a domain is for examples and tests, or is none, so that nobody can have records in it."""
    ends = (*_NOBODYS, *_EXAMPLES)
    is_reserved = any(domain == end or domain.endswith(f".{end}") for end in ends)
    return is_reserved or "." not in domain or domain.startswith("[")


def check_mail_hosts(domain: str, *, names: Names) -> Finding:
    """Give whether somebody takes the answers that readers write. Raises Silent."""
    hosts = names.mail_hosts(domain)
    if any(hosts):
        if any(names.addresses(host) for host in hosts if host):
            return _mx(Level.GOOD, f"{hosts[0]} takes the answers to {domain}")
        return _mx(
            Level.FAULT,
            f"the mail servers of {domain} ({hosts[0]}) have no address; answers come back, mend its MX record",
        )
    if hosts:
        return _mx(
            Level.FAULT,
            f"{domain} says it takes no mail (RFC 7505), so nobody can answer; use a domain that does",
        )
    if names.addresses(domain):
        return _mx(
            Level.WARNING,
            f"{domain} has no MX record; some servers still deliver answers to it, publish one",
        )
    return _mx(
        Level.FAULT,
        f"{domain} has neither MX record nor address: answers come back, and many servers refuse such senders; is NEWSLETTER_FROM right?",
    )


def _of_free_mail(domain: str, relay: str) -> tuple[Finding, ...]:
    """Give what is to be said of an address at a mail service, whose records are not the author's to mend."""
    own = _FREE.get(domain, ())
    if not own or not relay:
        return ()
    if any(relay == end or relay.endswith(f".{end}") for end in own):
        return (
            Finding(
                subject="records",
                level=Level.GOOD,
                message=f"{domain} sends its own letters, and vouches for them",
            ),
        )
    message = (
        f"NEWSLETTER_FROM is an address of {domain}, and {relay} is not its server: receivers take that for "
        f"a forgery; send through {domain}'s own server, or from a domain of your own"
    )
    return (Finding(subject="records", level=Level.FAULT, message=message),)


def _unless_silent(subject: str, check: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    try:
        return check()
    except Silent as silent:
        return (_unknown(subject, silent),)


def _unknown(subject: str, silent: Silent) -> Finding:
    message = f"could not be looked up ({silent}); look again with the network there"
    return Finding(subject=subject, level=Level.UNKNOWN, message=message)


def _mx(level: Level, message: str) -> Finding:
    return Finding(subject="MX", level=level, message=message)


def _ascii(domain: str) -> str:
    bare = domain.strip().lower().rstrip(".")
    try:
        return bare.encode("idna").decode()
    except UnicodeError:
        return bare
