"""The headings of a body: each a place that can be linked to, together a table of contents."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from plugins.reading.body import Body, WrittenHeading

LONG = 1_000  # words
FEWEST = 3
_LONGEST = 60
_APART = re.compile(r"[\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ\u00ad\u200b\u200c\u200d\u2060"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading that can be linked to. `text` is plain, `level` is 2 or 3."""

    id: str
    text: str
    level: int


def named_headings(body: Body, taken: Collection[str] = ()) -> tuple[Heading, ...]:
    """Give the headings of a body, each with the id it has or should get; none has one of `taken`.

    An id comes from its heading's own words. A number after "_", which is in no id of words alone, tells
    those apart that are the same: so an id changes with its heading, and with no other.
    """
    used = {*taken, *body.names}
    return tuple(
        Heading(id=_own_or_new(one, used), text=one.text, level=one.level) for one in body.headings
    )


def with_ids(html: str, body: Body, headings: Collection[Heading]) -> str:
    """Give `html`, of which `body` was read, with the ids of those headings that had none."""
    done, pieces = 0, []
    for written, heading in zip(body.headings, headings, strict=True):
        if written.id is None:
            pieces += [html[done : written.place], f' id="{heading.id}"']
            done = written.place
    return "".join([*pieces, html[done:]])


def contents_of(headings: Collection[Heading], *, words: int) -> tuple[Heading, ...]:
    """Give the table of contents of a post with that many words: () unless it is long."""
    shown = tuple(one for one in headings if one.id and one.text)
    return shown if words >= LONG and len(shown) >= FEWEST else ()


def _own_or_new(heading: WrittenHeading, used: set[str]) -> str:
    if heading.id is not None:
        return heading.id
    id_ = wanted = make_id(heading.text)
    number = 1
    while id_ in used:
        number += 1
        id_ = f"{wanted}_{number}"
    used.add(id_)
    return id_


def make_id(text: str) -> str:
    """Give the id that plain `text` makes: its letters and digits in lower case, hyphens between words."""
    known = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()
    words = _APART.sub("-", known) if known.isascii() else _spelled(known)
    id_ = words.strip("-")
    if len(id_) > _LONGEST:
        id_ = id_[: _LONGEST + 1].rpartition("-")[0] or id_[:_LONGEST]
    return id_ or "part"


def _spelled(text: str) -> str:
    """Do the same for other scripts: their vowel signs are no letters, but parts of words."""
    kept = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in text)
    return "-".join(kept.split())
