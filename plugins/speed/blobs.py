"""A file that pieces of bytes are added to, each with its digest; what was added last may be taken back."""

import os
from hashlib import blake2b
from pathlib import Path

_DIGEST = 8


class Damaged(ValueError):
    """A piece is not what was put there."""


class Blobs:
    """The pieces in one file."""

    def __init__(self, path: Path, length: int | None = None) -> None:
        """Open the file; what is behind `length` was left by a build that came to no end, and goes."""
        self.name = path.name
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        self.length = os.fstat(self._file).st_size
        if length is not None and length < self.length:
            os.ftruncate(self._file, length)
            self.length = length

    def add(self, data: bytes) -> tuple[str, int, int]:
        """Add a piece; give the file's name, where the piece begins and how long it is."""
        place = self.length
        os.pwrite(self._file, _digest(data) + data, place)
        self.length += _DIGEST + len(data)
        return self.name, place, len(data)

    def read(self, place: int, length: int) -> bytes:
        """Give a piece. Raises Damaged."""
        found = os.pread(self._file, _DIGEST + length, place)
        data = found[_DIGEST:]
        if len(data) != length or found[:_DIGEST] != _digest(data):
            raise Damaged(f"{self.name} at {place}")
        return data

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()
