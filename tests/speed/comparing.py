"""Folders compared: the same names, the same bytes, and times that stand where bytes do."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARKER = ".built-site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file as it was: what is in it, and when it was written, in nanoseconds."""

    digest: bytes
    written: int


def look(folder: Path) -> dict[str, Seen]:
    """Give all files of a folder by their names, but for the mark that says who made it."""
    return {
        os.path.relpath(path, folder): Seen(
            digest=hashlib.blake2b(path.read_bytes(), digest_size=16).digest(),
            written=path.stat().st_mtime_ns,
        )
        for path in _files(folder)
        if path.name != MARKER
    }


def _files(folder: Path) -> Iterator[Path]:
    for where, _folders, names in os.walk(folder):
        for name in names:
            yield Path(where) / name


def faults(new: dict[str, Seen], clean: dict[str, Seen], before: dict[str, Seen]) -> list[str]:
    """Say what is wrong with `new`, which was `before`, held against a `clean` build."""
    return [
        *(f"missing: {name}" for name in sorted(clean.keys() - new.keys())),
        *(f"too many: {name}" for name in sorted(new.keys() - clean.keys())),
        *(
            f"stale: {name}"
            for name in sorted(new.keys() & clean.keys())
            if new[name].digest != clean[name].digest
        ),
        *(
            f"written though the same: {name}"
            for name in sorted(new.keys() & before.keys())
            if new[name].digest == before[name].digest and new[name].written != before[name].written
        ),
    ]


def changed(new: dict[str, Seen], before: dict[str, Seen]) -> int:
    """Give how many files there are whose bytes were not there before."""
    return sum(name not in before or before[name].digest != new[name].digest for name in new)
