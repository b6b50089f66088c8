"""A file that something was made of, and whether it is still as it was."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

from plugins.speed.stamps import CONTENT_TICK, Stamp, clock, stamp_of

# Its path, its stamp, and a digest of its words when it had just been changed.
Source: TypeAlias = tuple[str, Stamp, bytes]


class Untouched(NamedTuple):
    """Files that somebody has looked at already: all below a folder, named with its "/", but the `edited`."""

    folder: str
    edited: frozenset[str]

    def has(self, path: str) -> bool:
        """Whether a file is for certain as the last build found it."""
        is_plain = path.startswith(self.folder) and "/." not in path and "//" not in path
        return is_plain and path not in self.edited


def sources_of(paths: Iterable[str]) -> tuple[Source, ...]:
    """Give files as they are now; to be asked before they are read."""
    return tuple(_source(path) for path in dict.fromkeys(paths))


def _source(path: str) -> Source:
    now = clock()
    stamp = stamp_of(path)
    is_fresh = now - max(stamp[1], stamp[2]) < CONTENT_TICK
    return path, stamp, _digest(path) if is_fresh else b""


def is_same(source: Source, untouched: Untouched | None = None) -> bool:
    """Whether a file is as it was; those that are `untouched` are not looked at."""
    path, stamp, digest = source
    if untouched and untouched.has(path):
        return True
    return stamp_of(path) == tuple(stamp) and (not digest or _digest(path) == digest)


def _digest(path: str) -> bytes:
    try:
        return blake2b(Path(path).read_bytes(), digest_size=16).digest()
    except OSError:
        return b"none"
