"""A place in a text where the address of a picture stands, and how another is put there.

Only such places change; everything else stays byte for byte.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A part of a text, and what is to stand there."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one address stands: an attribute called `name`, or the target of a Markdown link.

    `others` are the addresses of other sizes, the largest first. A link is one to a picture only by
    its address; `holds_picture` says that a picture is what one clicks. `tag` is all of the picture's tag.
    """

    start: int
    end: int
    address: str
    name: str = ""
    quote: str = '"'
    others: tuple[str, ...] = ()
    is_link: bool = False
    holds_picture: bool = False
    is_pixel: bool = False
    tag: tuple[int, int] | None = None
    also: tuple[Edit, ...] = ()

    def edits(self, address: str) -> list[Edit]:
        """Give what puts the link to a file in its place."""
        return [self.edit(address), *self.also]

    def edit(self, address: str) -> Edit:
        """Give what changes the address and nothing else.

        In lower case and in quotes, for Pelican knows its links only so.
        """
        if self.name:
            text = f"{self.name}={self.quote}{escape(address)}{self.quote}"
        else:
            text = f"<{address}>" if re.search(r"[\s()]", address) else address
        return Edit(start=self.start, end=self.end, text=text)


def apply(edits: Iterable[Edit], text: str) -> str:
    """Give the text with the edits made; of two that touch the same part, the first."""
    pieces, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= position:
            pieces += [text[position : edit.start], edit.text]
            position = edit.end
    return "".join([*pieces, text[position:]])
