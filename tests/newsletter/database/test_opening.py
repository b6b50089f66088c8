import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from newsletters import START
from sqlalchemy import MetaData, inspect, select
from sqlalchemy.exc import IntegrityError, OperationalError

from plugins.newsletter.database.copies import list_copies
from plugins.newsletter.database.opening import (
    database_path,
    open_database,
    reading,
    told,
)
from plugins.newsletter.database.steps import STEPS, Step
from plugins.newsletter.database.tables import fact, metadata, note, schema_step, subscriber
from plugins.shared.errors import BadDatabase, BadSettings
from plugins.shared.site import ENGINE


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a folder" / "newsletter.sqlite"


@pytest.fixture
def opened(path):
    """Give databases that are closed at the end."""
    engines = []

    def give(**options):
        engines.append(open_database(path, now=START, **options))
        return engines[-1]

    yield give
    for engine in engines:
        engine.dispose()


def put(engine, name, value="x"):
    with engine.begin() as connection:
        connection.execute(fact.insert().values(name=name, value=value))


def names(engine):
    with reading(engine) as connection:
        return set(connection.scalars(select(fact.c.name)))


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:///var/newsletter.sqlite", "site/var/newsletter.sqlite"),
        ("sqlite:////srv/letters.db", "/srv/letters.db"),
        ("sqlite+pysqlite:///x.db", "site/x.db"),
    ],
)
def test_a_database_is_named_by_its_url(url, place):
    assert database_path(url, folder=Path("site")) == Path(place)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://ana:secret@h/x",
        "sqlite:",
        "://",
    ],
)
def test_what_names_no_file_is_refused_without_showing_a_password(url):
    with pytest.raises(BadSettings, match="NEWSLETTER_DATABASE") as raised:
        database_path(url, folder=Path("site"))

    assert "secret" not in str(raised.value)


def test_a_new_database_is_for_its_owner_alone(path, opened):
    opened()

    assert path.stat().st_mode & 0o777 == 0o600


def test_the_steps_make_the_tables_that_the_program_uses(opened, tmp_path):
    made = open_database(tmp_path / "other.sqlite", now=START)
    with made.begin() as connection:
        for name in reversed([table.name for table in metadata.sorted_tables]):
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
        metadata.create_all(connection)

    assert describe(opened()) == describe(made)
    made.dispose()


def describe(engine):
    """Give all that SQLite knows of the tables."""
    found = MetaData()
    with reading(engine) as connection:
        found.reflect(connection)
        look = inspect(connection)
        described = {}
        for table in found.sorted_tables:
            columns = [
                (column.name, str(column.type), column.nullable, column.primary_key)
                for column in table.columns
            ]
            kept = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)
            ).scalar_one()
            described[table.name] = (
                columns,
                sorted(
                    (tuple(index["column_names"]), index["unique"])
                    for index in look.get_indexes(table.name)
                ),
                sorted(
                    tuple(one["column_names"]) for one in look.get_unique_constraints(table.name)
                ),
                sorted(
                    (tuple(key["constrained_columns"]), key["referred_table"])
                    for key in look.get_foreign_keys(table.name)
                ),
                "AUTOINCREMENT" in kept.upper(),
                "WITHOUT ROWID" in kept.upper(),
            )
    return described


def test_opening_again_changes_nothing(path, opened):
    put(opened(), "kept")
    before = path.read_bytes()

    assert names(opened()) == {"kept"}
    assert path.read_bytes() == before
    assert list_copies(path) == []


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_it_is_safe_against_crashes_and_forgets_what_is_erased(opened, pragma, value):
    with reading(opened()) as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_what_was_erased_is_not_to_be_found_in_the_file(path, opened):
    engine = opened()
    put(engine, "Ana Geheim", "ana@geheim.example")
    with engine.begin() as connection:
        connection.execute(fact.delete())
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    left = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"geheim" not in left.lower()


def test_two_writers_never_overlap(opened):
    one, other = opened(), opened(pragmas={"busy_timeout": "10"})
    with one.begin() as connection:
        connection.execute(fact.insert().values(name="first", value="x"))
        with pytest.raises(OperationalError, match="locked"):
            put(other, "second")
    put(other, "third")

    assert names(other) == {"first", "third"}


def test_who_reads_waits_for_nobody_and_sees_what_is_committed(opened):
    one, other = opened(), opened(pragmas={"busy_timeout": "10"})
    put(one, "before")
    with one.begin() as connection:
        connection.execute(fact.insert().values(name="during", value="x"))

        assert names(other) == {"before"}


def test_an_error_takes_everything_back(opened):
    engine = opened()
    twice = [{"name": "x", "value": "y"}] * 2
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(fact.insert(), twice)

    assert names(engine) == set()


def test_a_note_needs_its_subscriber(opened):
    with pytest.raises(Exception, match="FOREIGN KEY"), opened().begin() as connection:
        connection.execute(note.insert().values(subscriber=7, words="x", made=START))


def test_a_number_is_never_given_to_somebody_else(opened):
    engine = opened()
    values = {"status": "active", "cadence": "each", "created": START}
    with engine.begin() as connection:
        first = connection.execute(subscriber.insert().values(**values)).lastrowid
        connection.execute(subscriber.delete())
        second = connection.execute(subscriber.insert().values(**values)).lastrowid

    assert (first, second) == (1, 2)


# What cannot be used


def test_a_file_that_is_no_database_is_told(path):
    path.parent.mkdir()
    path.write_bytes(b"Dear all, " * 1000)

    with pytest.raises(BadDatabase, match="damaged"):
        open_database(path, now=START)

    assert path.read_bytes().startswith(b"Dear all")


def test_a_database_that_is_cut_off_is_told(path, opened):
    engine = opened()
    for number in range(2000):
        put(engine, f"name {number}")
    engine.dispose()
    path.write_bytes(path.read_bytes()[:9000])

    with pytest.raises(BadDatabase, match=r"damaged|newsletter\.sqlite"), told(path):
        names(opened())


def test_a_place_where_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(BadDatabase, match="writable"):
        open_database(tmp_path / "file" / "newsletter.sqlite", now=START)


def test_a_database_of_a_later_version_is_not_touched(path, opened):
    later = Step(number=STEPS[-1].number + 1, name="later", statements=())
    opened(steps=(*STEPS, later)).dispose()
    before = path.read_bytes()

    with pytest.raises(BadDatabase, match="a later version made it"):
        opened()

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("pragmas", "told_words"),
    [
        ({"busy_timeout": "10"}, "another program held it"),
        ({"query_only": "1"}, "cannot be written"),
    ],
)
def test_what_goes_wrong_is_told_without_what_was_to_be_written(path, opened, pragmas, told_words):
    holder = opened()
    engine = opened(pragmas=pragmas)
    with (
        holder.begin() if "busy_timeout" in pragmas else reading(holder),
        pytest.raises(BadDatabase, match=told_words) as raised,
        told(path),
    ):
        put(engine, "ana@geheim.example", "Geheim")

    assert "geheim" not in str(raised.value).lower()


def test_a_full_disk_is_told(path, opened):
    engine = opened(pragmas={"max_page_count": "30"})

    with pytest.raises(BadDatabase, match="full; make room"), told(path):
        put(engine, "much", "x" * 1_000_000)

    put(engine, "little")
    assert names(engine) == {"little"}


def test_many_open_it_at_once_and_its_steps_are_taken_once(path):
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from plugins.newsletter.database.opening import open_database\n"
        "open_database(Path(sys.argv[1]), now=datetime.now(UTC))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)], cwd=ENGINE, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    said = [process.communicate()[1] for process in started]

    assert [process.returncode for process in started] == [0] * 4, said
    with closing(sqlite3.connect(path)) as connection:
        taken = connection.execute("SELECT number FROM schema_step ORDER BY number").fetchall()
    assert taken == [(step.number,) for step in STEPS]


def test_moments_are_kept_in_utc_to_the_millisecond(opened):
    with opened().begin() as connection:
        kept = connection.exec_driver_sql("SELECT at FROM schema_step").scalars().first()
        read = connection.scalar(select(schema_step.c.at))

    assert (kept, read) == ("2026-11-02T09:00:00.000Z", START)
