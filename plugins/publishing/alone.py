"""One at a time: a folder held while something is done to it."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.shared.errors import CannotWrite, shown


@contextmanager
def alone(folder: Path, others: str) -> Iterator[None]:
    """Hold a folder that is there while this runs; who is killed lets go of it.

    Raises CannotWrite when somebody else holds it; `others` says what they do.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        if not _lock(handle):
            raise CannotWrite(f"{shown(folder)}: {others}; run it again when they are done.")
        yield
    finally:
        os.close(handle)


@contextmanager
def in_turn(folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold a folder while this runs, after everybody who came before; `wait` is called before a wait.

    The folder is made where it is not there, and removed in the end when it is empty. Raises CannotWrite.
    """
    handle = _open(folder)
    try:
        if not _lock(handle):
            wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        while not _is_at(handle, folder):  # who came before has removed it
            os.close(handle)
            handle = _open(folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        with contextlib.suppress(OSError):  # it holds something
            folder.rmdir()
        os.close(handle)


def _open(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise CannotWrite(f"{shown(folder)} cannot be written: {error.strerror}.") from error


def _is_at(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except OSError:
        return False


def _lock(handle: int) -> bool:
    """Take the lock, if nobody else has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
