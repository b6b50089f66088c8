"""What an answer says of its file beside the bytes: its type, and for how long it may be kept."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from plugins.addresses.forms.regexes import Dialect
from plugins.addresses.model import (
    FEEDS_KEPT,
    FILES_KEPT,
    FINGERPRINTED_KEPT,
    JSON_TYPE,
    PAGES_KEPT,
    XML_TYPE,
    Served,
)

FOR_PAGES = f"public, max-age={PAGES_KEPT}"
FOR_FEEDS = f"public, max-age={FEEDS_KEPT}"
FOR_FILES = f"public, max-age={FILES_KEPT}"
FOREVER = f"public, max-age={FINGERPRINTED_KEPT}, immutable"
# What is not there may be there soon.
FOR_FAILURES = "no-cache"

# By ending; what is not named is offered to be saved. https://www.iana.org/assignments/media-types
TYPES = {
    "7z": "application/x-7z-compressed",
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "ics": "text/calendar; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": JSON_TYPE,
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": XML_TYPE,
    "zip": "application/zip",
}
# What becomes much smaller on its way: text; pictures and films are packed already.
PACKED = tuple(
    dict.fromkeys(TYPES[one] for one in ("html", "css", "js", "txt", "xml", "json", "svg"))
)
FOLDER = "_servers"
# In the site's root, and nobody's business.
HIDDEN = ("_redirects", "_headers", ".htaccess")


def kept(served: Served, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Give expressions for paths on the host, and what Cache-Control says; the first that fits counts."""
    base = dialect(unquote(served.base))
    for path in served.fingerprinted:
        yield rf"^{base}{dialect(path)}\z", FOREVER
    # The search's script and program keep their names when Pagefind becomes a newer one.
    yield rf"^{base}/pagefind/[^/]*\z", FOR_PAGES
    yield rf"^{base}/(?:.*\.)?(?:xml|json)\z", FOR_FEEDS
    yield rf"^{base}/(?:.*(?:/|\.html))?\z", FOR_PAGES
    yield f"^{base}/", FOR_FILES


def headers_of(served: Served) -> tuple[tuple[str, str], ...]:
    """Give the headers that every server can be told: printable ASCII, no backslash and no brace."""
    return tuple((name, value) for name, value in served.headers if _is_writable(name, value))


def page_headers_of(served: Served, dialect: Dialect) -> Iterator[tuple[str, str, str]]:
    """Give (name, expression for paths on the host, value) of headers that stand in for those of all."""
    for one in served.page_headers:
        if _is_writable(one.name, one.value):
            file = rf"(?:{dialect('index.html')})?" if one.path.endswith("/") else ""
            yield one.name, rf"^{dialect(unquote(served.base + one.path))}{file}\z", one.value


def _is_writable(name: str, value: str) -> bool:
    return bool(re.fullmatch("[A-Za-z0-9-]+", name) and re.fullmatch(r"[ -\[\]-z|~]*", value))
