"""All contents that were read, kept from build to build: each as long as what it was made of is as it was.

`contents-…` (journal.py) has a row for each content; `large-…` hold the large attributes, and are only added to.
"""

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plugins.speed.blobs import Blobs, Damaged
from plugins.speed.journal import Journal
from plugins.speed.packing import Packed
from plugins.speed.sources import Source, Untouched, is_same

_GARBAGE = 64 * 1024  # bytes that may lie about in any case
_FIRST = "large-0"


class Row(NamedTuple):
    """A content that was read: what it was made of, what was logged about it, and what it is."""

    made_of: Sequence[Source]
    said: Sequence[tuple[str, int, str, str]]
    packed: tuple[Any, ...]

    def as_packed(self) -> Packed:
        """Give the content as it was taken apart; of its large attributes, where they lie."""
        return Packed._make(self.packed)


class Library:
    """The rows of all contents by their keys, and their large attributes."""

    def __init__(
        self, folder: Path, key: str, commit: str, untouched: Untouched | None = None
    ) -> None:
        """Open what the build called `commit` has left, if it was made with the same `key`.

        Files that are `untouched` since then need not be looked at.
        """
        self._folder, self._untouched = folder, untouched
        self._owner, self._since = os.getpid(), time.time_ns()  # a process's number may come again
        self._known: dict[str, tuple[Any, ...]] = {}
        self._files: dict[str, Blobs] = {}
        self._used: dict[str, tuple[Any, ...]] = {}  # rows, as marshal keeps them
        folder.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(folder, "contents", key)
        found = self._journal.read(commit)
        if found is not None:
            lengths = found["lengths"]
            self._files = {name: Blobs(folder / name, length) for name, length in lengths.items()}
            if all(self._files[name].length == length for name, length in lengths.items()):
                self._known = found["rows"]
        self._throw_away()

    def find(self, key: str) -> Row | None:
        """Give the row of a content if all it was made of is as it was."""
        known = self._used.get(key) or self._known.get(key)
        if known is None or not all(is_same(one, self._untouched) for one in known[0]):
            return None
        self._used[key] = known
        return Row._make(known)

    def get(self, key: str) -> Row | None:
        """Give the row of a content that was found, or added, in this build."""
        used = self._used.get(key)
        return Row._make(used) if used else None

    def before(self, key: str) -> Row | None:
        """Give the row that the last build has left of a content, whatever has become of it."""
        known = self._known.get(key)
        return Row._make(known) if known else None

    def is_from_before(self, key: str) -> bool:
        """Whether a content is as the last build has read it."""
        used = self._used.get(key)
        return used is not None and used is self._known.get(key)

    def pack_away(
        self, packed: Packed, made_of: Iterable[Source], said: Iterable[tuple[str, int, str, str]]
    ) -> Row:
        """Give the row for a content; its large attributes are written at once, in any process."""
        place = self._own_file().add(packed.large)
        return Row(tuple(made_of), tuple(said), tuple(packed._replace(large=place)))

    def add(self, key: str, row: Row) -> None:
        """Keep a row, which may come from another process."""
        self._used[key] = tuple(row)

    def read(self, place: tuple[str, int, int]) -> bytes:
        """Give the pickle of a content's large attributes. Raises Damaged, OSError."""
        return self._open(place[0]).read(place[1], place[2])

    def save(self, commit: str) -> None:
        """Keep what this build has used under its name. Raises OSError."""
        living, places = 0, set()
        for _made_of, _said, packed in self._used.values():
            name, _start, length = packed[-1]
            living += length
            places.add(name)
        if sum(self._open(name).length for name in places) - living > max(_GARBAGE, living):
            places = self._tidy(commit)
        lengths = {name: self._open(name).length for name in sorted(places)}
        self._journal.save(commit, {"lengths": lengths, "rows": self._used})

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

    def _tidy(self, commit: str) -> set[str]:
        """Put all that is still used into one new file; give the names of the files that are needed now."""
        new = Blobs(self._folder / f"large-{commit}-whole", 0)
        self._files[new.name] = new
        places = {new.name}
        for key, used in self._used.items():
            made_of, said, packed = used
            try:
                data = self.read(packed[-1])
            except Damaged:
                places.add(packed[-1][0])  # it is read again when it is asked for
            else:
                self._used[key] = (made_of, said, (*packed[:-1], new.add(data)))
        return places

    def _throw_away(self) -> None:
        """Remove files that no build has agreed on, or that nothing uses any more."""
        for path in self._folder.glob("large-*"):
            if path.name not in self._files:
                path.unlink(missing_ok=True)
