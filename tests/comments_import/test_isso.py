import io
import json
import sqlite3
from pathlib import Path

import pytest

from plugins.comments_import.files.export_file import ExportFile, file_on_disk
from plugins.comments_import.model import ImportedComment, Note, Skipped
from plugins.comments_import.sources import isso, recognise
from plugins.shared.errors import BadExport

DATABASE = Path(__file__).parent / "exports" / "isso.db"
TABLES = """
    CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
    CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER,
        created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR,
        author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER, dislikes INTEGER, voters BLOB);
"""


def packed(data, name="site.zip/comments.db"):
    """Give a file that lies in an archive."""
    return ExportFile(name=name, open=lambda: io.BytesIO(data))


def test_a_database_in_an_archive_reads_as_one_on_the_disk():
    inside = packed(DATABASE.read_bytes())

    assert recognise(inside) is isso
    assert list(isso.read(inside)) == list(isso.read(file_on_disk(DATABASE)))


def test_reading_changes_nothing_on_the_disk(tmp_path):
    copy = tmp_path / "a #1?%.db"
    copy.write_bytes(DATABASE.read_bytes())
    copy.chmod(0o400)

    assert any(isinstance(item, ImportedComment) for item in isso.read(file_on_disk(copy)))

    assert [path.name for path in tmp_path.iterdir()] == [copy.name]
    assert copy.read_bytes() == DATABASE.read_bytes()


def test_changes_that_are_not_in_the_database_yet_are_told(tmp_path):
    place = tmp_path / "comments.db"
    writer = sqlite3.connect(place)
    writer.executescript(TABLES)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("INSERT INTO comments (tid, created, mode, text) VALUES (1, 1.0, 1, 'x')")
    writer.commit()

    items = list(isso.read(file_on_disk(place)))
    writer.close()

    assert any(isinstance(item, Note) and "-wal" in item.text for item in items)


def test_what_can_be_read_of_a_damaged_database_is(tmp_path):
    place = tmp_path / "comments.db"
    writer = sqlite3.connect(place)
    writer.executescript(TABLES)
    rows = [(number, 1.0, 1, f"{number} " + "x" * 900) for number in range(1, 501)]
    writer.executemany("INSERT INTO comments (id, created, mode, text) VALUES (?, ?, ?, ?)", rows)
    writer.commit()
    writer.close()
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])

    items = list(isso.read(file_on_disk(place)))

    assert 100 < sum(isinstance(item, ImportedComment) for item in items) < 500
    assert isinstance(items[-1], Skipped)
    assert items[-1].reason == "damaged"


def test_a_database_that_is_cut_off_at_once_is_refused():
    with pytest.raises(BadExport, match="cannot be read"):
        list(isso.read(packed(DATABASE.read_bytes()[:5000])))


def test_the_same_number_on_two_pages_is_two_comments():
    comment = {"id": 1, "author": "Ana", "created": "2014-05-06 07:08:09", "text": "Hi"}
    pages = [{"id": page, "title": "T", "comments": [comment]} for page in ("/a/", "/b/")]
    text = json.dumps(pages).encode()

    items = list(isso.read(packed(text, "comments.json")))

    assert [item.post for item in items] == [("/a",), ("/b",)]
    assert items[0].comment.id != items[1].comment.id


@pytest.mark.parametrize(
    "text", ["[]", "[{}]", '[{"comments": []}]', '{"comments": [{"created": 1}]}', "[1, 2]", ""]
)
def test_other_json_is_not_claimed(text):
    assert not isso.claims(packed(text.encode(), "x.json"))
