"""Files written whole or not at all, alone or several together."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from plugins.shared.errors import CannotWrite, shown


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: whoever reads sees the old file or the new one, whole.

    Raises CannotWrite.
    """
    _write(path, data, mode=0o644)  # a web server has to read it


def write_private_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` as write_file does, for its owner's eyes alone. Raises CannotWrite."""
    _write(path, data, mode=0o600)


def _write(path: Path, data: bytes, *, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError as error:
        raise CannotWrite(f"{shown(path)} cannot be written: {error.strerror}.") from error


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all `files` or, when one fails, leave every one of them as it was. Raises CannotWrite."""
    if not files:
        return
    with Staging(Path(os.path.commonpath([path.resolve().parent for path in files]))) as staging:
        for path, data in files.items():
            staging.put(path, data)
        staging.commit()


class Staging:
    """Many files that are written all or none: laid aside first, brought to their places by commit()."""

    def __init__(self, near: Path) -> None:
        """`near` is a folder, maybe one to come, on the disk that the files go to."""
        self._near = near
        self._folder: Path | None = None
        self._laid: dict[Path, Path | None] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was laid aside."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def put(self, path: Path, data: bytes) -> None:
        """Lay aside what `path` will hold. Raises CannotWrite."""
        try:
            place = self._aside()
            place.write_bytes(data)
        except OSError as error:
            raise CannotWrite(f"{shown(path)} cannot be written: {error.strerror}.") from error
        self._laid[path] = place

    def remove(self, path: Path) -> None:
        """Let `path` go away."""
        self._laid[path] = None

    def commit(self) -> None:
        """Bring everything to its place; when one fails, all is as it was. Raises CannotWrite."""
        done: list[tuple[Path, Path | None]] = []
        made: list[Path] = []
        try:
            for path, place in self._laid.items():
                made += _make_folders(path.parent)
                old = self._kept(path) if path.is_file() else None
                done.append((path, old))
                if place:
                    place.replace(path)
                else:
                    path.unlink(missing_ok=True)
        except OSError as error:
            _undo(done, made)
            raise CannotWrite(f"{shown(path)} cannot be written: {error.strerror}.") from error

    def _kept(self, path: Path) -> Path:
        """Keep what stands at `path`, which never misses from there meanwhile."""
        old = self._aside()
        try:
            os.link(path, old)
        except OSError:  # a disk without links
            shutil.copy2(path, old)
        return old

    def _aside(self) -> Path:
        if not self._folder:
            there = next(one for one in (self._near, *self._near.parents) if one.is_dir())
            self._folder = Path(tempfile.mkdtemp(prefix=".writing-", dir=there))
            self._number = 0
        self._number += 1
        return self._folder / str(self._number)


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those around it; give the ones that are new, the outer first."""
    if folder.is_dir():
        return []
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return new[::-1]


def _undo(done: list[tuple[Path, Path | None]], made: list[Path]) -> None:
    for path, old in reversed(done):
        if old:
            old.replace(path)
        else:
            path.unlink(missing_ok=True)
    for folder in reversed(made):
        folder.rmdir()


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that cannot be one's, too long for instance, is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_text(path: Path) -> str:
    """Give the text of a UTF-8 file, without its byte order mark, line ends as they are.

    Raises ValueError with a sentence when the file holds no such text.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} is not UTF-8 text; save the file as UTF-8") from error
