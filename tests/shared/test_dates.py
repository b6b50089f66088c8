from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.dates import (
    Precision,
    format_day,
    format_minute,
    format_precise,
    format_utc,
    is_day_only,
    parse_time,
    precision_of,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-08-14", datetime(2010, 8, 13, 22, tzinfo=UTC)),
        ("2010-08-14 09:30", datetime(2010, 8, 14, 7, 30, tzinfo=UTC)),
        ("2010-01-14T09:30:00Z", datetime(2010, 1, 14, 9, 30, tzinfo=UTC)),
        ("2012-11-05T00:15:05.941+11:00", datetime(2012, 11, 4, 13, 15, 5, 941000, tzinfo=UTC)),
        ("14 August 2010", datetime(2010, 8, 13, 22, tzinfo=UTC)),
    ],
)
def test_time_is_local_to_the_zone_unless_it_names_an_offset(text, expected):
    assert parse_time(text, BERLIN) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2010-13-45",
        "99999999999999999999",
        "monday",
        "12",
        "March 2026",
        "9999-12-31",
        "0001-01-01",
        "2026-05-31 10:00+99:00",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="is no date"):
        parse_time(text)


@given(
    st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2998, 1, 1)),
    st.integers(-840, 840),
)
def test_written_times_are_read_back(moment, minutes):
    """Milliseconds are the finest that any export has."""
    exact = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    aware = exact.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    assert parse_time(format_utc(aware)) == aware


def test_days_and_minutes_are_shown_in_the_readers_zone():
    late = datetime(2010, 8, 13, 22, 5, tzinfo=UTC)

    assert format_day(late, BERLIN) == "14 August 2010"
    assert format_minute(late, BERLIN) == "14 August 2010, 00:05"


def test_a_day_has_no_time_of_day():
    assert is_day_only(" 2010-08-14 ")
    assert not is_day_only("2010-08-14 10:00")


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2010-08-14", Precision.DAY),
        (" 2010-08-14 ", Precision.DAY),
        ("2010-08-14 15:04", Precision.MINUTE),
        ("2010-08-14T15:04Z", Precision.MINUTE),
        ("2010-08-14T15:04+02:00", Precision.MINUTE),
        ("2010-08-14T15:04:05Z", Precision.SECOND),
        ("2010-08-14T15:04:00Z", Precision.SECOND),
        ("2010-08-14T15:04:05.123Z", Precision.SECOND),
        ("14 August 2010", Precision.SECOND),
        ("", Precision.SECOND),
    ],
)
def test_a_time_is_meant_as_exactly_as_it_is_written(text, precision):
    assert precision_of(text) == precision


@given(
    st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2998, 1, 1)),
    st.sampled_from(Precision),
)
def test_times_are_read_back_as_exactly_as_they_were_known(moment, precision):
    text = format_precise(moment.replace(tzinfo=UTC), precision)

    assert precision_of(text) == precision
    assert format_precise(parse_time(text), precision) == text
    assert format_utc(moment.replace(tzinfo=UTC)).startswith(text.removesuffix("Z"))
