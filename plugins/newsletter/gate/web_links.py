"""Links of a letter: where they go, which are one reader's own, and how they may be shown. Pure."""

import re
from posixpath import normpath
from urllib.parse import SplitResult, unquote, urlsplit

from plugins.shared.text import clean, shorten

# The desk's pages for one reader: leaving, preferences, confirming. A token comes after them.
_PERSONAL = frozenset({"u", "p", "c"})
_PORTS = {"http": 80, "https": 443}
_IN_TEXT = re.compile(r"""https?://[^\s<>"]+""", re.IGNORECASE)
_LOOPBACK = re.compile(r"localhost|.*\.localhost|127(?:\.\d{1,3}){3}|::1")
_AFTER = ".,;:!?'\"*_"
_SHOWN = 120


def parts_of(url: str) -> SplitResult:
    """Give the parts of an address; of what is none, empty ones."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def is_web(url: str) -> bool:
    """Whether an address is http or https, with a host."""
    parts = parts_of(url)
    return parts.scheme in _PORTS and bool(parts.hostname)


def place_of(url: str) -> tuple[str, int]:
    """Give host and port: equal for what one server answers; ("", 0) for what is not of the web.

    http and https at their usual ports count as one place.
    """
    parts = parts_of(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        return "", 0
    port = parts.port or _PORTS[parts.scheme]
    return _ascii(parts.hostname.rstrip(".")), 443 if port == _PORTS[parts.scheme] else port


def is_personal(url: str, desk: str) -> bool:
    """Whether an address is one reader's page at the desk: {desk}/u/…, {desk}/p/… or {desk}/c/….

    Asking for such a page is the reader's alone.
    """
    if not desk or place_of(url) != place_of(desk):
        return False
    home, path = (normpath(f"/{_path(place)}").strip("/").casefold() for place in (desk, url))
    if home and not f"{path}/".startswith(f"{home}/"):
        return False
    return path[len(home) :].strip("/").partition("/")[0] in _PERSONAL


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, which needs no certificate."""
    return bool(_LOOPBACK.fullmatch(host.lower()))


def without_fragment(url: str) -> str:
    """Give what of an address is asked of the server."""
    return url.strip().partition("#")[0]


def links_in_text(text: str) -> tuple[str, ...]:
    """Give the http(s) addresses of plain text in their order, without the punctuation after them."""
    return tuple(_trimmed(match[0]) for match in _IN_TEXT.finditer(text))


def shown_link(url: str) -> str:
    """Give an address as a report may show it: on one line, and without a name and password."""
    parts = parts_of(url)
    if "@" in parts.netloc:
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return shorten("".join(clean(url).split()), _SHOWN)


def _path(url: str) -> str:
    # Twice: a server may decode what a redirect encoded once more.
    return unquote(unquote(parts_of(url).path))


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _trimmed(url: str) -> str:
    """Give the address without what belongs to the sentence; a bracket is its own when it is a pair."""
    while url:
        last = url[-1]
        opening = {")": "(", "]": "[", "}": "{"}.get(last, "")
        is_odd = bool(opening) and url.count(last) > url.count(opening)
        if last not in _AFTER and not is_odd:
            break
        url = url[:-1]
    return url
