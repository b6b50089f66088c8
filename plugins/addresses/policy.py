"""The headers on every answer, and what the pages are allowed to load: no more than they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree

_ATTRIBUTES = etree.XPath(
    "//@src[not(parent::iframe or parent::embed)] | //@srcset | //@poster | //@background"
    " | //image/@href | //image/@*[name()='xlink:href']"
)
_FRAMES = etree.XPath("//iframe/@src")
_OBJECTS = etree.XPath("//object/@data | //embed/@src")
_STYLES, _STYLE_SHEETS = etree.XPath("//@style"), etree.XPath("//style/text()")
# With a host or without a scheme, as old blogs wrote them; several in a srcset, parted by commas.
_ADDRESS = re.compile(r"(?<![^\s,])(?:https?:)?//[^\s,\"'<>]+", re.IGNORECASE)
_IN_STYLE = re.compile(r"url\(\s*[\"']?((?:https?:)?//[^\s\"')]+)", re.IGNORECASE)
_SAFE_HOST = re.compile(r"[A-Za-z0-9._-]+")
_MOST_HOSTS = 30
POLICY = "Content-Security-Policy"
REFERRER_POLICY = "strict-origin-when-cross-origin"


@dataclass(slots=True)
class _Loaded:
    """What pages load, by the origins it comes from, and whether they have styles of their own."""

    pictures: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    has_styles: bool = False
    has_style_sheets: bool = False


def security_policy(
    bodies: Iterable[str], *, site: str, desk: str = ""
) -> tuple[tuple[str, str], ...]:
    """Give the directives of a Content-Security-Policy (https://www.w3.org/TR/CSP3/) for these pages.

    Pictures, films and frames may come from the hosts that the bodies name and from nowhere else;
    scripts from nowhere. Forms go to the site itself and to the desk. `site` is its address: its pages
    may be looked at in another place first, and name their style sheet by that address all the same.
    """
    own = _origin(site)
    found = _Loaded()
    for body in bodies:
        _look(body, site, found)
    media = " ".join(["'self'", own, "data:", *_few(found.pictures - {own})])
    inline = " 'unsafe-inline'" if found.has_style_sheets else ""
    directives = {
        "default-src": "'none'",
        "style-src": f"'self' {own}{inline}",
        "style-src-attr": "'unsafe-inline'" if found.has_styles else "",
        "img-src": media,
        "media-src": media,
        "frame-src": _framed(found.frames, own),
        "object-src": _framed(found.objects, own),
        # No script is there to use it; Lighthouse asks for robots.txt from within the page.
        "connect-src": "'self'",
        "form-action": " ".join(["'self'", *filter(None, [_origin(desk)])]),
        "base-uri": "'none'",
        # What a page of ours holds in a frame is held by nobody else's.
        "frame-ancestors": "'self'" if own in found.frames | found.objects else "'none'",
    }
    return tuple((name, value) for name, value in directives.items() if value)


def search_policy(directives: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the directives for the search page: those of other pages, and what Pagefind needs.

    That is the site's own scripts, and WebAssembly, which is compiled in the page.
    """
    return (*directives, ("script-src", "'self' 'wasm-unsafe-eval'"))


def _look(body: str, site: str, found: _Loaded) -> None:
    """Add what a body loads."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    tree = etree.fromstring(f"<body>{body}".encode(errors="replace"), parser)
    styles, sheets = _STYLES(tree), _STYLE_SHEETS(tree)
    addresses = [one for value in _ATTRIBUTES(tree) for one in _ADDRESS.findall(_forward(value))]
    addresses += [one for css in [*styles, *sheets] for one in _IN_STYLE.findall(css)]
    found.pictures |= _origins(addresses, site)
    found.frames |= _origins(_FRAMES(tree), site)
    found.objects |= _origins(_OBJECTS(tree), site)
    found.has_styles = found.has_styles or bool(styles)
    found.has_style_sheets = found.has_style_sheets or bool(sheets)


def _forward(value: str) -> str:
    return value.replace("\\", "/")  # as browsers read an address


def _framed(origins: set[str], own: str) -> str:
    """Give where frames come from: the site is itself wherever its pages are looked at."""
    return " ".join([*(["'self'", own] if own in origins else []), *_few(origins - {own})])


def format_policy(directives: Iterable[tuple[str, str]], *, is_in_page: bool = False) -> str:
    """Give the policy as a header has it; in a page, where not all directives count, as a <meta> has it."""
    kept = [pair for pair in directives if not (is_in_page and pair[0] == "frame-ancestors")]
    return "; ".join(" ".join(pair) for pair in kept)


def headers(directives: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the headers that every answer has which these directives are for."""
    return (
        (POLICY, format_policy(directives)),
        ("Referrer-Policy", REFERRER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
    )


def _origins(addresses: Iterable[str], site: str) -> set[str]:
    """Give the origins of addresses as a page of the site has them, which leave out what is the site's."""
    return {
        origin for one in addresses if (origin := _origin(_joined(site, _forward(one.strip()))))
    }


def _joined(site: str, address: str) -> str:
    try:
        return urljoin(f"{site}/", address)
    except ValueError:  # such as http://[::1
        return ""


def _origin(address: str) -> str:
    """Give the scheme and the host of a web address, "" for another and for what could add to a header."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return ""
    is_usable = parts.scheme in {"http", "https"} and _SAFE_HOST.fullmatch(host)
    return f"{parts.scheme}://{host.lower()}{port}" if is_usable else ""


def _few(origins: set[str]) -> list[str]:
    """Give the origins, or, when a header would grow too long with them, all of the web."""
    return sorted(origins) if len(origins) <= _MOST_HOSTS else ["http:", "https:"]
