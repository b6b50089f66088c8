"""What somebody wrote in a mail, without what their mail program put around it. Pure.

Quotes that nothing follows go, with the line that introduces them; so do the signature and lines such as
"Sent from my iPhone". Answers between quotes stay, each below the last paragraph of what it answers; one
answer below a quote keeps it when it is one short paragraph. Where it is not clear what is a quote nothing
is cut.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice

from plugins.comments.by_mail.attributions import (
    begins_attribution,
    is_attribution,
    is_by_a_program,
    is_contact,
    names_one_of,
    rows_of_original,
)

_QUOTED = re.compile(r"[ \t]?>")
_MARKS = re.compile(r"\A[ \t]?(?:>[ \t]?)+")
_ESCAPED_FROM = re.compile(r">+From ")  # as mailboxes write a line that begins with "From "
_LIST_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,3}[.)]|[|#>])\s|\s{4}")
TOKEN = re.compile(
    r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])"
)  # a letter's links are its reader's alone
_ROWS_OF_ATTRIBUTION = 4
_ROWS_OF_SIGNATURE = 15
_ROWS_BELOW_DASHES = 6
_LONGEST_QUOTE = 400
_WIDTHS = range(60, 81)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some lines of a mail: the writer's own, or what they quote."""

    is_quote: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody wrote: pieces in their order, and sentences about what could not be decided."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_quotes(self) -> bool:
        """Whether quotes were kept, for what answers them."""
        return any(piece.is_quote for piece in self.pieces)

    @property
    def text(self) -> str:
        """The words as plain text."""
        return "\n\n".join(
            re.sub("^", "> ", piece.text, flags=re.MULTILINE) if piece.is_quote else piece.text
            for piece in self.pieces
        )


def cut_quotes(text: str, own: frozenset[str] = frozenset()) -> Words:
    """Give the words in a mail's `text`; `own` are the addresses of whoever it answers, in lower case."""
    lines = [row.rstrip() if row != "-- " else row for row in text.split("\n")]
    kept, notes = _before_original(lines, own)
    pieces = _answers(_cleaned(_pieces(kept)))
    if not any(not piece.is_quote for piece in pieces):
        whole = text.strip("\n")
        note = "Nothing but a quote was found in it, so nothing was cut."
        return Words(
            pieces=(Piece(is_quote=False, text=whole),), notes=(note,) if whole.strip() else ()
        )
    return Words(pieces=tuple(pieces), notes=tuple(notes))


def unwrapped(text: str) -> str:
    """Give `text` with the lines joined that a mail program broke at its margin; others stay.

    It broke one where the next word would not have fitted any more.
    """
    lines = text.split("\n")
    width = max((len(line) for line in lines if " " in line), default=0)
    if width not in _WIDTHS:
        return text
    joined = lines[:1]
    last = lines[0]
    for line in lines[1:]:
        word = line.split(" ", 1)[0]
        is_broken = last and word and len(last) + 1 + len(word) > width
        if is_broken and not _LIST_ITEM.match(line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)


def _before_original(lines: list[str], own: frozenset[str]) -> tuple[list[str], list[str]]:
    """Leave out the mail that is answered where it stands below, unmarked; of a marked one its head."""
    has_words = False
    for place, row in enumerate(lines):
        if not has_words:
            has_words = bool(row.strip()) and not _QUOTED.match(row)
            continue
        rows = rows_of_original(lines, place)
        note = [] if rows else _introduced(lines, place, own)
        if not rows and not note:
            continue
        rest = lines[place + rows :]
        if not any(_QUOTED.match(one) for one in rest):
            return lines[:place], note
        if rows:
            return [*lines[:place], *rest], []
    return lines, []


def _introduced(lines: list[str], place: int, own: frozenset[str]) -> list[str]:
    """Give what to say when from here on words of our own are quoted, introduced but unmarked."""
    is_below_words = bool(lines[place - 1].strip())
    for number in range(1, _ROWS_OF_ATTRIBUTION + 1):
        rows = lines[place : place + number]
        text = " ".join(row.strip() for row in rows)
        if not rows[-1].strip():
            break
        if (
            names_one_of(text, own)
            and is_attribution(rows)
            and begins_attribution(rows, is_below_words=is_below_words)
        ):
            return [f'What stood below "{text}" was taken for a quote.']
    return []


def _pieces(lines: list[str]) -> list[Piece]:
    """Part the lines into the writer's own and those that are marked as quotes."""
    pieces: list[tuple[bool, list[str]]] = []
    for place, row in enumerate(lines):
        is_quote = bool(_QUOTED.match(row)) and not _is_escaped_from(lines, place)
        line = _ESCAPED_FROM.sub("From ", row) if not is_quote and row[:1] == ">" else row
        if pieces and (pieces[-1][0] is is_quote or not row.strip()):
            pieces[-1][1].append(line)
        else:
            pieces.append((is_quote, [line]))
    return [Piece(is_quote=is_quote, text="\n".join(rows)) for is_quote, rows in pieces]


def _is_escaped_from(lines: list[str], place: int) -> bool:
    around = [
        row for row in (*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]) if row
    ]
    return bool(_ESCAPED_FROM.match(lines[place])) and not any(map(_QUOTED.match, around))


def _cleaned(pieces: list[Piece]) -> list[Piece]:
    """Take out what introduces quotes, and signatures; what is empty then goes, and quotes join."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        is_before_quote = place + 1 < len(pieces) and pieces[place + 1].is_quote
        text = piece.text
        if not piece.is_quote:
            rows = text.split("\n")
            rows = _without_attribution(rows) if is_before_quote else rows
            text = "\n".join(_without_signature(rows)).strip("\n")
        if not text.strip():
            continue
        if found and found[-1].is_quote and piece.is_quote:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n>\n{text}")
        else:
            found.append(Piece(is_quote=piece.is_quote, text=text))
    return found


def _without_attribution(rows: list[str]) -> list[str]:
    """Leave out the last lines when they introduce the quote below: one line, or one broken in several."""
    end = len(rows)
    while end and not rows[end - 1].strip():
        end -= 1
    for start in range(end - 1, max(-1, end - 1 - _ROWS_OF_ATTRIBUTION), -1):
        is_below_words = bool(start and rows[start - 1].strip())
        found = rows[start:end]
        if is_attribution(found) and begins_attribution(found, is_below_words=is_below_words):
            return rows[:start]
    return rows


def _without_signature(rows: list[str]) -> list[str]:
    """Leave out the signature, lines of the mail program, and a telephone number or address at the end."""
    for place, row in enumerate(rows):
        if row.strip() == "--" and _is_signature(rows, place):
            rows = rows[:place]
            break
    end = len(rows)
    while end and (
        not rows[end - 1].strip() or is_by_a_program(rows[end - 1]) or is_contact(rows[end - 1])
    ):
        end -= 1
    return rows[:end]


def _is_signature(rows: list[str], dashes: int) -> bool:
    """Whether what stands below two dashes is so short that it can be one."""
    most = _ROWS_OF_SIGNATURE if rows[dashes] == "-- " else _ROWS_BELOW_DASHES
    below = (place for place in range(dashes + 1, len(rows)) if rows[place].strip())
    return len(list(islice(below, most + 1))) <= most


def _answers(pieces: list[Piece]) -> list[Piece]:
    """Give the writer's pieces, with what each answers of the quotes before it."""
    number = sum(not piece.is_quote for piece in pieces)
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        if not piece.is_quote:
            found.append(piece)
        elif place + 1 < len(pieces) and (quote := _quote(piece, is_alone=number == 1)):
            found.append(Piece(is_quote=True, text=quote))
    return found


def _quote(piece: Piece, *, is_alone: bool) -> str:
    """Give the last paragraph of a quote, "" for one that is not to be shown.

    Above a single answer a long quote is the whole mail that is answered, its head and its foot.
    """
    plain = "\n".join(_MARKS.sub("", row) for row in piece.text.split("\n"))
    paragraphs = [one.strip("\n") for one in re.split(r"\n\s*\n", plain) if one.strip()]
    if not paragraphs or (is_alone and (len(paragraphs) > 1 or len(plain) > _LONGEST_QUOTE)):
        return ""
    last = unwrapped(paragraphs[-1])
    return "" if TOKEN.search(last) else last
