from datetime import UTC, datetime

from plugins.comments.newest import last_appeared, newest_of
from plugins.comments.shown import Conversation, ShownComment

POSTED = datetime(2026, 5, 1, tzinfo=UTC)


def talk(*times):
    said = [
        ShownComment(id=f"urn:{n}", fragment=f"c{n}", appeared_iso=time)
        for n, time in enumerate(times, start=1)
    ]
    return Conversation.of(tuple(said))


def test_the_newest_is_the_one_that_appeared_last():
    assert newest_of(talk("2026-06-02", "2026-06-01"), since=POSTED) == (
        datetime(2026, 6, 2, tzinfo=UTC),
        "c1",
    )


def test_of_two_at_once_the_one_with_the_later_place_comes_first():
    assert newest_of(talk("2026-06-02", "2026-06-02"), since=POSTED)[1] == "c2"


def test_one_without_a_time_is_as_old_as_its_post():
    assert newest_of(talk(""), since=POSTED) == (POSTED, "c1")
    assert last_appeared(talk("")) is None


def test_on_a_page_one_without_a_time_is_as_old_as_the_last_that_has_one():
    found = newest_of(talk("2026-06-02", ""), since=None)

    assert found == (datetime(2026, 6, 2, tzinfo=UTC), "c2")


def test_where_nobody_spoke_there_is_no_newest():
    assert newest_of(talk(), since=POSTED) is None
