from datetime import timedelta

import pytest
from newsletters import START

from plugins.newsletter.database.opening import open_database
from plugins.newsletter.ledger.posts import (
    count_named,
    get_fact,
    known_posts,
    newest_seq,
    record,
    set_fact,
)
from plugins.newsletter.ledger.sighting import Sighting
from plugins.newsletter.model import Post


@pytest.fixture
def connection(tmp_path):
    engine = open_database(tmp_path / "newsletter.sqlite", now=START)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def make_post(number, *, age=timedelta(0)):
    return Post(
        id=f"urn:{number}", url=f"https://ana.example/{number}.html", title=f"Post {number}",
        published=START - age,
    )  # fmt: skip


def sequence(connection):
    """Give the ids in the order of their numbers, with a star for what is held back."""
    known = sorted(known_posts(connection).values(), key=lambda seen: seen.seq)
    return [seen.id if seen.counted else f"{seen.id}*" for seen in known]


def test_posts_are_numbered_as_they_are_seen(connection):
    record(connection, Sighting(new=(make_post(2), make_post(1))), now=START)
    record(connection, Sighting(new=(make_post(3),)), now=START)

    assert sequence(connection) == ["urn:2", "urn:1", "urn:3"]
    assert newest_seq(connection) == 3


def test_what_is_held_back_comes_before_what_is_new(connection):
    record(connection, Sighting(new=(make_post(1),), held=(make_post(2),)), now=START)

    assert sequence(connection) == ["urn:2*", "urn:1"]


def test_without_posts_the_newest_number_is_0(connection):
    assert newest_seq(connection) == 0


def test_what_was_seen_reads_as_it_was(connection):
    record(connection, Sighting(new=(make_post(1, age=timedelta(days=2)),)), now=START)

    (seen,) = known_posts(connection).values()

    assert (seen.id, seen.seq, seen.title) == ("urn:1", 1, "Post 1")
    assert (seen.published, seen.counted) == (START - timedelta(days=2), START)
    assert seen.is_gone is False


def test_a_post_that_another_task_saw_first_is_not_numbered_twice(connection):
    sighting = Sighting(new=(make_post(1),))

    record(connection, sighting, now=START)
    record(connection, sighting, now=START + timedelta(hours=1))

    assert sequence(connection) == ["urn:1"]


def test_a_post_keeps_its_number_under_another_id(connection):
    record(connection, Sighting(new=(make_post(1), make_post(2))), now=START)

    record(connection, Sighting(renamed=(("urn:1", "urn:new"),)), now=START)

    assert sequence(connection) == ["urn:new", "urn:2"]


def test_a_post_goes_and_comes_back(connection):
    record(connection, Sighting(new=(make_post(1),)), now=START)

    record(connection, Sighting(gone=("urn:1",)), now=START)
    assert known_posts(connection)["urn:1"].is_gone
    record(connection, Sighting(back=("urn:1",)), now=START)

    assert not known_posts(connection)["urn:1"].is_gone


def test_a_post_that_is_gone_keeps_its_number_for_good(connection):
    record(connection, Sighting(new=(make_post(1), make_post(2))), now=START)
    record(connection, Sighting(gone=("urn:2",)), now=START)

    record(connection, Sighting(new=(make_post(3),)), now=START)

    assert sequence(connection) == ["urn:1", "urn:2", "urn:3"]


def test_a_held_back_post_that_is_named_counts_from_then_on_after_all_others(connection):
    held = (
        make_post(1, age=timedelta(days=50)),
        make_post(2, age=timedelta(days=40)),
        make_post(3),
    )
    record(connection, Sighting(held=held, new=(make_post(4),)), now=START)
    later = START + timedelta(days=3)

    number = count_named(connection, ["urn:2", "urn:4", "urn:1", "urn:unknown"], now=later)

    assert number == 2
    assert sequence(connection) == ["urn:3*", "urn:4", "urn:1", "urn:2"]
    assert known_posts(connection)["urn:1"].counted == later
    assert known_posts(connection)["urn:4"].counted == START


def test_naming_twice_is_naming_once(connection):
    record(connection, Sighting(held=(make_post(1),)), now=START)
    count_named(connection, ["urn:1"], now=START)
    before = known_posts(connection)

    assert count_named(connection, ["urn:1"], now=START + timedelta(days=1)) == 0
    assert known_posts(connection) == before


def test_facts_are_kept_and_replaced(connection):
    assert get_fact(connection, "began") == ""
    set_fact(connection, "began", "2026")
    set_fact(connection, "began", "2027")

    assert get_fact(connection, "began") == "2027"
