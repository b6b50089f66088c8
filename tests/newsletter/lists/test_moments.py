"""Times as services write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.newsletter.lists.moments import parse_american, parse_moment

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-04-06T07:42:08.000Z", datetime(2022, 4, 6, 7, 42, 8, tzinfo=UTC)),
        ("2018-07-12 10:54:27", datetime(2018, 7, 12, 9, 54, 27, tzinfo=UTC)),
        ("2018/07/12", datetime(2018, 7, 11, 23, tzinfo=UTC)),
        ("2023-07-03 11:43:55 UTC", datetime(2023, 7, 3, 11, 43, 55, tzinfo=UTC)),
        ("2024-01-15 10:00:00.123456 +0530 IST", datetime(2024, 1, 15, 4, 30, 0, 123456, tzinfo=UTC)),
        ("2024-03-15 10:00:00.5 +0100 +0100", datetime(2024, 3, 15, 9, 0, 0, 500000, tzinfo=UTC)),
        ("2024-03-15T10:00:00-03:00", datetime(2024, 3, 15, 13, tzinfo=UTC)),
        ("0001-01-01 00:00:00 +0000 UTC", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("04/05/2020", None),
        ("yesterday", None),
        (":" * 1_000_000, None),
        ("", None),
    ],
)  # fmt: skip
def test_a_time_is_taken_when_there_is_no_doubt(text, expected):
    assert parse_moment(text, LISBON) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("04/05/2009 01:37", datetime(2009, 4, 5, 1, 37, tzinfo=UTC)),
        ("06/17/2009", datetime(2009, 6, 17, tzinfo=UTC)),
        ("2009-06-17 09:52", datetime(2009, 6, 17, 9, 52, tzinfo=UTC)),
        ("17/06/2009", None),
    ],
)
def test_feedburner_writes_the_month_first(text, expected):
    assert parse_american(text, UTC) == expected
