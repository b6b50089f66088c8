"""Small attributes go into plain values, and come back as the same values of the same types."""

import marshal
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime
from speed.reading_posts import taken_apart

from plugins.speed.plain import Odd, make_wrappers, maker_of, plain_of, plain_wrapper

ZONES = st.sampled_from([None, UTC, ZoneInfo("America/New_York"), ZoneInfo("UTC")])
MOMENTS = st.builds(
    lambda kind, date, zone, fold: kind(*date.timetuple()[:6], date.microsecond, zone, fold=fold),
    st.sampled_from([datetime, SafeDatetime]),
    st.datetimes(),
    ZONES,
    st.integers(0, 1),
)
DAYS = st.lists(st.datetimes().map(lambda one: one.replace(tzinfo=UTC)))
ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.text(st.characters(categories=["Cs"]), max_size=2)
    | st.binary()
)
FIXED = st.recursive(
    ATOMS | MOMENTS | ZONES,
    lambda some: st.lists(some, max_size=4).map(tuple),
    max_leaves=6,
)


KINDS = st.sampled_from([Tag, Category, Author])


class Colour(IntEnum):
    """A number that is more than one."""

    RED = 1


class Day(datetime):
    """A moment of a plugin's."""


def again(value):
    """Give a value as a later build has it."""
    plain, way = marshal.loads(marshal.dumps(plain_of(value)))
    return plain if way is None else maker_of(way)(plain)


def told(value):
    """Give a value in which moments are the same only if their zones are, and 0.0 is not -0.0."""
    if isinstance(value, list | tuple):
        return [type(value), *map(told, value)]
    if isinstance(value, datetime):
        return type(value), value.replace(tzinfo=None), value.fold, id(value.tzinfo)
    return type(value), repr(value)


@given(value=FIXED | st.lists(ATOMS) | DAYS)
def test_a_value_comes_back_as_it_was(value):
    assert told(again(value)) == told(value)


@pytest.mark.parametrize(
    "value",
    [
        Markup("a"),
        Colour.RED,
        Day(2026, 1, 1),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        ZoneInfo.no_cache("Europe/Berlin"),
        datetime(2026, 1, 1, tzinfo=ZoneInfo.no_cache("Europe/Berlin")),
        {"a": 1},
        {1},
        ([],),
        [[]],
        [1, datetime(2026, 1, 1)],  # not all alike
        Tag("a", {}),
        object(),
    ],
)
def test_what_has_no_plain_value_is_odd(value):
    with pytest.raises(Odd):
        plain_of(value)


@given(wanted=st.lists(st.tuples(KINDS, st.text("aBß0 ", min_size=1).filter(str.strip))))
def test_tags_and_the_like_come_back_as_they_were(wanted):
    settings = DEFAULT_CONFIG
    before = [kind(name, settings) for kind, name in wanted]

    found = make_wrappers(
        marshal.loads(marshal.dumps([plain_wrapper(one) for one in before])), settings
    )

    assert taken_apart(found) == taken_apart(before)
    assert all(one.settings is settings for one in found)
    assert [list(vars(one)) for one in found] == [list(vars(one)) for one in before]


def _with_more() -> Tag:
    found = Tag("a", {})
    found.colour = "red"
    return found


def _of_another_class() -> Tag:
    return type("Tag", (Tag,), {})("a", {})


@pytest.mark.parametrize("make", [_with_more, _of_another_class, lambda: Tag(Markup("a"), {})])
def test_tags_with_more_to_them_are_odd(make):
    with pytest.raises(Odd):
        plain_wrapper(make())


def test_a_slug_of_ones_own_stays():
    tag = Tag("a", {})
    tag.slug = "b"

    (found,) = make_wrappers([plain_wrapper(tag)], {})
    found.name = "c"

    assert found.slug == "b"
