"""The files below a folder, in the order of their names, found without a Path for each."""

import os
from collections.abc import Iterator
from pathlib import Path


def walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Give all that lies below a folder, in the order in which their paths sort.

    It is what Path.rglob("*") gives: links to folders are not followed, and what may not be read is empty.
    """
    yield from _walk(str(folder))


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in entries_of(folder):
        yield entry
        if is_folder(entry) and not entry.is_symlink():
            yield from _walk(entry.path)


def entries_of(folder: str) -> list[os.DirEntry[str]]:
    """Give what lies right in a folder, in the order of the names; nothing where it cannot be listed."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=_name_of)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def _name_of(entry: os.DirEntry[str]) -> str:
    return entry.name


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def is_regular(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link to one."""
    try:
        return entry.is_file()
    except OSError:
        return False
