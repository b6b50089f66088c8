from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.slots import Times, latest_slot, next_slot, parse_times, period_of
from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.errors import BadSettings

BERLIN = ZoneInfo("Europe/Berlin")
TIMES = parse_times("Tuesday 08:30", "15 7:00")
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
slotted = st.sampled_from([Cadence.WEEKLY, Cadence.MONTHLY])


def berlin(*parts):
    return datetime(*parts, tzinfo=BERLIN)


def test_hours_are_read_as_the_author_writes_them():
    assert Times(weekday=1, weekly_at=time(8, 30), day=15, monthly_at=time(7)) == TIMES


@pytest.mark.parametrize(
    ("weekly", "monthly", "words"),
    [
        ("Someday 08:00", "1 08:00", "no day of the week"),
        ("Monday", "1 08:00", "a day and an hour"),
        ("Monday 25:00", "1 08:00", "a day and an hour"),
        ("Monday 08:00", "31 08:00", "from 1 to 28"),
        ("Monday 08:00", "first 08:00", "from 1 to 28"),
        ("Monday 08:00", "0 08:00", "from 1 to 28"),
        ("", "", "a day and an hour"),
    ],
)
def test_hours_that_are_none_are_refused(weekly, monthly, words):
    with pytest.raises(BadSettings, match=words):
        parse_times(weekly, monthly)


@pytest.mark.parametrize(
    ("cadence", "now", "latest", "following"),
    [
        ("weekly", berlin(2026, 11, 24, 8, 29), berlin(2026, 11, 17, 8, 30), berlin(2026, 11, 24, 8, 30)),
        ("weekly", berlin(2026, 11, 24, 8, 30), berlin(2026, 11, 24, 8, 30), berlin(2026, 12, 1, 8, 30)),
        ("weekly", berlin(2026, 11, 30, 23, 0), berlin(2026, 11, 24, 8, 30), berlin(2026, 12, 1, 8, 30)),
        ("monthly", berlin(2026, 1, 2, 0, 0), berlin(2025, 12, 15, 7, 0), berlin(2026, 1, 15, 7, 0)),
        ("monthly", berlin(2026, 12, 15, 7, 0), berlin(2026, 12, 15, 7, 0), berlin(2027, 1, 15, 7, 0)),
        # The clocks go back on 25 October: the hour is still the author's.
        ("weekly", berlin(2026, 10, 27, 9, 0), berlin(2026, 10, 27, 8, 30), berlin(2026, 11, 3, 8, 30)),
    ],
)  # fmt: skip
def test_slots_are_at_the_authors_hour(cadence, now, latest, following):
    found = Cadence(cadence)

    assert latest_slot(found, now, times=TIMES, zone=BERLIN) == latest
    assert next_slot(found, now, times=TIMES, zone=BERLIN) == following


@given(slotted, moments)
def test_every_moment_lies_between_a_slot_and_the_next(cadence, now):
    latest = latest_slot(cadence, now, times=TIMES, zone=BERLIN)
    following = next_slot(cadence, now, times=TIMES, zone=BERLIN)

    assert latest <= now < following
    assert following - latest <= timedelta(days=31, hours=1)
    assert latest_slot(cadence, following, times=TIMES, zone=BERLIN) == following
    assert period_of(cadence, latest, BERLIN) != period_of(cadence, following, BERLIN)
