from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.model import Entry
from plugins.feeds.paging import LARGEST, PAGE, documents, fitting, newest_of

NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)


def newest_first(count):
    return list(range(count, 0, -1))


def behind(count, in_feed=PAGE):
    return dict(documents(newest_first(count), in_feed=min(in_feed, count)))


@given(st.integers(0, 200), st.integers(1, PAGE))
def test_feed_and_documents_hold_every_post(count, in_feed):
    in_feed = min(in_feed, count)
    held = {post for posts in behind(count, in_feed).values() for post in posts}

    assert held | set(newest_first(count)[:in_feed]) == set(range(1, count + 1))


@given(st.integers(0, 200))
def test_a_new_post_changes_no_document(count):
    before, after = behind(count), behind(count + 1)

    assert {number: len(posts) for number, posts in before.items()} == dict.fromkeys(before, PAGE)
    assert {number: after[number] for number in before} == before


def test_documents_are_counted_from_the_oldest_and_hold_the_newest_first():
    found = behind(100)

    assert list(found) == [1, 2, 3]
    assert (found[1][0], found[1][-1], found[3][0]) == (30, 1, 90)


def test_a_feed_stays_below_its_size():
    assert fitting(40, lambda count: 100 * count) == PAGE
    assert fitting(7, lambda count: 100 * count) == 7
    assert 5 <= fitting(40, lambda count: 60_000 * count) <= 8


def test_a_post_larger_than_a_feed_may_be_is_in_it_alone():
    assert fitting(3, lambda count: LARGEST * count + 1) == 1


def test_the_newest_of_a_group_come_first():
    entries = [
        Entry(
            id=f"urn:{n}", url="u", title="t", author="a", content="", updated=NOON + timedelta(n)
        )
        for n in range(1, 41)
    ]

    assert [entry.id for entry in newest_of(entries)][:2] == ["urn:40", "urn:39"]
    assert len(newest_of(entries)) == PAGE
