"""A mail, read for the words that somebody wrote in it. Pure: bytes in, values out.

The old policy of the standard library reads the headers: it takes any header there is, where the new one
raises on some that are broken.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

from plugins.comments.by_mail.mail_text import decode, html_text, unflowed
from plugins.comments.moderation.printable import printable_line
from plugins.shared.errors import SiteError
from plugins.shared.text import clean, one_line, shorten

_MOST_CHARACTERS = 1_000_000
_OUTLOOK_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADERS = ("From", "Date", "Message-ID", "Subject", "Received", "MIME-Version")
_AUTOMATIC = re.compile(r"auto-(?:replied|generated|notified)", re.IGNORECASE)
_YEARS = (1980, 2999)
_LONGEST_NAME = 60
_LONGEST_OF_ALL = 200_000
_LONGEST_HEADER = 2_000  # broken ones take the standard library very long


class NoMail(SiteError, ValueError):
    """A file is no mail, or none with words in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says: who wrote it and when, its words with all quotes, and what is to be told of it.

    `addresses` are those it went to, in lower case: what it quotes is mostly theirs. `name` is "" when it
    gives none but an address; `date` is None without a good one. `is_wrapped` says that its lines may have
    been broken by the program that wrote it.
    """

    id: str
    name: str
    addresses: frozenset[str]
    date: datetime | None
    text: str
    is_wrapped: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The words of one part of a mail, or the note that there are none to read."""

    text: str = ""
    is_wrapped: bool = False
    note: str = ""


def read_mail(data: bytes) -> Mail:
    """Give what is in the mail `data`. Raises NoMail."""
    try:
        return _read_mail(data)
    except RecursionError as error:  # a thousand parts in one another, or brackets in a header
        raise NoMail("it is nested too deep to be read.") from error


def _read_mail(data: bytes) -> Mail:
    if data.startswith(_OUTLOOK_FILE):
        raise NoMail("this is Outlook's own format (.msg); save the mail as .eml.")
    message = _parsed(data)
    if not any(message.get(name) for name in _HEADERS):
        raise NoMail(
            "this is no mail: it has no From:, Date: or Subject:; save the mail whole, as .eml."
        )
    parts = list(_read(message))
    text = clean("\n\n".join(part.text.strip("\n") for part in parts if part.text.strip()))
    if not text.strip():
        notes = " ".join(part.note for part in parts if part.note)
        raise NoMail(f"there are no words in this mail. {notes}".strip())
    if len(text) > _MOST_CHARACTERS:
        raise NoMail("its text is longer than a million characters; that is no comment.")
    automatic = _AUTOMATIC.match(_header(message, "Auto-Submitted"))
    return Mail(
        id=f"mail:{_key(message, text)}",
        name=_sender(message),
        addresses=_recipients(message),
        date=_date(message),
        text=text,
        is_wrapped=any(part.is_wrapped for part in parts if part.text.strip()),
        notes=(
            *(part.note for part in parts if part.note),
            *(["A program wrote this mail by itself."] if automatic else []),
        ),
    )


def _parsed(data: bytes) -> Message:
    """Parse a mail; a line before its headers, as .emlx files and mailboxes have one, is no part of it."""
    whole = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    whole = re.sub(rb"\A\d+[ \t]*\r?\n(?=[A-Za-z-]+:)", b"", whole)  # .emlx begins with its size
    return message_from_bytes(whole)


def _read(part: Message) -> Iterator[_Part]:
    """Give the words of a part and those within it; of alternatives the plain text, when it has any."""
    if max((len(str(value)) for _name, value in part.raw_items()), default=0) > _LONGEST_OF_ALL:
        raise NoMail("it has a header longer than 200,000 characters; no mail program writes such.")
    kind = part.get_content_type()
    inner = part.get_payload()
    if kind in {"message/rfc822", "multipart/encrypted"}:
        what = "A mail within it" if kind == "message/rfc822" else "What is encrypted in it"
        yield _Part(note=f"{what} was left out; save that by itself.")
    elif isinstance(inner, list):
        parts = [one for one in inner if isinstance(one, Message)]
        if kind == "multipart/alternative":
            yield from _best([list(_read(one)) for one in parts])
        else:
            for one in parts:
                yield from _read(one)
    elif kind.startswith("multipart/") or (
        kind in {"text/plain", "text/html"} and not _is_attached(part)
    ):  # a mail that promises parts and has none is text
        yield _words(part, is_html=kind == "text/html")
    else:
        name = printable_line(_decoded(part.get_filename() or "") or kind)
        yield _Part(note=f'"{shorten(name, 80)}" was left out.')


def _best(alternatives: list[list[_Part]]) -> list[_Part]:
    """Give the first alternative with words: plain text comes first, and some have an empty one."""
    return next(
        (parts for parts in alternatives if any(part.text.strip() for part in parts)),
        [part for parts in alternatives for part in parts],
    )


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _words(part: Message, *, is_html: bool) -> _Part:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = decode(data, _parameter(part, "charset"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > 4 * _MOST_CHARACTERS:
        raise NoMail("its text is longer than a million characters; that is no comment.")
    if is_html:
        return _Part(text=html_text(clean(text)))
    if _parameter(part, "format").lower() == "flowed":
        deletes_space = _parameter(part, "delsp").lower() == "yes"
        return _Part(text=unflowed(text, deletes_space=deletes_space))
    return _Part(text=text, is_wrapped=True)


def _parameter(part: Message, name: str) -> str:
    """Give a parameter of the content type; RFC 2231 gives it as three parts."""
    found = part.get_param(name, "")
    return found[2] if isinstance(found, tuple) else str(found or "")


def _sender(message: Message) -> str:
    """Give the name in From; one that is nothing but an address is none."""
    name, _address = parseaddr(_header(message, "From"))
    plain = one_line(_decoded(name)).strip("'\" ")
    plain = re.sub(r"\s*[<(\[]?[^\s<>()@]+@[^\s<>()@]+[>)\]]?\s*", " ", plain).strip(" ,;-")
    return shorten(plain, _LONGEST_NAME)


def _recipients(message: Message) -> frozenset[str]:
    found = getaddresses([_header(message, "To"), _header(message, "Cc")])
    return frozenset(address.lower() for _name, address in found if "@" in address)


def _date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
        utc = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return utc if _YEARS[0] <= utc.year <= _YEARS[1] else None


def _key(message: Message, text: str) -> str:
    """Give what the same mail always has: of its Message-ID, else of who wrote what and when."""
    own = _header(message, "Message-ID").strip()
    what = own or "\n".join([_header(message, "From"), _header(message, "Date"), text])
    return hashlib.sha256(what.encode("utf-8", errors="replace")).hexdigest()[:16]


def _header(message: Message, name: str) -> str:
    """Give a header as it stands, unfolded; bytes in it that are no ASCII are UTF-8 or windows-1252."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            data = str(value).encode("utf-8", errors="surrogateescape")
            return " ".join(decode(data[:_LONGEST_HEADER], "utf-8").split())
    return ""


def _decoded(text: str) -> str:
    """Give a header's encoded words (RFC 2047) as text; what is broken stays as it is."""
    try:
        found = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        part if isinstance(part, str) else decode(part, charset or "utf-8")
        for part, charset in found
    )
