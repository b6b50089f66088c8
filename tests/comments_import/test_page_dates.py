"""Dates that Blogger showed in the languages it spoke."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.sources.page.dates import parse_shown, tells_day_first

MORNING = datetime(2011, 4, 12, 11, 49)


@pytest.mark.parametrize(
    "text",
    [
        "April 12, 2011 11:49 AM",
        "April 12, 2011 at 11:49 AM",
        "11:49 AM, April 12, 2011",
        "Tuesday, April 12, 2011 11:49:00 AM",
        "12 April 2011 at 11:49",
        "4/12/2011 11:49 AM",
        "2011-04-12 11:49",
        "12. April 2011 um 11:49",
        "Dienstag, April 12, 2011 11:49:00 AM",
        "12 avril 2011 à 11:49",
        "mar. 12 avr. 2011 11h49",
        "12 de abril de 2011, 11:49",
        "12 de abril de 2011, 11:49 a. m.",
        "martes, abril 12, 2011 11:49:00 a.m.",
        "12 aprile 2011 alle ore 11:49",
        "mar 12 apr 2011 11.49",
        "12 de abril de 2011 às 11:49",
        "terça-feira, abril 12, 2011 11:49:00 AM",
        "12 april 2011 om 11:49",
        "12 kwietnia 2011 11:49",
        "2011年4月12日 11:49",
        "2011年4月12日 上午11:49",
        "2011년 4월 12일 오전 11:49",
    ],
)  # fmt: skip
def test_a_day_and_a_time_are_told_in_many_languages(text):
    assert parse_shown(text, is_day_first=False).moment == MORNING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:34 AM", time(7, 34)),
        ("12:05 AM", time(0, 5)),
        ("12:05 PM", time(12, 5)),
        ("21:00", time(21, 0)),
        ("オ後 午後3:05", time(15, 5)),
        ("13:99", None),
    ],
)
def test_a_time_alone_is_no_date(text, expected):
    shown = parse_shown(text)

    assert (shown.day, shown.clock) == (None, expected)


@pytest.mark.parametrize(
    "text",
    ["", "said", "3.5.04", "4/5/2011", "31/31/2011", "30 February 2011", "April 2011", "12 2011",
     "May 3 to June 4, 2011", "March 12, 20111", "12 April 2011 2012"],
)  # fmt: skip
def test_what_is_no_certain_day_is_none(text):
    assert parse_shown(text).day is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["4/5/2011", "20/5/2011"], True),
        (["4/5/2011", "5/20/2011"], False),
        (["4/5/2011", "6/6/2011"], None),
        (["20/5/2011", "5/20/2011"], None),
        (["2011-05-20", "20 May 2011"], None),
    ],
)
def test_the_other_dates_of_a_page_tell_which_number_is_the_day(texts, expected):
    assert tells_day_first(texts) is expected


def test_the_order_that_a_page_tells_is_followed():
    assert parse_shown("4/5/2011", is_day_first=True).day == date(2011, 5, 4)
    assert parse_shown("4/5/2011", is_day_first=False).day == date(2011, 4, 5)


@given(st.dates(date(1999, 1, 1), date(2100, 1, 1)), st.times())
def test_a_written_date_is_read_back(day, clock):
    clock = clock.replace(second=0, microsecond=0, tzinfo=None)

    shown = parse_shown(f"{day:%A, %B} {day.day}, {day.year} {clock:%I:%M %p}")

    assert shown.moment == datetime.combine(day, clock)


@given(st.text())
def test_no_text_breaks_it(text):
    assert parse_shown(text).moment is None or any(char.isdigit() for char in text)
