"""What an import found and what became of it: numbers that add up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugins.comments.model import Status
from plugins.comments_import.model import ImportedComment, Kind, Skipped
from plugins.shared.text import count, shorten

_MOST_NAMED = 10


@dataclass(kw_only=True)
class Row:
    """The numbers of one kind; the last four tell more of comments that were found."""

    found: int = 0
    added: int = 0
    already_there: int = 0
    unmatched: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    replies: int = 0
    placeholders: int = 0
    pending: int = 0
    without_date: int = 0

    def check(self, where: str) -> None:
        """Refuse numbers that do not add up: something would have been lost without a word."""
        known = self.added + self.already_there + self.unmatched + self.skipped.total()
        if self.found != known:
            raise AssertionError(f"the numbers of the import do not add up: {where}: {self}")

    def as_json(self, kind: Kind) -> dict[str, Any]:
        """Give the row for machines."""
        row: dict[str, Any] = {
            "found": self.found,
            "added": self.added,
            "already_there": self.already_there,
            "unmatched": self.unmatched,
            "skipped": dict(sorted(self.skipped.items())),
        }
        if kind in {Kind.COMMENT, Kind.PING}:
            row |= {
                "replies": self.replies,
                "placeholders": self.placeholders,
                "pending": self.pending,
                "without_date": self.without_date,
            }
        return row

    def add(self, other: "Row") -> None:
        """Add the numbers of another row."""
        for name in ("found", "added", "already_there", "unmatched", "replies", "placeholders", "pending", "without_date"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.skipped += other.skipped


def _rows() -> dict[Kind, Row]:
    return {kind: Row() for kind in Kind}


@dataclass(kw_only=True)
class SourceReport:
    """The numbers of one export, and what is worth telling of it."""

    file: str
    source: str
    title: str
    rows: dict[Kind, Row] = field(default_factory=_rows)
    notes: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)

    def add_comment(self, item: ImportedComment) -> None:
        """Count a comment that was found."""
        row, comment = self.rows[item.kind], item.comment
        row.found += 1
        row.replies += bool(comment.parent)
        row.pending += comment.status is Status.PENDING
        row.without_date += comment.date is None

    def skip(self, item: Skipped) -> None:
        """Count something that was found and is left out."""
        row = self.rows[item.kind]
        row.found += 1
        row.replies += item.is_reply
        row.skipped[item.reason] += 1
        named = self.names.setdefault(f"{item.kind}: {item.reason}", [])
        if item.what and len(named) < _MOST_NAMED:
            named.append(item.what)

    def add_note(self, text: str) -> None:
        """Take a sentence up, once."""
        if text not in self.notes:
            self.notes.append(text)

    def as_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "file": self.file,
            "source": self.source,
            "format": self.title,
            **{kind.value: row.as_json(kind) for kind, row in self.rows.items()},
            "notes": self.notes,
        }

    def __str__(self) -> str:
        """Give it for people: a table, then what was left out."""
        lines = [f"{self.file}: {self.title}", "", *table(self.rows)]
        for kind, row in self.rows.items():
            for reason, number in sorted(row.skipped.items()):
                named = ", ".join(self.names.get(f"{kind}: {reason}", []))
                what = count(number, kind.value.removesuffix("s"))
                lines.append(f"Left out: {what}, {reason}{_in_brackets(named)}.")
        return "\n".join([*lines, *self.notes])


def _in_brackets(named: str) -> str:
    return f" ({shorten(named, 300)})" if named else ""


def table(rows: Mapping[Kind, Row]) -> list[str]:
    """Give the numbers in columns, and below them what is to be known of the comments."""
    lines = [
        f"{'':10}{'found':>9}{'added':>9}{'already there':>15}{'unmatched':>11}{'left out':>10}"
    ]
    for kind, row in rows.items():
        if row.found or kind in {Kind.POST, Kind.COMMENT}:
            lines.append(
                f"{kind.value:10}{row.found:9}{row.added:9}{row.already_there:15}{row.unmatched:11}{row.skipped.total():10}"
            )
    talk, pings = rows[Kind.COMMENT], rows[Kind.PING]
    if talk.found:
        known = {
            count(talk.replies + pings.replies, "reply").replace("replys", "replies"): talk.replies,
            count(talk.placeholders, "placeholder") + " for a deleted comment": talk.placeholders,
            f"{talk.pending} waiting in _pending/": talk.pending,
            f"{talk.without_date} without a date": talk.without_date,
        }
        said = ", ".join(text for text, number in known.items() if number)
        lines += [f"Of the comments: {said}."] if said else []
    return lines
