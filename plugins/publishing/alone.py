"""One at a time: a folder held while something is done to it."""

import fcntl
import os
from collections.abc import Iterator
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
        _lock(handle, f"{shown(folder)}: {others}; run it again when they are done.")
        yield
    finally:
        os.close(handle)


def _lock(handle: int, message: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotWrite(message) from error
