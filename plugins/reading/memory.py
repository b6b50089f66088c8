"""What was found to go with each post, as it is remembered from one build to the next."""

import marshal
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import count
from typing import Any

from plugins.reading.choosing import Subject
from plugins.reading.related import Table
from plugins.shared.sharing import Share

Related = dict[str, tuple[str, ...]]
# What others see of a post, first whether it is published, and the stamp of what it says.
Row = tuple[tuple[object, ...], str]
FREE: Row = ((), "")
_NUMBERS = "I"
Parts = Mapping[str, bytes]
_LENGTHS = "lengths"
_AT_ONCE = 64  # items, or bytes of the order, that make a part
_BARE = 0  # the version of marshal's form that hangs on values alone, not on who else holds them


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of a site's posts, each under a number that it keeps as long as it is there.

    `paths` has "" where a number is free. `names` are those of the lists in which a post stands, `sought`
    the words by which it looks for others: numbers into `all_names`. `shelves` are those lists of posts,
    and `order` is all posts, the oldest first.
    """

    paths: list[str]
    rows: list[Row]
    found: list[tuple[str, ...]]
    names: list[bytes]
    sought: list[bytes]
    all_names: list[str]
    shelves: list[bytes]
    order: bytes

    def dump(self) -> Parts:
        """Give it as bytes, in parts: of most, nothing changes from build to build."""
        whole = {field.name: getattr(self, field.name) for field in fields(self)}
        parts = {
            f"{name} {start // _AT_ONCE}": marshal.dumps(all_of[start : start + _AT_ONCE], _BARE)
            for name, all_of in whole.items()
            for start in range(0, len(all_of), _AT_ONCE)
        }
        lengths = {name: len(all_of) for name, all_of in whole.items()}
        return parts | {_LENGTHS: marshal.dumps(lengths, _BARE)}

    @classmethod
    def parse(cls, parts: Parts) -> "Memory | None":
        """Read what dump() gave; None for anything else."""
        with suppress(EOFError, KeyError, TypeError, ValueError):
            lengths = marshal.loads(parts[_LENGTHS])  # noqa: S302 - our own, and sealed
            names = [field.name for field in fields(cls)]
            return cls(**{name: _joined(parts, name, lengths[name]) for name in names})
        return None

    @property
    def related(self) -> Related:
        """What goes with each post, by their paths."""
        found = dict(zip(self.paths, self.found, strict=True))
        found.pop("", None)
        return found

    @property
    def is_worn(self) -> bool:
        """Whether most of it is left over from what is no more."""
        free = self.paths.count(""), self.shelves.count(b"")
        return free[0] * 2 > len(self.paths) or free[1] * 2 > len(self.shelves) > 0


def _joined(parts: Parts, name: str, length: int) -> Any:
    """Give all of a field again. Raises EOFError, KeyError, TypeError, ValueError."""
    whole: Any = b"" if name == "order" else []
    for number in range(-(-length // _AT_ONCE)):
        whole += marshal.loads(parts[f"{name} {number}"])  # noqa: S302 - as above
    if len(whole) != length:
        raise ValueError(name)
    return whole


def remember(known: Sequence[Subject], share: Share = map) -> Memory:
    """Find what goes with each of the posts, which are in the order of their places."""
    table = Table(known, share)
    numbers: dict[str, int] = {}
    names = [_numbered(numbers, names) for names in table.names]
    sought = [_numbered(numbers, words) for words in table.sought]
    return Memory(
        paths=[one.path for one in known],
        rows=[row_of(one) for one in known],
        found=table.related(),
        names=names,
        sought=sought,
        all_names=list(numbers),
        shelves=[pack(table.shelves.get(name, ())) for name in numbers],
        order=pack(range(len(known))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The posts there are now by number, their `order`, and the rows of those that are new or changed.

    `gone` are the numbers of those that are no more.
    """

    subjects: dict[int, Subject]
    order: list[int]
    rows: dict[int, Row]
    gone: list[int]

    @property
    def size(self) -> int:
        """How many posts have changed."""
        return len(self.rows) + len(self.gone)


def news_of(known: Sequence[Subject], memory: Memory) -> News:
    """Compare the posts, which are in the order of their places, with what is remembered."""
    left = {path: number for number, path in enumerate(memory.paths) if path}
    free = iter([number for number, path in enumerate(memory.paths) if not path])
    more = count(len(memory.paths))
    order, changed = [], {}
    for subject in known:
        row, number = row_of(subject), left.pop(subject.path, None)
        if number is None:
            number = next(free, None)
            number = next(more) if number is None else number
            changed[number] = row
        elif memory.rows[number] != row:
            changed[number] = row
        order.append(number)
    subjects = dict(zip(order, known, strict=True))
    return News(subjects=subjects, order=order, rows=changed, gone=sorted(left.values()))


def row_of(subject: Subject) -> Row:
    """Give what tells whether anything that counts of a post has changed."""
    when = subject.place[0]
    seen = (
        subject.is_published,
        when.toordinal(),
        when.hour,
        when.minute,
        when.second,
        when.microsecond,
        when.fold,
        str(when.tzinfo),
        subject.category,
        subject.series,
        subject.tags,
    )
    return seen, subject.stamp


def is_public(row: Row) -> bool:
    """Whether the post with that row was published."""
    return row[0][:1] == (True,)


def pack(numbers: Iterable[int]) -> bytes:
    """Give numbers as bytes."""
    return array(_NUMBERS, numbers).tobytes()


def unpack(data: bytes) -> "array[int]":
    """Give the numbers that pack() was given."""
    found = array(_NUMBERS)
    found.frombytes(data)
    return found


def _numbered(numbers: dict[str, int], names: Iterable[str]) -> bytes:
    return pack([numbers.setdefault(name, len(numbers)) for name in names])
