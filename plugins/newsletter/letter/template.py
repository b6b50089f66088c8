"""A letter compiled to bytes, so that filling it for a reader takes microseconds. Pure.

The e-mail module needs some milliseconds to build the same message.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from plugins.newsletter.letter.columns import wrap
from plugins.newsletter.letter.headers import BOUNDARY, build_head
from plugins.newsletter.letter.model import Greeting, Letter, Reader, Sender
from plugins.newsletter.letter.quoted_printable import encode_piece
from plugins.newsletter.letter.slots import (
    ENGLISH_GREETING,
    divide,
    greeting_for,
    in_html,
    note_for,
)

# The second begins with the greeting's words; the first, which older versions wrote, has the English.
_FORMAT, _FORMAT_IN_ENGLISH = b"letter 2", b"letter 1"
_NAMES = frozenset(
    b"address message_id token body_token greeting_html greeting_text note_html note_text".split()
)
# What a header can hold as it is: an address with a quoted or a spaced local part is none of ours.
_ADDRESS = re.compile(r'[^\s\x00-\x20\x7f-\x9f()<>\[\]:;,"\\@]+@[A-Za-z0-9._-]+')
_MESSAGE_ID = re.compile(r"<[!#-;=?A-Z^-~]+@[A-Za-z0-9._-]+>")
_TOKEN = re.compile(r"[a-z0-9]{1,64}")
_Frame = tuple[bytes, bytes]


def compile_template(letter: Letter, *, sender: Sender, date: datetime) -> bytes:
    """Give the letter as one blob that needs nothing else: the message in pieces, slots' names between them.

    NUL separates them, which no message holds. The same letter gives the same blob. Raises ValueError for
    a subject or a sender that no header can hold.
    """
    text, text_frame = _part("plain", letter.text, letter.mark)
    html, html_frame = _part("html", letter.html, letter.mark)
    head = build_head(letter.subject, sender=sender, date=date)
    message = f"{head}\r\n{text}{html}--{BOUNDARY}--\r\n"
    kind = _kind_of(letter.greeting)
    return "\0".join([*kind, *html_frame, *text_frame, message]).encode()


def _kind_of(greeting: Greeting) -> list[str]:
    if greeting == ENGLISH_GREETING:
        return [_FORMAT_IN_ENGLISH.decode()]
    return [_FORMAT.decode(), greeting.named, greeting.plain]


def _part(subtype: str, content: str, mark: str) -> tuple[str, tuple[str, str]]:
    """Give a body part with slots between NULs, and what stands around the note in it."""
    kind = "text" if subtype == "plain" else subtype
    pieces, frame = _without_frame(divide(content, mark))
    names = {"greeting": f"greeting_{kind}", "note": f"note_{kind}", "token": "body_token"}
    pieces[::2] = [encode_piece(piece) for piece in pieces[::2]]
    pieces[1::2] = [f"\0{names[name]}\0" for name in pieces[1::2]]
    head = (
        f"--{BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return f"{head}{''.join(pieces)}\r\n", frame


def _without_frame(pieces: list[str]) -> tuple[list[str], tuple[str, str]]:
    """Give the pieces with one slot for note and frame, and the frame, encoded."""
    names = pieces[1::2]
    if "note" not in names:
        return pieces, ("", "")
    place = 1 + 2 * names.index("note")
    _note, before, _words, after, _end = pieces[place : place + 5]
    return [*pieces[: place + 1], *pieces[place + 5 :]], (encode_piece(before), encode_piece(after))


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled letter: its pieces, the slots' names between them, what stands around a note, the greeting."""

    _pieces: tuple[bytes, ...]
    _names: tuple[bytes, ...]
    _html_frame: _Frame
    _text_frame: _Frame
    _greeting: Greeting = ENGLISH_GREETING

    @classmethod
    def from_bytes(cls, blob: bytes) -> Self:
        """Give the letter in a blob of compile_template. Raises ValueError when it is none."""
        kind, *parts = blob.split(b"\0")
        greeting = ENGLISH_GREETING
        if kind == _FORMAT and len(parts) > 1:
            named, plain, *parts = parts
            greeting = Greeting(named=named.decode(), plain=plain.decode())
        elif kind != _FORMAT_IN_ENGLISH:
            raise ValueError("this is no compiled letter")
        frames, pieces, names = parts[:4], parts[4::2], parts[5::2]
        if len(pieces) != len(names) + 1 or not _NAMES.issuperset(names):
            raise ValueError("this is no compiled letter")
        return cls(
            tuple(pieces), tuple(names), (frames[0], frames[1]), (frames[2], frames[3]), greeting
        )

    def fill(self, reader: Reader) -> bytes:
        """Give the whole message for a reader (RFC 5322, lines ended by CRLF).

        No line of it begins with a full stop. Raises ValueError when address, message id or token
        cannot stand in a header.
        """
        _refuse_bad(reader)
        values = self._values(reader)
        parts = [b""] * (2 * len(self._pieces) - 1)
        parts[::2] = self._pieces
        parts[1::2] = [values[name] for name in self._names]
        return b"".join(parts)

    def wire(self, reader: Reader) -> bytes:
        """Give the message as it goes after DATA (RFC 5321, 4.5.2), without the last line's full stop.

        There is nothing to be doubled: it is `fill`, which begins no line with a full stop.
        """
        return self.fill(reader)

    def _values(self, reader: Reader) -> dict[bytes, bytes]:
        greeting, note = greeting_for(reader, self._greeting), note_for(reader)
        token = reader.token.encode()
        greeting_text = encode_piece(greeting).encode()
        greeting_html = in_html(greeting)
        return {
            b"address": reader.address.encode(),
            b"message_id": reader.message_id.encode(),
            b"token": token,
            b"body_token": token + b"=\r\n",
            b"greeting_html": greeting_text
            if greeting_html == greeting
            else encode_piece(greeting_html).encode(),
            b"greeting_text": greeting_text,
            b"note_html": _framed(in_html(note), self._html_frame) if note else b"",
            b"note_text": _framed(wrap(note), self._text_frame) if note else b"",
        }


def _framed(words: str, frame: _Frame) -> bytes:
    return frame[0] + encode_piece(words).encode() + frame[1]


def _refuse_bad(reader: Reader) -> None:
    if not _ADDRESS.fullmatch(reader.address):
        raise ValueError("the address cannot stand in a header")
    if not _MESSAGE_ID.fullmatch(reader.message_id):
        raise ValueError("the message id cannot stand in a header")
    if not _TOKEN.fullmatch(reader.token):
        raise ValueError("a token is 1 to 64 small letters and digits")
