r"""The head of a letter: every line, in a fixed order, with slots in the places of what is the reader's. Pure.

Written by hand, since EmailMessage encodes long List-Unsubscribe lines (RFC 2047), and then mail programs
show no button (https://github.com/python/cpython/issues/85725). Signing (DKIM) is the mail server's.
"""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from unidecode import unidecode

from plugins.newsletter.letter.links import ascii_url, unsubscribe_by_mail
from plugins.newsletter.letter.model import Sender
from plugins.shared.text import one_line, shorten

# No quoted-printable line begins with "--=_": there "=" is followed by two hexadecimal digits.
BOUNDARY = "=_still-in-touch_="
# Slots: a name between NULs, which no header can hold.
ADDRESS, MESSAGE_ID, TOKEN = "\0address\0", "\0message_id\0", "\0token\0"
_AIM = 78
_LONGEST = 998
_LONGEST_ARCHIVE = 900
_LONGEST_PHRASE = 60
# With the header's name before it a word of 42 bytes is within the 78 columns, and within RFC 2047's 75.
_WORD_BYTES = 42
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_BROKEN = re.compile(r"[\r\n\x00]")
_SLOT = re.compile("\0[a-z_]+\0")


def build_head(subject: str, *, sender: Sender, date: datetime) -> str:
    """Give the header lines of a letter, ended by CRLF; slots are names between NULs.

    Raises ValueError for what no header can hold: a line break, or more than 998 bytes in a line.
    """
    lines = list(_lines(subject, sender, date))
    for line in lines:
        if _BROKEN.search(_SLOT.sub("", line).replace("\r\n ", "")):
            raise ValueError(f"a line break or NUL in the header {line.split(':')[0]}")
        if max(len(part.encode()) for part in line.split("\r\n")) > _LONGEST:
            raise ValueError(f"the header {line.split(':')[0]} is longer than {_LONGEST} bytes")
    return "".join(f"{line}\r\n" for line in lines)


def _lines(subject: str, sender: Sender, date: datetime) -> Iterator[str]:
    mailbox = _fold(_phrase(sender.name), f"<{sender.address}>")
    yield f"From: {mailbox}"
    yield f"To: {ADDRESS}"
    yield f"Reply-To: {sender.reply_to or mailbox}"
    yield f"Subject: {encode_text(subject, len('Subject: '))}"
    yield f"Date: {format_datetime(date)}"
    yield f"Message-ID: {MESSAGE_ID}"
    if not sender.is_single:
        yield from _list_lines(sender)
        yield "Precedence: bulk"
    if sender.is_automatic:
        yield "Auto-Submitted: auto-generated"
    yield "X-Auto-Response-Suppress: OOF, AutoReply"
    if not sender.is_single:
        yield f"Feedback-ID: {_feedback_id(sender)}"
        yield f"CFBL-Address: {sender.address}; report=arf"
    yield "MIME-Version: 1.0"
    yield f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"'
    yield f"Content-Language: {sender.language}"


def _list_lines(sender: Sender) -> Iterator[str]:
    """Give the List- lines (RFC 2369, 2919, 8058): ASCII, never encoded, never folded."""
    title = _quoted(_plain(sender.title))
    by_mail = f"<{unsubscribe_by_mail(sender, TOKEN)}>"
    yield f"List-Id: {title} <{sender.list_id}>" if title else f"List-Id: <{sender.list_id}>"
    # One click asks for https; the mailto stays for the programs that know it alone.
    if sender.desk.startswith("https://"):
        yield f"List-Unsubscribe: <{sender.desk}/u/{TOKEN}>, {by_mail}"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    else:
        yield f"List-Unsubscribe: {by_mail}"
    archive = ascii_url(sender.view_url)
    if len(archive) > _LONGEST_ARCHIVE:  # a header cannot be folded in an address
        archive = ascii_url(sender.help_url)
    yield f"List-Archive: <{archive}>"
    yield f"List-Help: <{ascii_url(sender.help_url)}>"
    owner = re.sub(r"[()\\]", "", _plain(sender.name))
    yield f"List-Owner: <mailto:{sender.address}>" + (f" ({owner})" if owner else "")
    yield "List-Post: NO"


def _feedback_id(sender: Sender) -> str:
    """Give the four fields of Gmail's loop; the last is always the same, and none is the reader's."""
    domain = sender.address.rpartition("@")[2]
    fields = (sender.key, sender.cadence, sender.list_id, domain[:15].strip("-."))
    return ":".join(re.sub(r"[^A-Za-z0-9.-]", "-", field)[:60] or "-" for field in fields)


def encode_text(text: str, used: int) -> str:
    """Give a header's text after `used` columns, folded; what is not plain ASCII in encoded words (RFC 2047).

    No word is longer than 75, and none ends inside a character. Raises ValueError for a line break.
    """
    if _BROKEN.search(text):
        raise ValueError("a line break or NUL in a header")
    if text.isascii() and text.isprintable() and "=?" not in text:
        folded = _fold(*text.split(" "), used=used)
        if max(map(len, folded.split("\r\n"))) <= _AIM:
            return folded
    return "\r\n ".join(_encoded_words(text))


def _encoded_words(text: str) -> Iterator[str]:
    chunk = b""
    for character in text:
        data = character.encode()
        if len(chunk) + len(data) > _WORD_BYTES:
            yield _encoded_word(chunk)
            chunk = b""
        chunk += data
    yield _encoded_word(chunk)


def _encoded_word(data: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(data).decode()}?="


def _fold(*words: str, used: int = len("Reply-To: ")) -> str:
    """Give the words with a space between them, on lines that aim at 78 columns."""
    lines = [""]
    for word in words:
        if lines[-1] and used + len(lines[-1]) + len(word) >= _AIM:
            lines.append(word)
            used = 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _phrase(name: str) -> str:
    """Give a name as a phrase (RFC 5322, 3.2.5)."""
    known = shorten(one_line(name), _LONGEST_PHRASE)
    if known.isascii() and "=?" not in known:
        return _quoted(known)
    return "\r\n ".join(_encoded_words(known))


def _quoted(phrase: str) -> str:
    if not phrase or _ATOMS.fullmatch(phrase):
        return phrase
    return '"' + re.sub(r'(["\\])', r"\\\1", phrase) + '"'


def _plain(text: str) -> str:
    """Give `text` in ASCII as well as it goes: List- lines cannot be encoded."""
    known = shorten(one_line(text), _LONGEST_PHRASE).rstrip("…")
    return one_line(unidecode(known).replace("=?", "")).strip()
