"""The headers on every answer, and what the pages are allowed to load: no more than they hold."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_PICTURE = re.compile(
    r"<(?:img|source|video|audio|track)\b[^<>]*?\s(?:src|srcset|poster)\s*=\s*"
    r"(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)')",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s,\"'<>]+", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\b[^<>]*?\ssrc\s*=\s*[\"'](?P<a>[^\"']*)", re.IGNORECASE)
_STYLED = re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE)
_SAFE_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d+)?")
_MOST_HOSTS = 30
REFERRER_POLICY = "strict-origin-when-cross-origin"


def security_policy(
    bodies: Iterable[str], *, site: str, desk: str = ""
) -> tuple[tuple[str, str], ...]:
    """Give the directives of a Content-Security-Policy (https://www.w3.org/TR/CSP3/) for these pages.

    Pictures, films and frames may come from the hosts that the bodies name and from nowhere else;
    scripts from nowhere. Forms go to the site itself and to the desk. `site` is its address: its pages
    may be looked at in another place first, and name their style sheet by that address all the same.
    """
    own = _origin(site)
    pictures: set[str] = set()
    frames: set[str] = set()
    is_styled = False
    for body in bodies:
        pictures |= _origins(_PICTURE, body)
        frames |= _origins(_FRAME, body)
        is_styled = is_styled or bool(_STYLED.search(body))
    media = " ".join(["'self'", own, "data:", *_few(pictures - {own})])
    sent_to = " ".join(["'self'", *filter(None, [_origin(desk)])])
    directives = {
        "default-src": "'none'",
        "style-src": f"'self' {own}",
        "style-src-attr": "'unsafe-inline'" if is_styled else "",
        "img-src": media,
        "media-src": media,
        "frame-src": " ".join(_few(frames)),
        "form-action": sent_to,
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return tuple((name, value) for name, value in directives.items() if value)


def format_policy(directives: Iterable[tuple[str, str]], *, is_in_page: bool = False) -> str:
    """Give the policy as a header has it; in a page, where not all directives count, as a <meta> has it."""
    kept = [pair for pair in directives if not (is_in_page and pair[0] == "frame-ancestors")]
    return "; ".join(" ".join(pair) for pair in kept)


def headers(directives: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the headers that every answer has."""
    return (
        ("Content-Security-Policy", format_policy(directives)),
        ("Referrer-Policy", REFERRER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
    )


def _origins(places: re.Pattern[str], body: str) -> set[str]:
    found = (
        _origin(address)
        for match in places.finditer(body)
        for value in match.groups()
        for address in _ADDRESS.findall(value or "")
    )
    return {origin for origin in found if origin}


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2].encode("idna").decode() if parts.netloc else ""
    except (UnicodeError, ValueError):
        return ""
    return f"{parts.scheme.lower()}://{host.lower()}" if _SAFE_HOST.fullmatch(host) else ""


def _few(origins: set[str]) -> list[str]:
    """Give the origins, or, when a header would grow too long with them, all of the web."""
    return sorted(origins) if len(origins) <= _MOST_HOSTS else ["http:", "https:"]
