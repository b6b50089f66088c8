r"""The format of a comment file: header blocks, one after the other.

    === blogger:4711
    Author: Ana
    Date: 2010-08-14T15:04:05Z

    The body, as it came.

Body lines that begin with "=== " have a backslash in front, and one more if they have some already.
Between two blocks stands an empty line. Lines end in LF; whatever else a body holds, CR included, is
kept. So format and parse are inverse, and merging is appending: other blocks keep their very bytes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

_HEAD = re.compile(r"^\ufeff?=== ", re.MULTILINE)  # a byte order mark may stand before the first
_TO_ESCAPE = re.compile(r"^(\\*)(?==== )", re.MULTILINE)
_ESCAPED = re.compile(r"^\\(\\*)(?==== )", re.MULTILINE)
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_-]*):[ \t]*(?P<value>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One comment as written: its id (`source:number`), its headers in their order, its body.

    `line` is where it starts in its file, `broken` are the header lines that are none (line, text).
    """

    id: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    line: int = 0
    broken: tuple[tuple[int, str], ...] = ()

    def get(self, name: str) -> str:
        """Give the value of the first header called `name`, in any case; "" when there is none."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return ""

    def all(self, name: str) -> list[str]:
        """Give the values of every header called `name`, in any case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def line_of(self, name: str) -> int:
        """Give the line in the file of the first header called `name`, else that of the block."""
        names = [key.lower() for key, _value in self.headers]
        return self.line + 1 + names.index(name.lower()) if name.lower() in names else self.line


def split_blocks(text: str) -> list[str]:
    """Cut a file before each block's head; joined again the parts are `text`.

    The first part is what stands before the first block, "" when nothing does.
    """
    cuts = [0, *(match.start() for match in _HEAD.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def parse_blocks(text: str) -> list[Block]:
    """Give the blocks of a file in their order."""
    first, *parts = split_blocks(text)
    line = 1 + first.count("\n")
    blocks = []
    for number, part in enumerate(parts, start=1):
        blocks.append(_parse_block(part, line, is_last=number == len(parts)))
        line += part.count("\n")
    return blocks


def format_blocks(blocks: list[Block]) -> str:
    """Give the text of a file with these blocks.

    Raises ValueError when an id or a header cannot stand on one line of its own.
    """
    return "\n".join(_format_block(block) for block in blocks)


def append_blocks(text: str, blocks: list[Block]) -> str:
    """Give `text` with the blocks after it; what was there keeps its bytes."""
    if not text or not blocks:
        return text + format_blocks(blocks)
    end = "\n" if text.endswith("\n") else "\n\n"
    return text + end + format_blocks(blocks)


def add_headers(part: str, headers: tuple[tuple[str, str], ...]) -> str:
    """Give a block as split_blocks cut it with `headers` below those it has; all else keeps its bytes."""
    lines = part.split("\n")
    last = next((n for n, row in enumerate(lines[1:], start=1) if not row.strip()), len(lines))
    end = "\r" if lines[0].endswith("\r") else ""
    lines[last:last] = [_one_line(f"{name}: {value}") + end for name, value in headers]
    return "\n".join(lines)


def put_header(part: str, name: str, value: str) -> str:
    """Give a block as split_blocks cut it with this header, in the place of the first one called so."""
    place = next(iter(_places(part, name)), None)
    if place is None:
        return add_headers(part, ((name, value),))
    lines = part.split("\n")
    end = "\r" if lines[place].endswith("\r") else ""
    lines[place] = _one_line(f"{name}: {value}") + end
    return "\n".join(lines)


def drop_header(part: str, name: str) -> str:
    """Give a block as split_blocks cut it without the headers called `name`."""
    places = _places(part, name)
    return "\n".join(row for n, row in enumerate(part.split("\n")) if n not in places)


def change_block(text: str, id_: str, change: Callable[[str], str]) -> str:
    """Give a file's text with `change` made to the first block called `id_`; all else keeps its bytes."""
    first, *parts = split_blocks(text)
    ids = [block.id for block in parse_blocks(text)]
    if id_ in ids:
        place = ids.index(id_)
        parts[place] = change(parts[place])
    return "".join([first, *parts])


def _places(part: str, name: str) -> list[int]:
    """Give which lines of a block are headers called `name`."""
    found = []
    for number, row in enumerate(part.split("\n")[1:], start=1):
        if not row.strip():
            break
        match = _HEADER.fullmatch(row.rstrip("\r"))
        if match and match["name"].lower() == name.lower():
            found.append(number)
    return found


def _parse_block(part: str, line: int, *, is_last: bool) -> Block:
    head, _, rest = part.partition("\n")
    headers, broken, number = [], [], line
    while rest:
        number += 1
        row, _, rest = rest.partition("\n")
        if not row.strip():
            break
        if match := _HEADER.fullmatch(row.rstrip("\r")):
            headers.append((match["name"], match["value"].strip()))
        else:
            broken.append((number, row.strip()))
    body = rest.removesuffix("\n\n" if rest.endswith("\n\n") and not is_last else "\n")
    return Block(
        id=head.removeprefix("\ufeff").removeprefix("=== ").strip(),
        headers=tuple(headers),
        body=_ESCAPED.sub(r"\1", body) if "=== " in body else body,
        line=line,
        broken=tuple(broken),
    )


def _format_block(block: Block) -> str:
    rows = [f"=== {block.id}", *[f"{name}: {value}" for name, value in block.headers]]
    rows = [_one_line(row) for row in rows]
    body = _TO_ESCAPE.sub(r"\\\1", block.body) if "=== " in block.body else block.body
    return "\n".join([*rows, "", body]) + "\n"


def _one_line(row: str) -> str:
    if "\n" in row or "\r" in row:
        raise ValueError(f'a line break in "{row[:40]}": a header of a comment is one line')
    return row.rstrip()
