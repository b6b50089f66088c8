"""Stamps: what tells, without reading a file, that it is the one it was.

A stamp is four whole numbers: the file's size in bytes, when its words and when its entry were last
changed (nanoseconds of the clock), and its number on the disk. Writing, renaming, replacing and setting a
time back all change one of them, with one exception: a second change within the same tick of the file
system's clock, to words of the same length. So a stamp that was taken that soon after a change is *racy*
(https://git-scm.com/docs/racy-git has the word and the thought), and goes with a hash of what the file held.
"""

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[int, int, int, int]

# How soon after a change a second one may look like it: some disks know whole seconds, or every other one.
CONTENT_TICK = 2_000_000_000
# What a build writes lies where it has just read from: the system's tick is a hundredth of a second.
OUTPUT_TICK = 50_000_000

NOTHING: Stamp = (-1, 0, 0, 0)  # of a file that is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """The stamps of files by their names, and for the racy ones a hash of what they held."""

    of: Mapping[str, Stamp]
    hashes: Mapping[str, bytes]


def stamps_in(
    folder: Path,
    *,
    prefix: str = "",
    leave_out: Collection[str] = (),
    follows_links: bool = True,
) -> dict[str, Stamp]:
    """Give the stamp of every file below `folder`, by `prefix` and its path from there with slashes.

    Links to folders are followed, each folder once, and are listed themselves with a slash at the end; or they
    are passed over. Folders called as in `leave_out` are not entered. Links that lead nowhere and files that
    vanish meanwhile are left out. A folder that is not there is empty.
    """
    found: dict[str, Stamp] = {}
    seen: set[tuple[int, int]] = set()  # empty as long as no link led into a folder
    waiting = [(str(folder), prefix)]
    while waiting:
        path, start = waiting.pop()
        with contextlib.suppress(OSError), _entries(path) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if not entry.is_dir():
                        found[start + entry.name] = _stamp(entry.stat())
                    elif entry.name not in leave_out:
                        name = f"{start}{entry.name}/"
                        if entry.is_symlink():
                            if not follows_links:
                                continue
                            found[name] = _stamp(entry.stat(follow_symlinks=False))
                        if _is_new(entry, seen):
                            waiting.append((f"{path}/{entry.name}", name))
    return found


@contextlib.contextmanager
def _entries(path: str) -> Iterator[Iterator["os.DirEntry[str]"]]:
    """Give what is in a folder that is held open: each file is found from there, not from the root."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with os.scandir(folder) as entries:
            yield entries
    finally:
        os.close(folder)


def stamp_of(path: str | Path) -> Stamp:
    """Give the stamp of one file or folder; NOTHING when it is not there."""
    try:
        return _stamp(os.stat(path))  # noqa: PTH116 - 40,000 times
    except (OSError, ValueError):
        return NOTHING


def _stamp(about: os.stat_result) -> Stamp:
    return (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)


def take(of: Mapping[str, Stamp], read: Callable[[str], bytes], *, now: int, tick: int) -> Stamps:
    """Give the stamps with a hash of each file whose words were changed within `tick` before `now`.

    `now` is in nanoseconds, from before the stamps were taken; `read` gives what a file holds. A file that was
    only moved a moment ago is none of them: whoever wrote to it now would give it another time than it has.
    """
    after = now - tick
    racy = [name for name, stamp in of.items() if stamp[1] > after]
    return Stamps(of=of, hashes={name: _hash(name, read) for name in racy})


def differing(
    old: Stamps, new: Mapping[str, Stamp], read: Callable[[str], bytes]
) -> frozenset[str]:
    """Give the names of all files that came, went, or may be others than they were.

    Only what was racy is read.
    """
    before = old.of
    changed: set[str] = set()
    if before != new:
        changed = {name for name, stamp in new.items() if before.get(name) != stamp}
        changed |= before.keys() - new.keys()
    for name, known in old.hashes.items():
        if name not in changed and _hash(name, read) != known:
            changed.add(name)
    return frozenset(changed)


def same(old: Stamps, new: Mapping[str, Stamp], read: Callable[[str], bytes]) -> bool:
    """Whether all files are the ones they were."""
    return old.of == new and all(_hash(name, read) == known for name, known in old.hashes.items())


def reader(folder: Path) -> Callable[[str], bytes]:
    """Give what reads a file by its name, below `folder` or absolute; one that cannot be read holds nothing."""

    def read(name: str) -> bytes:
        try:
            return (folder / name).read_bytes()
        except OSError:
            return b""

    return read


def clock() -> int:
    """Give the time now, in nanoseconds, as files are stamped with it."""
    return time.time_ns()


def _hash(name: str, read: Callable[[str], bytes]) -> bytes:
    return blake2b(read(name), digest_size=16).digest()


def _is_new(entry: "os.DirEntry[str]", seen: set[tuple[int, int]]) -> bool:
    """Whether the folder was not entered yet; a link may lead round in a circle."""
    if not entry.is_symlink() and not seen:
        return True
    about = entry.stat()
    key = (about.st_dev, about.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True
