"""The row of headings that a list may begin with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from plugins.newsletter.lists.rows import Row, parse_rows
from plugins.shared.text import one_line

_DELIMITERS = ",;\t|"
_MAIL = re.compile(r"[^\s@]@[^\s@]")
_HOST = re.compile(r"\w\.[^\W\d_]{2,}")  # example.org, but not "No." or "1.5"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A list taken apart. `columns` are the places of the headings, none when there is no such row.

    `rows` are those below the headings, or all of them, once; `width` is the number of fields above them.
    """

    columns: Mapping[str, int]
    rows: Iterator[Row]
    width: int = 0

    @property
    def headings(self) -> frozenset[str]:
        """The headings, in lower case."""
        return frozenset(self.columns)


def open_sheet(text: str) -> Sheet:
    """Take `text` apart by the separator that its first row is written with."""
    stated = re.match(r"sep=(.)(?:\r\n|\r|\n)", text)  # Excel's own first line
    skipped = stated.end() if stated else 0
    delimiter = stated[1] if stated else _delimiter(text)
    rows = parse_rows(text[skipped:], delimiter=delimiter, line=1 + bool(stated))
    first = next((row for row in rows if not is_comment(row)), None)
    if first is None:
        return Sheet(columns={}, rows=iter(()))
    if not _is_header(first):
        return Sheet(columns={}, rows=chain([first], rows))
    return Sheet(columns=_columns(first), rows=rows, width=len(first.fields))


def is_comment(row: Row) -> bool:
    """Whether a row is empty or begins with "#"."""
    return row.is_empty or bool(row.fields and row.fields[0].lstrip().startswith("#"))


def _delimiter(text: str) -> str:
    """Give the separator that makes most of the first row, the earlier one of equals."""
    lines = (
        line for line in text[:10_000].splitlines() if line.strip() and line.lstrip()[0] != "#"
    )
    first = re.sub(r'"[^"]*"|<[^>]*>', "", next(lines, ""))
    return max(_DELIMITERS, key=first.count)


def _is_header(row: Row) -> bool:
    """Whether a first row holds headings: none is an address, or what may have been meant as one."""
    fields = [one_line(field) for field in row.fields if field.strip()]
    if row.problem or any(_MAIL.search(field) for field in fields):
        return False
    if any(is_address_heading(field) for field in fields):
        return True
    return len(fields) > 1 and not any(_HOST.search(field) for field in fields)


def is_address_heading(heading: str) -> bool:
    """Whether a heading is that of addresses, in some languages of Europe."""
    return bool(_ADDRESS.fullmatch(re.sub(r"[\W_]", "", heading.casefold())))


_ADDRESS = re.compile(
    r"((subscriber|user|your|primary|work|home|private|contact)?e?mails?\d?(addresses|address|adresse|adressen|adres|id)?)"
    r"|adress(e)?(e?mail|courriel|électronique)|courriel|(e?mail)adresse|epost(adress|adresse)?"
    r"|correo(electrónico)?|direccióndecorreo(electrónico)?|indirizzoe?mail|postaelettronica"
    r"|endereçodee?mail|address(es)?|sähköposti|adrese?mail"
)


def _columns(row: Row) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, field in enumerate(row.fields):
        columns.setdefault(one_line(field).casefold(), place)
    return columns
