"""The rows of an Isso database, read where it lies, or from a copy when it lies in an archive."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import Kind, Note, Skipped
from plugins.shared.errors import BadExport

MAGIC = b"SQLite format 3\0"

_SELECT = """
    SELECT comments.*, threads.uri AS uri, threads.title AS title
    FROM comments LEFT JOIN threads ON threads.id = comments.tid ORDER BY comments.id
"""


def read_rows(file: ExportFile) -> Iterator[dict[str, Any] | Note | Skipped]:
    """Give the comments with the `uri` and `title` of their page. Raises BadExport when there are none.

    Where a damaged database can be read in part, the rest is one thing skipped.
    """
    has_rows = False
    with _place_of(file) as place:
        if _has_more(place.with_name(f"{place.name}-wal")):
            yield Note(
                text="Beside the Isso database lies a file ending in -wal with changes that were not "
                "read; stop Isso, copy the database again and import it once more."
            )
        try:
            with closing(_connect(place)) as connection:
                for row in connection.execute(_SELECT):
                    has_rows = True
                    yield dict(row)
        except (sqlite3.Error, UnicodeError) as error:  # names of columns may be damaged, too
            if not has_rows:
                raise BadExport(
                    f"the Isso database cannot be read ({error}); copy it again."
                ) from error
            yield Skipped(kind=Kind.COMMENT, reason="damaged", what="the rest of the Isso database")


def _has_more(place: Path) -> bool:
    return place.is_file() and place.stat().st_size > 0


@contextmanager
def _place_of(file: ExportFile) -> Iterator[Path]:
    if file.place:
        yield file.place.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="isso-") as folder:
        place = Path(folder) / "comments.db"
        with file.open() as stream, place.open("wb") as copy:
            shutil.copyfileobj(stream, copy, 1 << 20)
        yield place


def _connect(place: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda data: data.decode("utf-8", errors="from-windows")
    connection.execute("PRAGMA trusted_schema = OFF")
    # Without this SQLite refuses a file as a whole that is shorter than it says; nothing is written.
    connection.execute("PRAGMA writable_schema = ON")
    return connection
