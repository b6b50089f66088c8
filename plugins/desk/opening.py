"""Everything the desk works with, opened once."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from plugins.desk.guard.networks import parse_networks
from plugins.newsletter.dispatch import site_itself
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.model import Source
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.sending.relay import Relay, parse_relay
from plugins.shared.errors import BadSettings
from plugins.shared.languages import known_languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A site's desk. `address` has no slash at the end; `path` is the part of it below the host, mostly "".

    `feed` is where the newest posts are read for the welcome; `author` is who gets the comments.
    """

    newsletter: Newsletter
    address: str
    path: str
    feed: str
    author: str
    source: Source
    relay: Relay
    proxies: tuple[IPv4Network | IPv6Network, ...]
    languages: tuple[str, ...]

    @property
    def is_https(self) -> bool:
        """Whether readers reach it through TLS."""
        return self.address.startswith("https://")

    @property
    def site_address(self) -> str:
        """The site's address, without a slash at the end."""
        return str(self.newsletter.site.settings["SITE_ADDRESS"])

    @property
    def origins(self) -> frozenset[str]:
        """The addresses whose pages may send forms here."""
        found = map(urlsplit, (self.address, self.site_address))
        return frozenset(f"{parts.scheme}://{parts.netloc}" for parts in found)


def open_desk(newsletter: Newsletter, *, feed: str = "") -> Desk:
    """Give the desk that the settings describe. Raises BadSettings when it could not do its work."""
    settings = newsletter.site.settings
    source = site_itself(newsletter)
    sender = sender_from(newsletter.settings, site=source, cadence="", key="desk")
    if not sender.desk:
        raise BadSettings(
            "NEWSLETTER_DESK is empty: the address where readers reach the desk is needed in the settings, "
            'such as "https://desk.example.org" ("http://127.0.0.1:8025" to try it on this machine).'
        )
    return Desk(
        newsletter=newsletter,
        address=sender.desk,
        path=urlsplit(sender.desk).path,
        feed=feed or f"{settings['SITE_ADDRESS']}/feed.json",
        author=sender.address,
        source=source,
        relay=parse_relay(newsletter.environ.get("SMTP_URL", "")),
        proxies=parse_networks(settings.get("DESK_PROXIES", ())),
        languages=known_languages(),
    )
