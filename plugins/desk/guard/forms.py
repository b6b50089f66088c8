"""A form as it comes in: urlencoded or multipart, within limits, as clean text.

Of a field that is given twice the first counts: that is the one the page wrote.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from plugins.shared.text import clean

LARGEST = 64 * 1024
MOST_FIELDS = 30
LONGEST_NAME = 100
SECONDS = 20

_URLENCODED = b"application/x-www-form-urlencoded"
_MULTIPART = b"multipart/form-data"
_UTF_8 = {"", "utf-8", "utf8"}
# Browsers mean windows-1252 by all of these (https://encoding.spec.whatwg.org/#names-and-labels).
_LATIN = {"windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii"}

# Names and values as they came.
Pairs = Iterator[tuple[bytes, bytes]]


class BadForm(Exception):
    """A form cannot be taken: the HTTP status to answer with, and a key that says why.

    "too large", "too slow", "too many" fields, "file", "encoding", or "not a form".
    """

    def __init__(self, status: int, why: str) -> None:
        """Keep both."""
        super().__init__(why)
        self.status = status
        self.why = why


async def read_form(request: Request, *, seconds: float = SECONDS) -> Mapping[str, str]:
    """Give the fields of a request's form; none when its body is empty.

    Line ends are newlines, other control characters are gone. Raises BadForm.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if request.headers.getlist("content-encoding"):
        raise BadForm(415, "encoding")  # a small body could become a large one
    body = await _read_body(request, seconds)
    if not body:
        return {}
    charset = options.get(b"charset", b"").decode("latin-1").strip().lower()
    if kind == _URLENCODED:
        return _build(_urlencoded(body), charset)
    if kind == _MULTIPART:
        return _build(_multipart(body, options.get(b"boundary", b"")), charset)
    raise BadForm(415, "not a form")


async def _read_body(request: Request, seconds: float) -> bytes:
    """Give the body. What its Content-Length promises is believed only when it is too much."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > LARGEST:
        raise BadForm(413, "too large")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise BadForm(413, "too large")
    except TimeoutError as error:
        raise BadForm(408, "too slow") from error
    except ClientDisconnect as error:
        raise BadForm(400, "not a form") from error
    return bytes(body)


def _build(pairs: Pairs, charset: str) -> Mapping[str, str]:
    if charset not in _UTF_8 | _LATIN:
        raise BadForm(415, "encoding")
    fields: dict[str, str] = {}
    for number, (name, value) in enumerate(pairs):
        if number >= MOST_FIELDS:
            raise BadForm(413, "too many")
        if len(name) > LONGEST_NAME:
            raise BadForm(400, "not a form")
        fields.setdefault(_text(name, charset), _text(value, charset))
    return fields


def _text(data: bytes, charset: str) -> str:
    """Give clean text; it is UTF-8 whenever it can be, whatever is said of it."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if charset not in _LATIN:
            raise BadForm(400, "encoding") from error
        text = data.decode("windows-1252", errors="ignore")
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _urlencoded(body: bytes) -> Pairs:
    """Give what https://url.spec.whatwg.org/#urlencoded-parsing gives, as bytes."""
    for piece in body.split(b"&"):
        if piece:
            name, _, value = piece.replace(b"+", b" ").partition(b"=")
            yield unquote_to_bytes(name), unquote_to_bytes(value)


def _multipart(body: bytes, boundary: bytes) -> Pairs:
    """Give the fields of a multipart/form-data body (RFC 7578), whole and without files."""
    if not boundary:
        raise BadForm(400, "not a form")
    parts = _Parts()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": parts.begin,
                "on_header_begin": parts.begin_header,
                "on_header_field": parts.add_header_name,
                "on_header_value": parts.add_header_value,
                "on_header_end": parts.end_header,
                "on_headers_finished": parts.end_headers,
                "on_part_data": parts.add,
                "on_end": parts.end,
            },
        )
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise BadForm(400, "not a form") from error
    if not parts.is_whole:
        raise BadForm(400, "not a form")
    yield from ((name, bytes(value)) for name, value in parts.found)


@dataclass
class _Parts:
    """What the parser says, part by part."""

    found: list[tuple[bytes, bytearray]] = field(default_factory=list)
    is_whole: bool = False
    header_name: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)
    disposition: bytes = b""

    def begin(self) -> None:
        self.disposition = b""

    def begin_header(self) -> None:
        self.header_name.clear()
        self.header_value.clear()

    def add_header_name(self, data: bytes, start: int, end: int) -> None:
        self.header_name += data[start:end]

    def add_header_value(self, data: bytes, start: int, end: int) -> None:
        self.header_value += data[start:end]

    def end_header(self) -> None:
        if self.header_name.lower() == b"content-disposition":
            self.disposition = bytes(self.header_value)

    def end_headers(self) -> None:
        kind, options = parse_options_header(self.disposition)
        if b"filename" in options:
            raise BadForm(400, "file")
        if kind != b"form-data" or b"name" not in options:
            raise BadForm(400, "not a form")
        if len(self.found) >= MOST_FIELDS:
            raise BadForm(413, "too many")
        self.found.append((options[b"name"], bytearray()))

    def add(self, data: bytes, start: int, end: int) -> None:
        self.found[-1][1].extend(data[start:end])

    def end(self) -> None:
        self.is_whole = True
