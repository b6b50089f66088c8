"""The address of the site as a person types it. Pure."""

import re
from urllib.parse import urlsplit

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_OWN = re.compile(r"localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\]")  # only this machine
_PATH = re.compile(r"[^\s?#\"<>\\|^`{}]*")
_PAGE = re.compile(r"/[^/]*\.(?:html?|php)$", re.IGNORECASE)
_LARGEST_PORT = 65535
_LONGEST = 200


def parse_web_address(text: str) -> str:
    """Give the address of the site that somebody means: "example.org" is https://example.org.

    Nothing stands behind it, no slash either. Raises ValueError with a sentence.
    """
    typed = text.strip()
    if "@" in typed:
        raise ValueError(f'"{typed}" is an e-mail address; that of the website is needed')
    found = typed if "://" in typed else f"{_scheme_of(typed)}://{typed}"
    scheme, _, rest = found.partition("://")
    place, slash, path = rest.rstrip("/").partition("/")
    host, _, port = place.lower().partition(":") if "[" not in place else (place, "", "")
    is_own = bool(_OWN.fullmatch(host))
    if not (is_own or _HOST.fullmatch(host)) or not _is_port(port, place) or len(found) > _LONGEST:
        raise ValueError(f'"{typed}" is no address of a website, such as https://example.org')
    if scheme.lower() not in {"http", "https"}:
        raise ValueError(f'"{typed}" is no address of a website; it begins with https://')
    if scheme.lower() == "http" and not is_own:
        raise ValueError(
            f'"{typed}" would be read by everybody on the way; https://{rest.rstrip("/")} is needed, and '
            "web hosts give it for nothing"
        )
    if not _PATH.fullmatch(path) or _PAGE.search(f"/{path}"):
        raise ValueError(
            f'"{typed}" is the address of a page; that of the site ends before "{slash}{path}"'
        )
    return f"{scheme.lower()}://{host}{f':{port}' if port else ''}{slash}{path}"


def is_only_here(address: str) -> bool:
    """Whether an address leads nobody to the site but who sits at this machine."""
    host = urlsplit(address).netloc.rpartition("@")[2]
    return bool(_OWN.fullmatch(re.sub(r":\d+$", "", host)))


def _scheme_of(typed: str) -> str:
    host = re.split(r"[:/]", typed.lower(), maxsplit=1)[0]
    return "http" if _OWN.fullmatch(host) else "https"


def _is_port(port: str, place: str) -> bool:
    if not port:
        return not place.endswith(":")
    return port.isascii() and port.isdigit() and 0 < int(port) <= _LARGEST_PORT
