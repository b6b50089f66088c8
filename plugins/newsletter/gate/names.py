"""Asking name servers: every answer is the records, or that there are none, or that nobody answered."""

from dns import name as dns_name
from dns import resolver as dns_resolver
from dns.exception import DNSException, Timeout

_SECONDS = 4.0
_PATIENCE = 2  # questions without an answer, after which none is asked any more


class Silent(Exception):
    """No name server gave an answer, so nothing is known; the message says why in a few words."""


class Names:
    """A resolver that tells "there is no such record" from "nobody answered"; each question is asked once."""

    def __init__(self, resolver: dns_resolver.Resolver | None = None) -> None:
        """Ask `resolver`, or without one what this machine's settings name. Raises Silent."""
        try:
            self._resolver = resolver or _usual_resolver()
        except (DNSException, OSError) as error:
            raise Silent("this machine names no name server") from error
        self._timeouts = 0
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def texts(self, name: str) -> tuple[str, ...]:
        """Give the TXT records of a name, each as one string. Raises Silent."""
        return self._ask(name, "TXT")

    def addresses(self, name: str) -> tuple[str, ...]:
        """Give the IPv4 and IPv6 addresses of a name. Raises Silent."""
        return (*self._ask(name, "A"), *self._ask(name, "AAAA"))

    def mail_hosts(self, name: str) -> tuple[str, ...]:
        """Give the names of the servers that take mail, the preferred first; "" stands for "none, ever" (RFC 7505).

        Raises Silent.
        """
        rows = (row.split(maxsplit=1) for row in self._ask(name, "MX"))
        ranked = sorted((int(preference), host.rstrip(".")) for preference, host in rows)
        return tuple(host for _preference, host in ranked)

    def expect_internet(self, name: str) -> None:
        """Raise Silent when nothing is known of `name` because nothing is known of any name.

        Where there is no network, some name servers say of every name that it does not exist; but the
        root of all names exists everywhere.
        """
        if not (
            self.mail_hosts(name) or self.addresses(name) or self.texts(name) or self._ask("", "NS")
        ):
            raise Silent("the name server that was asked knows no names of the internet")

    def _ask(self, name: str, kind: str) -> tuple[str, ...]:
        question = (name.lower(), kind)
        if question not in self._known:
            self._known[question] = self._fetch(name, kind)
        return self._known[question]

    def _fetch(self, name: str, kind: str) -> tuple[str, ...]:
        if self._timeouts >= _PATIENCE:
            raise Silent("no name server answered")
        try:
            whole = dns_name.from_text(f"{name.rstrip('.')}.")
            answer = self._resolver.resolve(whole, kind, search=False)
        except (dns_resolver.NXDOMAIN, dns_resolver.NoAnswer):
            return ()
        except (dns_name.LabelTooLong, dns_name.NameTooLong, dns_name.EmptyLabel, UnicodeError):
            return ()  # what cannot be asked for has no records
        except (DNSException, OSError) as error:
            self._timeouts += isinstance(error, Timeout)
            raise Silent("no name server answered") from error
        if kind == "TXT":
            return tuple(b"".join(row.strings).decode(errors="replace") for row in answer)
        return tuple(row.to_text() for row in answer)


def _usual_resolver() -> dns_resolver.Resolver:
    found = dns_resolver.Resolver()
    found.lifetime = _SECONDS
    return found
