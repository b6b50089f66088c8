import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from newsletters import START
from sqlalchemy import select

from plugins.newsletter.database.copies import (
    KEPT,
    copies_folder,
    keep_copy,
    list_copies,
    write_copy,
)
from plugins.newsletter.database.opening import open_database, reading
from plugins.newsletter.database.tables import fact
from plugins.shared.errors import BadDatabase


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Anas söte" / "newsletter.sqlite"


@pytest.fixture
def engine(path):
    engine = open_database(path, now=START)
    put(engine, "first")
    yield engine
    engine.dispose()


def put(engine, name):
    with engine.begin() as connection:
        connection.execute(fact.insert().values(name=name, value="x"))


def names(path):
    engine = open_database(path, now=START)
    with reading(engine) as connection:
        found = set(connection.scalars(select(fact.c.name)))
    engine.dispose()
    return found


def test_a_copy_is_a_whole_database_of_that_moment(path, engine):
    copy = keep_copy(path, now=START, why="before-each-1")
    put(engine, "second")

    assert names(copy) == {"first"}
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_copy_is_made_while_somebody_writes_and_holds_what_is_committed(path, engine):
    with engine.begin() as connection:
        connection.execute(fact.insert().values(name="during", value="x"))
        copy = keep_copy(path, now=START, why="x")

    assert names(copy) == {"first"}


@pytest.mark.usefixtures("engine")
def test_a_copy_is_named_by_time_and_reason_and_is_its_owners_alone(path):
    copy = keep_copy(path, now=START, why="before Ünsinn/../each-1")

    assert copy.parent == copies_folder(path)
    assert copy.name == "20261102T090000000000-before-nsinn-each-1-1.sqlite"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("engine")
def test_the_newest_ten_are_kept(path):
    made = [keep_copy(path, now=START + timedelta(hours=hour), why="x") for hour in range(KEPT + 3)]

    assert list_copies(path) == made[3:]


def test_two_copies_of_one_moment_are_two(path, engine):
    first = keep_copy(path, now=START, why="x")
    put(engine, "second")
    second = keep_copy(path, now=START, why="x")

    assert (names(first), names(second)) == ({"first"}, {"first", "second"})


@pytest.mark.usefixtures("engine")
def test_a_place_that_is_taken_is_not_overwritten(path, tmp_path):
    place = tmp_path / "mine"
    place.write_text("words")

    with pytest.raises(BadDatabase, match="could not be written"):
        write_copy(path, place)

    assert place.read_text() == "words"


@pytest.mark.usefixtures("engine")
def test_where_no_folder_can_be_made_it_is_told(path):
    copies_folder(path).write_text("")

    with pytest.raises(BadDatabase, match="a copy is kept there"):
        keep_copy(path, now=START, why="x")


def test_a_copy_of_what_is_no_database_leaves_nothing_behind(path):
    path.parent.mkdir()
    path.write_bytes(b"Dear all, " * 1000)

    with pytest.raises(BadDatabase, match="could not be written"):
        keep_copy(path, now=START, why="x")

    assert list_copies(path) == []
