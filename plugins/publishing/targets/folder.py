"""A folder on this machine, which a web server shows or somebody takes away."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.publishing.alone import alone
from plugins.publishing.installing import (
    LAID_ASIDE,
    Changes,
    compare,
    mark,
    move_in,
    refuse_foreign,
)
from plugins.publishing.targets.model import MOVED_ON, NOTHING_NEW
from plugins.shared.errors import CannotWrite, shown

_OTHERS = "somebody else is publishing there"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderTarget:
    """A folder that holds the site itself: only changed files move in."""

    name: str
    folder: Path
    _seen: dict[str, bytes | None] = field(default_factory=dict)

    def read_live(self, path: str) -> bytes | None:
        """Give a file of the folder; None where there is none."""
        self._seen[path] = self._read(path)
        return self._seen[path]

    def _read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise CannotWrite(f"{self.name}: {path}: {error.strerror}.") from error

    def compare(self, built: Path) -> Changes:
        """Give what would change, a marker included that the first publish adds."""
        refuse_foreign(self.folder)
        mark(built)
        return compare(built, self.folder)

    def send(self, built: Path, *, now: datetime) -> str:  # noqa: ARG002 - a folder keeps no dates
        """Lay what changed aside in the folder, then move it in: each file is the old one or the new."""
        refuse_foreign(self.folder)
        with _readable_for_all(), alone(_make_folder(self.folder), _OTHERS):
            self._refuse_other()
            changes = self.compare(built)
            if changes.is_nothing:
                return NOTHING_NEW
            try:
                _lay_aside(built, self.folder / LAID_ASIDE, changes)
                move_in(self.folder / LAID_ASIDE, self.folder, changes)
            finally:
                shutil.rmtree(self.folder / LAID_ASIDE, ignore_errors=True)
        return f"moved into {shown(self.folder)}"

    def _refuse_other(self) -> None:
        """Raise CannotWrite when what was looked at is not what is live any more."""
        if any(self._read(path) != data for path, data in self._seen.items()):
            raise CannotWrite(MOVED_ON.format(name=self.name))

    def go_back(self) -> str:
        """Say what to do instead: a folder keeps no earlier site."""
        raise CannotWrite(
            f"{self.name}: a folder keeps no earlier site; take the content of then out of git, for "
            "instance by: git checkout <commit> -- content; then publish again."
        )


@contextmanager
def _readable_for_all() -> Iterator[None]:
    """Make folders, while this runs, that a web server can read, whoever it is."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{shown(folder)} cannot be made: {error.strerror}.") from error
    return folder


def _lay_aside(built: Path, aside: Path, changes: Changes) -> None:
    """Copy the files that will move in to a folder on the same disk: each then moves in one step."""
    shutil.rmtree(aside, ignore_errors=True)  # of somebody who was killed
    try:
        for name in (*changes.added, *changes.changed):
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(built / name, aside / name)
            (aside / name).chmod(0o644)
    except OSError as error:
        raise CannotWrite(
            f"{shown(aside.parent)}: {error.strerror}; what is live stays as it was."
        ) from error
