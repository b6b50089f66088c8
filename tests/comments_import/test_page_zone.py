"""The zone of a page, told from the comments' exact and shown times."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.sources.page.dates import Shown
from plugins.comments_import.sources.page.zone import find_zone, offset_of

NOON = datetime(2011, 10, 27, 12, 39, 42, 528_000, UTC)


def shown_at(moment, hours):
    local = moment.astimezone(timezone(timedelta(hours=hours)))
    return Shown(local.date(), local.time().replace(second=0, microsecond=0))


def test_most_comments_win():
    """After the change to winter time some differ."""
    told = [(NOON, shown_at(NOON, -7))] * 3 + [(NOON, shown_at(NOON, -8))] * 2

    zone = find_zone(told, UTC)

    assert zone.zone.utcoffset(None) == timedelta(hours=-7)
    assert zone.sentence == "times of this page are UTC-07:00, told from 3 of 5 comments."


def test_a_zone_that_explains_every_time_stays_with_its_summer_times():
    lisbon = ZoneInfo("Europe/Lisbon")
    winter = datetime(2011, 12, 27, 12, 0, tzinfo=UTC)

    zone = find_zone([(NOON, shown_at(NOON, 1)), (winter, shown_at(winter, 0))], lisbon)

    assert (zone.zone, zone.sentence) == (lisbon, "")


def test_without_comments_the_zone_is_the_assumed_one():
    assert find_zone([(NOON, Shown()), (NOON, Shown(date(2011, 10, 27)))], UTC).zone is UTC


@given(st.integers(-48, 56))
def test_every_offset_is_told_from_day_and_time(quarters):
    assert offset_of(NOON, shown_at(NOON, quarters / 4)) == timedelta(hours=quarters / 4)


@pytest.mark.parametrize(
    ("hours", "is_told"), [(-9, True), (0, True), (8, True), (11, True), (-11, False), (13, False)]
)
def test_a_time_alone_tells_all_but_the_offsets_around_the_date_line(hours, is_told):
    clock = shown_at(NOON, hours).clock

    assert offset_of(NOON, Shown(None, clock)) == (timedelta(hours=hours) if is_told else None)


def test_what_is_off_by_some_minutes_is_no_zone():
    assert offset_of(NOON, Shown(NOON.date(), time(12, 47))) is None
