from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from plugins.reading.series import Part, find_series, name_in, number_in


def part(letter, number=0, *, name="Moving", is_published=True):
    """A part of the day of its letter in the alphabet."""
    day = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(ord(letter))
    return Part(
        post=letter, place=(day, letter), name=name, number=number, is_published=is_published
    )


def orders(parts):
    """What each part's page shows of its series."""
    return {place[1]: "".join(series.posts) for place, series in find_series(parts).items()}


@pytest.mark.parametrize(
    ("parts", "order"),
    [
        ([part("a"), part("b"), part("c")], "abc"),
        ([part("a", 3), part("b", 2), part("c", 1)], "cba"),
        ([part("a", 2), part("b"), part("c")], "bac"),
        ([part("a"), part("b", 1), part("c", 99)], "bac"),
        ([part("a", 2), part("b", 2), part("c")], "cab"),
    ],
)
def test_parts_stand_where_they_say_and_the_others_by_date(parts, order):
    for shuffled in permutations(parts):
        assert set(orders(shuffled).values()) == {order}


def test_each_part_knows_which_it_is():
    found = find_series([part("a", 2), part("b", 1)])

    assert {place[1]: series.part for place, series in found.items()} == {"a": 2, "b": 1}


def test_one_name_written_in_two_ways_is_shown_as_its_first_post_has_it():
    found = find_series([part("b", name="ON LEAVING"), part("a", name="On Leaving"), part("c")])

    assert {place[1]: series.name for place, series in found.items()} == dict.fromkeys(
        "ab", "On Leaving"
    )


def test_a_part_alone_is_in_no_series():
    assert find_series([part("a"), part("b", name="Other")]) == {}


def test_a_draft_sees_itself_in_its_place_and_nobody_else_sees_it():
    draft = part("b", is_published=False)
    hidden = part("d", is_published=False)

    assert orders([part("a"), draft, part("c"), hidden]) == {
        "a": "ac",
        "b": "abc",
        "c": "ac",
        "d": "acd",
    }


def test_a_published_part_with_a_draft_alone_is_in_no_series():
    assert orders([part("a"), part("b", is_published=False)]) == {"b": "ab"}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("2", 2),
        (" 12 ", 12),
        ("two", 0),
        ("0", 0),
        ("-1", 0),
        ("1.5", 0),
        ("²", 0),
        ("٢", 0),
        ("9" * 5000, 0),
        (["1", "2"], 0),
        (None, 0),
        ("", 0),
    ],
)
def test_what_is_no_number_of_a_part_counts_as_none(value, number):
    assert number_in(value) == number


@pytest.mark.parametrize(
    ("value", "name"),
    [("  On\tLeaving ", "On Leaving"), (["On", "Leaving"], "On Leaving"), ("", ""), (None, "")],
)
def test_white_space_in_a_name_does_not_matter(value, name):
    assert name_in(value) == name
