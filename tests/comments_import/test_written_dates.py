from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.sources.copy.dates import find_day, find_moment, split_moment

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("April 12, 2011 11:30 AM", (11, 30)),
        ("April 12, 2011 at 12:05 am", (0, 5)),
        ("Tuesday, April 12, 2011 12:05:00 PM", (12, 5)),
        ("12 April, 2011 09:05", (9, 5)),
        ("12. April 2011 um 21:05", (21, 5)),
        ("12 avril 2011 à 21h05", (21, 5)),
        ("12 de abril de 2011, 9:05 p.\u202fm.", (21, 5)),
        ("12 de abril de 2011 às 21:05", (21, 5)),
        ("12 aprile 2011 alle ore 21:05", (21, 5)),
        ("12 april 2011 om 21:05", (21, 5)),
        ("12 kwietnia 2011 21:05", (21, 5)),
        ("12 апреля 2011 г. в 21:05", (21, 5)),
        ("2011年4月12日 下午9:05", (21, 5)),
        ("  APRIL\t12,\xa02011  9:05  PM ", (21, 5)),
    ],
)
def test_a_time_as_a_blog_shows_it(line, expected):
    assert find_moment(line, UTC) == datetime(2011, 4, 12, *expected, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "4/12/2011 11:30 AM",
        "April 12, 2011",
        "11:30 AM",
        "on April 12, 2011 11:30 AM",
        "April 12, 2011 11:30 AM!",
        "April 31, 2011 11:30 AM",
        "April 12, 2011 25:30",
        "April 12, 2011 13:30 PM",
        "April 12, 1811 11:30 AM",
        "April 12, 2011 " + "11:30" * 1000,
        "",
    ],
)
def test_what_is_in_doubt_is_no_time(line):
    assert find_moment(line, UTC) is None


def test_a_name_and_a_time_without_a_space_between():
    found = split_moment("Agent 00714 July 2015 at 2:39 AM", NEW_YORK)

    assert found == ("Agent 007", datetime(2015, 7, 14, 6, 39, tzinfo=UTC))


def test_the_last_day_of_the_calendar_breaks_nothing():
    assert find_moment("December 31, 9999 11:59 PM", NEW_YORK) is None
    assert find_day("December 31, 9999").date is None


@given(st.dates(min_value=datetime(1970, 1, 2).date(), max_value=datetime(2999, 12, 30).date()))
def test_every_day_is_read_as_it_is_written(day):
    for form in (f"{day:%A, %B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}"):
        assert find_day(form).date == datetime(day.year, day.month, day.day, tzinfo=UTC)
