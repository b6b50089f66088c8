"""What values are told as: two that a template can tell apart differently, equal ones the same."""

from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.speed.values import Unknown, tell

Point = namedtuple("Point", "x y")  # noqa: PYI024 - plugins have such, too


class Kind(StrEnum):
    POST = "post"


class Rank(IntEnum):
    FIRST = 1


class Colour(Enum):
    RED = 1


class Named(str):  # noqa: SLOT000 - what is set on it is the point
    """A text that carries more."""


@dataclass(frozen=True)
class Reply:
    author: str
    when: datetime | None = None


@dataclass(frozen=True)
class Answer:
    author: str
    when: datetime | None = None


class Loose:
    """Another Reply, in a class of its own."""

    @dataclass(frozen=True)
    class Reply:
        author: str


PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=60)
    | st.text(max_size=60).map(Markup)
    | st.binary(max_size=60)
    | st.datetimes(timezones=st.none() | st.just(ZoneInfo("Europe/Berlin")))
    | st.dates()
    | st.timedeltas()
)
NAMES = st.text(max_size=50) | st.integers()
VALUES = st.recursive(
    PLAIN,
    lambda some: (
        st.lists(some, max_size=4)
        | st.lists(some, max_size=4).map(tuple)
        | st.dictionaries(NAMES, some, max_size=4)
        | st.sets(NAMES, max_size=4)
        | st.builds(Reply, author=st.text(max_size=50))
    ),
    max_leaves=8,
)


def looks(value: object) -> object:
    """Give all that a template sees of a value: its class, and how it is printed, to the last part."""
    if isinstance(value, list | tuple):
        return type(value), tuple(map(looks, value))
    if isinstance(value, dict):
        return dict, tuple((looks(key), looks(one)) for key, one in value.items())
    if isinstance(value, set):
        return set, frozenset(map(looks, value))
    return type(value), repr(value)


@given(VALUES, VALUES)
def test_values_have_the_same_text_if_and_only_if_they_look_the_same(one, other):
    assert (tell(one) == tell(other)) == (looks(one) == looks(other))


@given(VALUES)
def test_a_text_is_short_and_no_value_is_mistaken_for_the_text_about_another(value):
    text = tell(value)

    assert len(text) <= 40
    assert tell(text) != text
    assert tell([value]) != text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(set(), {}, id="nothing in a set, nothing in a dict"),
        pytest.param({1}, frozenset({1}), id="sets that print differently"),
        pytest.param((1, 2), Point(1, 2), id="a row with names"),
        pytest.param({}, defaultdict(list), id="a dict that makes up what it lacks"),
        pytest.param({}, OrderedDict(), id="a dict that prints differently"),
        pytest.param("a" * 50, Markup("a" * 50), id="a long text, and HTML"),
        pytest.param("post", Kind.POST, id="a text and a choice"),
        pytest.param(1, Rank.FIRST, id="a number and a choice"),
        pytest.param(1, True, id="a number and yes"),
        pytest.param(1, 1.0, id="a whole number and another"),
        pytest.param(0.0, -0.0, id="nought and less"),
        pytest.param(Reply("Ana"), Answer("Ana"), id="records of two classes"),
        pytest.param(Reply("Ana"), Loose.Reply("Ana"), id="records whose classes share a name"),
        pytest.param(date(2026, 1, 1), datetime(2026, 1, 1), id="a day and its midnight"),
        pytest.param(Path("a"), "a", id="a path and a text"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="another order"),
        pytest.param([["a"], "b"], [["a", "b"]], id="other nesting"),
        pytest.param(["a,b"], ["a", "b"], id="a comma"),
        pytest.param("é", "e\u0301", id="two spellings"),
        pytest.param("\ud800", "?", id="half a letter"),
    ],
)
def test_values_that_a_template_can_tell_apart_have_different_texts(one, other):
    assert tell(one) != tell(other)
    assert tell([one] * 30) != tell([other] * 30)


def test_a_text_is_not_the_list_that_is_told_by_the_same_words():
    numbers = list(range(30))

    assert tell(numbers) != tell("[" + ",".join(map(str, numbers)) + "]")


def test_what_a_plugin_sets_on_a_text_is_told_too():
    plain, more = Named("Ana"), Named("Ana")
    more.home = "https://ana.example"

    assert tell(plain) != tell(more)


def test_the_same_moment_in_two_zones_is_told_differently():
    moment = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))

    assert tell(moment) != tell(moment.astimezone(timezone(timedelta(hours=1))))
    assert tell(moment) == tell(datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")))


def test_sets_are_told_in_one_order_whatever_their_own():
    numbers = [0, 8]  # they fall into the same place, and who came first stands first

    assert list({0, 8}) != list({8, 0})
    assert tell(set(numbers)) == tell({*reversed(numbers)})


def own_list() -> list[object]:
    mine: list[object] = []
    mine.append(mine)
    return mine


@dataclass
class Later:
    number: int = field(init=False)


@pytest.mark.parametrize(
    "value",
    [object(), tell, [lambda: 1], {"a": object()}, iter([1]), own_list(), Later()],
    ids=["object", "function", "lambda", "in a dict", "iterator", "in itself", "not complete"],
)
def test_what_cannot_be_told_raises_unknown(value):
    with pytest.raises(Unknown):
        tell(value)
