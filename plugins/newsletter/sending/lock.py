"""One sender at a time for a database: a lock that the system lets go of when the process ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.shared.errors import BadDatabase, CannotSend, shown


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the lock beside the database. Raises CannotSend when another process has it."""
    path = database.with_name(f"{database.name}.sending")
    try:
        handle = path.open("a")
    except OSError as error:
        raise BadDatabase(
            f"{shown(path)}: {error.strerror}; its folder has to be writable."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotSend(
                "Somebody is sending already, from this database; wait until that has ended "
                "(digest.status tells how far it is)."
            ) from error
        except OSError as error:  # a network disk without locks, say
            raise BadDatabase(
                f"{shown(path)}: {error.strerror}; keep the database on a disk of this machine."
            ) from error
        yield
