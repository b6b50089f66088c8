"""What comes out of archives: no more of it than may, and nothing that leads out of them."""

import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol, cast

from plugins.shared.errors import BadExport

_HARMLESS = 16 << 20  # bytes that any archive may unpack to, whatever its ratio
_MOST_MEMBERS = 500_000
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
# What the standard library raises for archives that are none, or no longer; BadExport is a ValueError, too.
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    IndexError,
)


class Packed(Protocol):
    """What gzip and zipfile read from."""

    def read1(self, size: int, /) -> bytes:
        """Give at most so many bytes, at once."""

    def close(self) -> None:
        """Stop reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large one file of an export may be, unpacked, and how many times its packed size."""

    size: int = 2 << 30
    ratio: int = 100

    def refuse_large(self, size: int, name: str) -> None:
        """Raise BadExport for a file that is larger than one may be."""
        if size > self.size:
            raise BadExport(self._too_large(name))

    def refuse_bomb(self, size: int, packed: int, name: str) -> None:
        """Raise BadExport for what says that it unpacks to far more than it holds."""
        if size > self.most(packed):
            raise BadExport(_bomb(name))

    def most(self, packed: int) -> int:
        """Give how many bytes may come out of so many."""
        return max(packed * self.ratio, _HARMLESS)

    def stream(self, packed: Packed, size: int, name: str, *, damage: str) -> BinaryIO:
        """Give a stream of what comes out of `size` bytes; BadExport ends it when that is more than may.

        Where it is damaged it raises BadExport with the sentence `damage`, or just ends when that is "".
        """
        most = self.most(size)
        refusal = self._too_large(name) if self.size < most else _bomb(name)
        raw = _Limited(packed, min(most, self.size), refusal, damage)
        return cast("BinaryIO", io.BufferedReader(raw, 1 << 20))

    def _too_large(self, name: str) -> str:
        return f"{name} is larger than {self.size >> 20} MB; should that be right, allow more with --max-size."  # fmt: skip


class _Limited(io.RawIOBase):
    def __init__(self, stream: Packed, most: int, refusal: str, damage: str) -> None:
        super().__init__()
        self._stream, self._left = stream, most
        self._refusal, self._damage = refusal, damage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            # What read() had got before it failed would be lost.
            data = self._stream.read1(len(buffer))
        except _BROKEN as error:
            if self._damage:
                raise BadExport(self._damage) from error
            return 0  # what came before it is good
        self._left -= len(data)
        if self._left < 0:
            raise BadExport(self._refusal)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def refusing_damage(sentence: str) -> Iterator[None]:
    """Raise BadExport with this sentence for whatever an archive that is damaged makes of reading it."""
    try:
        yield
    except BadExport:
        raise
    except _BROKEN as error:
        reason = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
        raise BadExport(sentence + reason) from error


def refuse_name(member: str, archive: str) -> None:
    """Raise BadExport for a file of an archive that would be put outside of it."""
    path = PurePosixPath(member.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(member):
        raise BadExport(
            f'{archive} holds a file called "{readable(member)[:80]}", which leads out of the archive; it is refused.'
        )


def refuse_many(number: int, archive: str) -> None:
    """Raise BadExport when there are more files in an archive than any blog has."""
    if number > _MOST_MEMBERS:
        raise BadExport(
            f"{archive} holds more than {_MOST_MEMBERS} files, which no blog's export does."
        )


def readable(name: str) -> str:
    """Give a file's name so that it can be shown on one line, whatever characters are in it."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "_", name)  # fmt: skip


def _bomb(name: str) -> str:
    return (
        f"{name} unpacks to far more than it holds, as archives do that are made to do harm; it is "
        "refused. Should it be right, unpack it yourself, or allow more with --max-ratio."
    )
