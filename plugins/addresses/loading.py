"""What a page loads, and from where: pictures, films, frames, styles of its own."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, TypeAlias
from urllib.parse import urljoin, urlsplit

from plugins.shared.patterns import late_pattern

Kind = Literal["picture", "frame", "object", "style", "style sheet"]
# What is loaded, and the origin that it comes from: "" for styles, which are in the page itself.
Load: TypeAlias = tuple[Kind, str]

# Without one of these, in small letters, a body loads nothing; most are not looked at further.
_SIGNS = ("src", "style", "poster", "background", "<object", "<image")
_PATHS = {
    "addresses": "//@src[not(parent::iframe or parent::embed)] | //@srcset | //@poster | //@background"
    " | //image/@href | //image/@*[name()='xlink:href']",
    "frames": "//iframe/@src",
    "objects": "//object/@data | //embed/@src",
    "styles": "//@style",
    "style sheets": "//style/text()",
}
# With a host or without a scheme, as old blogs wrote them; several in a srcset, parted by commas.
_ADDRESS = late_pattern(r"(?<![^\s,])(?:https?:)?//[^\s,\"'<>]+", re.IGNORECASE)
_IN_STYLE = late_pattern(r"url\(\s*[\"']?((?:https?:)?//[^\s\"')]+)", re.IGNORECASE)
_SAFE_HOST = late_pattern(r"[A-Za-z0-9._-]+")


def loads_of(body: str, *, site: str) -> tuple[Load, ...]:
    """Give what a body of the site with this address loads, in order, each once.

    Links may stand in it as Pelican knows them, {static} and the like: they lead to the site.
    """
    low = body.lower()
    if not any(sign in low for sign in _SIGNS):
        return ()
    found = _find(body)
    styles, sheets = found["styles"], found["style sheets"]
    addresses = [one for value in found["addresses"] for one in _ADDRESS.findall(_forward(value))]
    addresses += [one for css in (*styles, *sheets) for one in _IN_STYLE.findall(css)]
    loads: set[Load] = {("picture", origin) for origin in _origins(addresses, site)}
    loads |= {("frame", origin) for origin in _origins(found["frames"], site)}
    loads |= {("object", origin) for origin in _origins(found["objects"], site)}
    loads |= {("style", "") for _one in styles[:1]} | {("style sheet", "") for _one in sheets[:1]}
    return tuple(sorted(loads))


def origin_of(address: str) -> str:
    """Give the scheme and the host of a web address, "" for another and for what could add to a header."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return ""
    is_usable = parts.scheme in {"http", "https"} and _SAFE_HOST.fullmatch(host)
    return f"{parts.scheme}://{host.lower()}{port}" if is_usable else ""


def _find(body: str) -> dict[str, list[str]]:
    """Give the texts in a body that say what is loaded."""
    from lxml import etree  # noqa: PLC0415 - few bodies need it

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    tree = etree.fromstring(f"<body>{body}".encode(errors="replace"), parser)
    return {name: find(tree) for name, find in _finders().items()}


@cache
def _finders() -> dict[str, Any]:
    from lxml import etree  # noqa: PLC0415 - as above

    return {name: etree.XPath(path) for name, path in _PATHS.items()}


def _forward(value: str) -> str:
    return value.replace("\\", "/")  # as browsers read an address


def _origins(addresses: Iterable[str], site: str) -> set[str]:
    """Give the origins of addresses as a page of the site has them, which leave out what is the site's."""
    return {
        origin for one in addresses if (origin := origin_of(_joined(site, _forward(one.strip()))))
    }


def _joined(site: str, address: str) -> str:
    try:
        return urljoin(f"{site}/", address)
    except ValueError:  # such as http://[::1
        return ""
