"""Old addresses as people have them: a plain list, a table of Search Console's, a sitemap."""

import csv
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from plugins.shared.errors import BadExport, shown
from plugins.shared.text import one_line, shorten

_LARGEST = 64 << 20
_ADDRESS = re.compile(r"(?:https?://[^\s/?#]|/(?!/))[^\x00-\x1f\x7f]*", re.IGNORECASE)
_BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#][^\s\x00-\x1f]*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,%\s+-]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = ",;\t"
_WANTED = (
    "wanted is one address on each line, such as http://old.example/2010/08/lunch.html, a table with a "
    "column of them, or a sitemap"
)


def read_old_urls(path: Path) -> tuple[str, ...]:
    """Give the addresses that a file names, in its order; it may be packed with gzip.

    Lines that begin with "#" are remarks. Raises BadExport for what is neither a list nor a sitemap.
    """
    data = _read(path)
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _in_sitemap(data)
        return parse_list(_decoded(data))
    except ValueError as error:
        raise BadExport(f"{shown(path)}: {error}.") from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise BadExport(f"{shown(path)}: {error.strerror}; is the name right?") from error
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, path)
    if len(data) > _LARGEST:
        raise BadExport(f"{shown(path)}: it is larger than 64 MB; give it in parts.")
    return data


def _unpacked(data: bytes, path: Path) -> bytes:
    parts = zlib.decompressobj(wbits=31)
    try:
        return parts.decompress(data, _LARGEST + 1)
    except zlib.error as error:
        raise BadExport(f"{shown(path)}: it is a damaged gzip file; fetch it again.") from error


def _decoded(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise ValueError("it is a zip archive; unpack it, and give the list in it (Pages.csv, say)")
    encodings = (
        ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    )
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError(f"it is no text; {_WANTED}")


def _in_sitemap(data: bytes) -> tuple[str, ...]:
    """Give the addresses of a sitemap (https://www.sitemaps.org/protocol.html)."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"it is no sitemap that can be read ({error.msg}); {_WANTED}") from error
    name = etree.QName(root).localname
    found = [one_line(one.text or "") for one in root.iterfind("{*}*/{*}loc")]
    if name == "sitemapindex":
        listed = ", ".join(shorten(one, 200) for one in found[:5])
        more = f", and {len(found) - 5} more" if len(found) > 5 else ""  # noqa: PLR2004
        raise ValueError(
            f"it is a list of sitemaps; fetch each of them, and give that: {listed}{more}"
        )
    if name != "urlset":
        raise ValueError(
            f"it is neither a list nor a sitemap, but XML or HTML of <{name[:40]}>; {_WANTED}"
        )
    if not any(found):
        raise ValueError(f"there is no address in it; {_WANTED}")
    return tuple(filter(None, found))


def parse_list(text: str) -> tuple[str, ...]:
    """Give the addresses in a plain list or a table of them. Raises ValueError with a sentence."""
    lines = [
        (number, line.strip(" ")) for number, line in enumerate(_LINE_END.split(text), start=1)
    ]
    rows = [(number, line) for number, line in lines if line.strip() and not line.startswith("#")]
    if not rows:
        raise ValueError(f"there is no address in it; {_WANTED}")
    found = _of_table(rows)
    return found or tuple(_of_line(number, line) for number, line in rows)


def _of_line(number: int, line: str) -> str:
    address = _address_in(line.strip('"'))
    if not address:
        raise ValueError(f'line {number} is "{shorten(one_line(line), 80)}"; {_WANTED}')
    return address


def _address_in(cell: str) -> str:
    plain = cell.strip()
    if _ADDRESS.fullmatch(plain):
        return plain
    return f"http://{plain}" if _BARE.fullmatch(plain) else ""


def _of_table(rows: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Give the addresses in a table with a head, or with numbers beside them; nothing of another list."""
    head = rows[0][1]
    has_head = not _address_in(head.strip('"')) and not _address_in(_cells(head, ",")[0])
    below = rows[1:] if has_head else rows
    for mark in sorted(_MARKS, key=head.count, reverse=True):
        table = [_cells(line, mark) for _number, line in below]
        width = max(map(len, table), default=0)
        for column in range(width):
            found = [_address_in(cells[column]) for cells in table if len(cells) > column]
            beside = [cells[:column] + cells[column + 1 :] for cells in table]
            if len(found) < len(table) or not all(found):
                continue
            if has_head or (width > 1 and all(map(_is_numbers, beside))):
                return tuple(found)
    return ()


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [""])
    except csv.Error:  # a line of a hundred thousand letters, say
        return [line]


def _is_numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)
