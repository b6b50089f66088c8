"""Which pictures a body shows, and which of the site's files their addresses lead to. Pure."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import unquote, urljoin, urlsplit

from plugins.pictures.markup import add_sizes
from plugins.pictures.model import Picture
from plugins.pictures.tags import find_pictures

_ELSEWHERE = "https://preview.invalid"  # RFC 2606: where relative addresses are thought to be


def has_pictures(html: str) -> bool:
    """Whether there may be a picture in it; most texts have none."""
    return "<img" in html or "<img" in html.lower()


def tags_of_pictures(*bodies: str) -> str:
    """Give every <img> of some bodies as it is written there, and nothing else of them."""
    return "".join(
        html[tag.start : tag.end]
        for html in bodies
        if has_pictures(html)
        for tag in find_pictures(html)
    )


def addresses_in(html: str) -> Iterator[str]:
    """Give the addresses of the pictures in it."""
    for tag in find_pictures(html):
        if "src" in tag.attributes:
            yield tag.attributes["src"]


def paths_of(address: str, *, page: str, site_address: str) -> tuple[str, ...]:
    """Give where below the site that may be what is at `address`, as the page at the path `page` has it.

    The likeliest comes first; none for what is elsewhere. A name with "%" in it may stand there as it is.
    """
    base = urlsplit(site_address).path
    found: list[str] = []
    with suppress(ValueError):  # such as http://[::1
        whole = urljoin(f"{_ELSEWHERE}{base}/{page}", address.strip())
        for start in (site_address, f"{_ELSEWHERE}{base}", _ELSEWHERE):
            if whole.startswith(f"{start}/"):
                path = urlsplit(whole[len(start) :].replace("//", "/")).path.lstrip("/")
                found += [unquote(path), path]
    return tuple(dict.fromkeys(found))


def show(
    html: str,
    known: Mapping[str, Picture | None],
    others: Callable[[str], Picture | None],
    *,
    site_url: str,
    has_first: bool,
) -> str:
    """Give a body with its pictures' sizes.

    `known` are pictures by their addresses; `others` is asked for one whose address is none of these.
    """

    def find(address: str) -> Picture | None:
        return known[address] if address in known else others(address)

    return add_sizes(html, find, site_url=site_url, has_first=has_first)
