"""A web page as a browser or the Internet Archive kept it: what it said, and where it was.

A browser saves one HTML file with a folder of pictures, with the address in a remark at its top, or
one MHTML file (https://www.rfc-editor.org/rfc/rfc2557), which is an e-mail with the page in its first
part. The Internet Archive adds a toolbar and puts its own address before every other.
"""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from typing import cast

from plugins.comments_import.files.decoding import decode
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.keys import unarchived
from plugins.shared.safe_html import web_address

_MIME_HEAD = re.compile(
    rb"\s*(?:[A-Za-z][\w-]{0,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n)*){1,60}\s*\n"
)
_MULTIPART = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
# <!-- saved from url=(0062)https://old.example/… -->: the number is the address's length.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)\s*([^\s>]{1,2000}?)\s*-->")
_TOOLBAR = ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->")
_ARCHIVE = re.compile(
    r"BEGIN WAYBACK TOOLBAR INSERT|FILE ARCHIVED ON \d\d:\d\d:\d\d \w|archive\.org/(?:_static|static)/"
)
_ARCHIVED_LINK = re.compile(r"""\bhref\s*=\s*["']?(?:(?:https?:)?//web\.archive\.org)?/web/\d{14}""", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """The HTML of a page, the address it was saved from, or "", and whether it is an archive's copy."""

    html: str
    address: str = ""
    is_archived: bool = False

    def original(self, address: str) -> str:
        """Give where a link of the page led before an archive rewrote it; "" when it is no web address."""
        found = unarchived(address.strip()) if self.is_archived else address.strip()
        return web_address(f"https:{found}" if found.startswith("//") else found) or ""


def read_page(file: ExportFile) -> SavedPage:
    """Give the page in `file`, whichever way it was saved."""
    if not is_mhtml(file.head):
        return _page_of(file.read_text())
    with file.open() as stream:
        return _page_in_mail(stream.read())


def read_head(file: ExportFile) -> str:
    """Give the HTML of the page's beginning."""
    return _page_in_mail(file.head).html if is_mhtml(file.head) else file.head_text


def is_mhtml(head: bytes) -> bool:
    """Whether a file begins with the headers of a page in MHTML."""
    match = _MIME_HEAD.match(head[:100_000])
    return bool(match and _MULTIPART.search(match[0]))


def _page_in_mail(data: bytes) -> SavedPage:
    """Give the first HTML part: the others are its frames and pictures."""
    message = BytesParser().parsebytes(data.lstrip())
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            place = part.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
            # Mails hold HTML, too, but say not where it was.
            return _page_of(_text_of(part), "".join(str(place).split())) if place else _page_of("")
    return _page_of("")


def _text_of(part: Message) -> str:
    data = cast("bytes | None", part.get_payload(decode=True)) or b""
    charset = str(part.get_param("charset") or "")
    # decode() believes UTF-8 first, then what a page's <meta> says; the part's header only adds to it.
    if charset.lower() in {"", "utf-8", "us-ascii"} or b"charset" in data[:2000].lower():
        return decode(data)
    try:
        return data.decode(charset, errors="replace")
    except LookupError:
        return decode(data)


def _page_of(html: str, address: str = "") -> SavedPage:
    saved = _SAVED_FROM.search(html[:5000])
    is_archived = bool(_ARCHIVE.search(html) or _ARCHIVED_LINK.search(html))
    page = SavedPage(html=_cleaned(html), is_archived=is_archived or "//web.archive.org/web/" in address)  # fmt: skip
    place = page.original(address or (saved[1] if saved else ""))
    return SavedPage(html=page.html, address=place, is_archived=page.is_archived)


def _cleaned(html: str) -> str:
    """Take the archive's own part out, and a tag that the end of the file cuts."""
    if html.rfind("<") > html.rfind(">"):
        html = html[: html.rfind("<")]
    start = html.find(_TOOLBAR[0])
    end = html.find(_TOOLBAR[1], start) if start >= 0 else -1
    return html[:start] + html[end + len(_TOOLBAR[1]) :] if end >= 0 else html
