"""One file of an export, wherever it lies: on the disk, in a folder, in an archive."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from plugins.comments_import.files.decoding import decode

HEAD = 256 * 1024  # bytes that a source may look at to claim a file


@dataclass(frozen=True, kw_only=True)
class ExportFile:
    """A file that a source may claim and read.

    `name` is its path inside what the author named, with "/"; `open` gives its bytes, as often as it
    is called; `place` is where it lies on the disk, for what only reads files (SQLite). `zone` is the
    zone of the times in it that state none, `size` its bytes, for showing progress.
    """

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]
    place: Path | None = None
    zone: tzinfo = field(default=UTC)
    size: int = 0

    @cached_property
    def head(self) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(HEAD)

    @cached_property
    def head_text(self) -> str:
        """The first bytes as text, without a byte order mark."""
        return decode(self.head)

    def read_text(self) -> str:
        """Give all of it as text; for formats that are small, or cannot be read in pieces."""
        with self.open() as stream:
            return decode(stream.read())

    @property
    def folder(self) -> str:
        """The name of the folder it lies in, "" at the top."""
        return PurePosixPath(self.name).parent.name

    @property
    def stem(self) -> str:
        """Its name without folders and ending."""
        return PurePosixPath(self.name).stem


def file_on_disk(path: Path, *, name: str = "", zone: tzinfo = UTC) -> ExportFile:
    """Give a file of the disk as a file of an export."""
    return ExportFile(name=name or path.name, open=lambda: path.open("rb"), place=path, zone=zone)
