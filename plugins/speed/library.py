"""All contents that were read, kept from build to build: each as long as what it was made of is as it was.

`contents-…` has a row for each content, and is written anew by each build that changes anything;
`large-…` hold the large attributes, and are only added to.
"""

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plugins.speed.blobs import Blobs, Damaged
from plugins.speed.packing import Packed
from plugins.speed.sealed import read_sealed, write_sealed
from plugins.speed.sources import Source, is_same

_GARBAGE = 64 * 1024  # bytes that may lie about in any case
_FIRST = "large-0"


class Row(NamedTuple):
    """A content that was read: what it was made of, what was logged about it, and what it is."""

    made_of: Sequence[Source]
    said: Sequence[tuple[str, int, str]]
    place: tuple[str, int, int]
    packed: tuple[Any, ...]


class Library:
    """The rows of all contents by their keys, and their large attributes."""

    def __init__(self, folder: Path, key: str, commit: str) -> None:
        """Open what the build called `commit` has left, if it was made with the same `key`."""
        self._folder, self._key = folder, key
        self._owner, self._since = os.getpid(), time.time_ns()  # a process's number may come again
        self._known: dict[str, Row] = {}
        self._files: dict[str, Blobs] = {}
        self.used: dict[str, Row] = {}
        folder.mkdir(parents=True, exist_ok=True)
        found = read_sealed(folder / f"contents-{commit}", key) if commit else None
        if found is not None:
            lengths, rows = found
            self._files = {name: Blobs(folder / name, length) for name, length in lengths.items()}
            if all(self._files[name].length == length for name, length in lengths.items()):
                self._known = {name: Row._make(row) for name, row in rows.items()}
        self._throw_away()

    def find(self, key: str) -> Row | None:
        """Give the row of a content if all it was made of is as it was."""
        row = self.used.get(key) or self._known.get(key)
        if row is None or not all(map(is_same, row.made_of)):
            return None
        self.used[key] = row
        return row

    def is_from_before(self, key: str) -> bool:
        """Whether a content is as the last build has read it."""
        row = self.used.get(key)
        return row is not None and row is self._known.get(key)

    def pack_away(
        self, packed: Packed, made_of: Iterable[Source], said: Iterable[tuple[str, int, str]]
    ) -> Row:
        """Give the row for a content; its large attributes are written at once, in any process."""
        place = self._own_file().add(packed.large)
        return Row(tuple(made_of), tuple(said), place, tuple(packed)[:-1])

    def add(self, key: str, row: Row) -> None:
        """Keep a row, which may come from another process."""
        self.used[key] = row

    def read(self, place: tuple[str, int, int]) -> bytes:
        """Give the pickle of a content's large attributes. Raises Damaged, OSError."""
        return self._open(place[0]).read(place[1], place[2])

    def save(self, commit: str) -> None:
        """Keep what this build has used under its name. Raises OSError."""
        living = sum(row.place[2] for row in self.used.values())
        whole = sum(
            self._open(name).length for name in {row.place[0] for row in self.used.values()}
        )
        if whole - living > max(_GARBAGE, living):
            self._tidy(commit)
        names = {row.place[0] for row in self.used.values()}
        lengths = {name: self._open(name).length for name in sorted(names)}
        rows = {key: tuple(row) for key, row in self.used.items()}
        write_sealed(self._folder / f"contents-{commit}", self._key, (lengths, rows))

    def _open(self, name: str) -> Blobs:
        if name not in self._files:
            self._files[name] = Blobs(self._folder / name)
        return self._files[name]

    def _own_file(self) -> Blobs:
        """Give the file that this process adds to, and no other does."""
        if os.getpid() == self._owner:
            name = max(self._files, key=lambda one: self._files[one].length, default=_FIRST)
        else:
            name = f"large-{self._since}-{os.getpid()}"
        return self._open(name)

    def _tidy(self, commit: str) -> None:
        """Put all that is still used into one new file."""
        new = Blobs(self._folder / f"large-{commit}-whole", 0)
        for key, row in self.used.items():
            try:
                data = self._open(row.place[0]).read(*row.place[1:])
            except Damaged:
                continue  # it is read again when it is asked for
            self.used[key] = row._replace(place=new.add(data))
        self._files[new.name] = new

    def _throw_away(self) -> None:
        """Remove files that no build has agreed on, or that nothing uses any more."""
        for path in self._folder.glob("large-*"):
            if path.name not in self._files:
                path.unlink(missing_ok=True)
