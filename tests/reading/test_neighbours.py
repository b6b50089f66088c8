from datetime import UTC, datetime, timedelta

import pytest

from plugins.reading.neighbours import neighbours_of

DAY = datetime(2026, 5, 31, tzinfo=UTC)
A, B, C = (DAY, "a.md"), (DAY, "b.md"), (DAY + timedelta(1), "a.md")


@pytest.mark.parametrize(
    ("place", "ordered", "expected"),
    [
        (A, [A], (None, None)),
        (A, [A, B, C], (None, B)),
        (B, [A, B, C], (A, C)),
        (C, [A, B, C], (B, None)),
        (B, [A, C], (A, C)),
        (B, [], (None, None)),
        ((datetime.max.replace(tzinfo=UTC), "draft.md"), [A, C], (C, None)),
    ],
)
def test_neighbours_are_the_next_in_time_on_both_sides(place, ordered, expected):
    assert neighbours_of(place, ordered) == expected
