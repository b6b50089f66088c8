"""Slots: the places in a letter where readers differ, and what is put in for one. Pure.

In a rendered letter a slot is its name between two marks. The note has three: what stands between
`note` and `end` is left out for readers without one, and `words` is the note itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from html import escape, unescape
from typing import Any

from plugins.newsletter.letter.columns import wrap
from plugins.newsletter.letter.model import Greeting, Letter, Reader
from plugins.shared.text import clean, one_line, shorten

LONGEST_NOTE = 2_000
ENGLISH_GREETING = Greeting()
_LONGEST_NAME = 60
_LONGEST_TOKEN = 64
# UTF-8 needs up to 4 bytes for a character, HTML 5 for "&amp;" and for "<br>" with its line end.
_BYTES = 5
# Private use: fonts know nothing of them, HTML and JSON carry them, hardly any text holds one.
_MARKS = (*range(0xE000, 0xF900), *range(0xF0000, 0xFFFFE), *range(0x100000, 0x10FFFE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """What templates write where a slot is to be."""

    greeting: str
    note: str
    words: str
    end: str
    token: str


def make_slots(mark: str) -> Slots:
    """Give the slots that `mark` fences."""
    return Slots(**{one.name: f"{mark}{one.name}{mark}" for one in fields(Slots)})


def find_mark(*values: Any) -> str:
    """Give the mark for a letter about `values`: a character that no text in them holds, nor spells in HTML."""
    held = set(unescape("\n".join(_texts(values))))
    return next(mark for mark in map(chr, _MARKS) if mark not in held)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def divide(part: str, mark: str) -> list[str]:
    """Give the part of a letter as text, slot's name, text, …, text."""
    return re.split(f"{mark}([a-z]+){mark}", part)


def greeting_for(reader: Reader, greeting: Greeting = ENGLISH_GREETING) -> str:
    """Give the first words: "Hello Ana," when the name is known."""
    name = shorten(one_line(reader.name), _LONGEST_NAME)
    return greeting.named.replace("%(name)s", name) if name else greeting.plain


def note_for(reader: Reader) -> str:
    """Give the note as it is shown: clean, its line breaks kept, at most LONGEST_NOTE characters."""
    if not reader.note:
        return ""
    plain = clean(reader.note).replace("\r\n", "\n").replace("\r", "\n")
    return shorten(plain.strip(), LONGEST_NOTE)


def in_html(words: str) -> str:
    """Give a greeting or a note for the HTML."""
    return escape(words, quote=False).replace("\n", "<br>\n")


def fill_letter(letter: Letter, reader: Reader) -> Letter:
    """Give the letter with what is this reader's put in: for a preview; template.py is what sends."""
    greeting, note = greeting_for(reader, letter.greeting), note_for(reader)
    html = _fill(letter.html, letter.mark, (in_html(greeting), in_html(note), reader.token))
    text = _fill(letter.text, letter.mark, (greeting, wrap(note), reader.token))
    return replace(letter, html=html, text=text)


def _fill(part: str, mark: str, values: tuple[str, str, str]) -> str:
    slots = make_slots(mark)
    greeting, words, token = values
    if not words:
        part = re.sub(f"{slots.note}.*?{slots.end}", "", part, flags=re.DOTALL)
    found = {"greeting": greeting, "words": words, "token": token, "note": "", "end": ""}
    pieces = divide(part, mark)
    pieces[1::2] = [found[name] for name in pieces[1::2]]
    return "".join(pieces)


def largest_size(part: str, mark: str, greeting: Greeting = ENGLISH_GREETING) -> int:
    """Give how many bytes a part of a letter can have (UTF-8, decoded) with its slots at their largest."""
    largest = {
        "greeting": _BYTES * (_LONGEST_NAME + max(len(greeting.named), len(greeting.plain))),
        "words": _BYTES * LONGEST_NOTE,
        "token": _LONGEST_TOKEN,
    }
    pieces = divide(part, mark)
    fixed = len("".join(pieces[::2]).encode())
    return fixed + sum(largest.get(name, 0) for name in pieces[1::2])
