"""What is found in one file alone: faults, and doubts that other files decide."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from plugins.shared.errors import Fault

# A line, what is told of it, whether that is a notice, what it hangs on, and the names of that.
Row = tuple[int, str, bool, str, tuple[str, ...]]


class Unless(StrEnum):
    """What makes a doubt go away: nothing, one of some files, a post with an id, or a build for oneself."""

    NEVER = ""
    FILE = "file"
    ID = "id"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is wrong with a line of a file, 0 for the file as a whole, unless there is one of `names`."""

    message: str
    line: int = 0
    is_notice: bool = False
    unless: Unless = Unless.NEVER
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """Give what nothing makes go away."""
        return cls(message=fault.message, line=fault.line, is_notice=fault.is_notice)


def rows_of(doubts: Iterable[Doubt]) -> tuple[Row, ...]:
    """Give doubts as plain values."""
    return tuple(
        (one.line, one.message, one.is_notice, one.unless.value, one.names) for one in doubts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Says which doubts are faults. `ids` are those of the posts; files asked for are kept in `_files`."""

    ids: Collection[str]
    is_for_publishing: bool
    _files: dict[str, bool] = field(default_factory=dict)

    def faults(self, found: Iterable[tuple[str, tuple[Row, ...]]]) -> Iterable[Fault]:
        """Give the faults among what was found in files."""
        for path, rows in found:
            for line, message, is_notice, unless, names in rows:
                if not self._settled(unless, names):
                    yield Fault(path=Path(path), line=line, message=message, is_notice=is_notice)

    def _settled(self, unless: str, names: tuple[str, ...]) -> bool:
        if unless == Unless.FILE:
            return any(self._is_file(name) for name in names)
        if unless == Unless.ID:
            return any(name in self.ids for name in names)
        return unless == Unless.PREVIEW and not self.is_for_publishing

    def _is_file(self, path: str) -> bool:
        if path not in self._files:
            self._files[path] = os.path.isfile(path)  # noqa: PTH113 - of every link of the site
        return self._files[path]
