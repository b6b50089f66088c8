"""What was found in files, kept from one run to the next by the files' stamps.

It stands in one file: a head that names its form and what all of it hangs on, a digest, and the rest by
marshal. A memory that is missing, damaged, cut off or of another version is empty, and never an error.
"""

import marshal
import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from plugins.shared.errors import CannotWrite
from plugins.shared.files import write_file

Stamp = tuple[int, int, int, int]
# A clock of files ticks as seldom as every two seconds: until then a file may change and keep its stamp.
SETTLING = 2_000_000_000
_FORM = b"files looked at, 1\n"
_SIZE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of files by their paths.

    `young` has the digests of those that had changed right before they were looked at. `tables` has, for
    each way to look at a file, what was found: None, bool, int, str, bytes, and tuples of these.
    """

    stamps: dict[str, Stamp] = field(default_factory=dict)
    young: dict[str, bytes] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)


def stamp_of(status: os.stat_result) -> Stamp:
    """Give what changes when a file does: its size, its times in nanoseconds, and which file it is."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def is_young(stamp: Stamp, now: int) -> bool:
    """Whether a file could change after `now`, in nanoseconds since 1970, and keep this stamp."""
    _size, written, changed, _file = stamp
    return max(written, changed) > now - SETTLING


def digest_of(data: bytes | memoryview) -> bytes:
    """Give the digest of what a file holds."""
    return blake2b(data, digest_size=_SIZE).digest()


def read_memory(path: Path, hangs_on: bytes) -> Remembered:
    """Give what was written for the same `hangs_on`; nothing where there is no such memory, whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return Remembered()
    head = _head(hangs_on)
    start = len(head) + _SIZE
    rest = memoryview(data)[start:]
    if not data.startswith(head) or digest_of(rest) != data[len(head) : start]:
        return Remembered()
    try:
        stamps, young, tables = marshal.loads(rest)  # noqa: S302 - written here: see the digest
    except (EOFError, TypeError, ValueError):
        return Remembered()
    return Remembered(stamps=stamps, young=young, tables=tables)


def write_memory(path: Path, hangs_on: bytes, remembered: Remembered) -> None:
    """Keep it for the next run, where that can be written."""
    rest = marshal.dumps((remembered.stamps, remembered.young, remembered.tables))
    with suppress(CannotWrite):
        write_file(path, b"".join([_head(hangs_on), digest_of(rest), rest]))


def _head(hangs_on: bytes) -> bytes:
    return _FORM + digest_of(hangs_on)
