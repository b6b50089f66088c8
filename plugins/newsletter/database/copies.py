"""Copies of the database: kept before every send and every step of the schema, the newest ten."""

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from plugins.shared.errors import BadDatabase, shown

KEPT = 10
REHEARSAL = ".rehearsal-"


def copies_folder(path: Path) -> Path:
    """Give the folder of the copies of the database at `path`."""
    return path.with_name(f"{path.stem}-copies")


def list_copies(path: Path) -> list[Path]:
    """Give the copies that are there, the oldest first."""
    return sorted(copies_folder(path).glob(f"*{path.suffix}"))


def list_rehearsals(path: Path) -> list[Path]:
    """Give the copies of rehearsals (see rehearsal.py), also of those that were killed and left theirs."""
    return sorted(path.parent.glob(f"{REHEARSAL}*/{path.name}"))


def keep_copy(path: Path, *, now: datetime, why: str) -> Path:
    """Write a whole copy beside the database, named by time and reason, and remove the eleventh.

    Raises BadDatabase when there is no room for it.
    """
    folder = copies_folder(path)
    stem = f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}-{re.sub('[^a-z0-9-]+', '-', why.lower())}"
    places = (folder / f"{stem}-{number}{path.suffix}" for number in count(1))
    place = next(one for one in places if not one.exists())  # the clock may have been set back
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadDatabase(f"{shown(folder)}: {error.strerror}; a copy is kept there.") from error
    write_copy(path, place)
    # The clock may have been set back: the newest is not the last by its name, then.
    others = [copy for copy in list_copies(path) if copy != place]
    for old in others[: 1 - KEPT]:
        old.unlink(missing_ok=True)
    return place


def write_copy(path: Path, place: Path) -> None:
    """Write a whole copy of the database to a new file that nobody else may read. Raises BadDatabase."""
    try:
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise _no_room(place, error) from error
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(place),))
    except sqlite3.Error as error:
        place.unlink(missing_ok=True)
        raise _no_room(place, error) from error


def _no_room(place: Path, error: Exception) -> BadDatabase:
    return BadDatabase(
        f"{shown(place)}: the copy that is kept beforehand could not be written ({error}); "
        "make room, then run this again."
    )
