from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.atom_rss import format_atom
from plugins.feeds.model import Entry, Feed
from plugins.feeds.paging import LARGEST, PAGE, newest_of, page

NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)


def feed_of(count, *, size=1):
    entries = tuple(
        Entry(id=f"urn:{n}", url=f"https://a.example/{n}", title=str(n), author="A", content="w" * size,
              published=NOON + timedelta(days=n), updated=NOON + timedelta(days=n))
        for n in range(count, 0, -1)
    )  # fmt: skip
    return Feed(
        id="urn:f",
        title="F",
        subtitle="",
        home="https://a.example/",
        language="en",
        author="A",
        entries=entries,
    )


def paged(feed):
    return page(
        feed,
        current="CURRENT",
        address_of="DOCUMENT {}".format,
        size_of=lambda part: len(format_atom(part, "x")),
    )


@given(st.integers(0, 200))
def test_feed_and_documents_hold_every_post(count):
    found = paged(feed_of(count))

    ids = {entry.id for part in (found.feed, *found.documents) for entry in part.entries}
    assert ids == {f"urn:{n}" for n in range(1, count + 1)}
    assert len(found.feed.entries) == min(count, PAGE)


@given(st.integers(0, 200))
def test_a_new_post_changes_no_document(count):
    before, after = paged(feed_of(count)).documents, paged(feed_of(count + 1)).documents

    assert [len(document.entries) for document in before] == [PAGE] * len(before)
    assert after[: len(before)] == before


def test_one_can_walk_to_the_first_post():
    found = paged(feed_of(100))

    assert found.feed.older == "DOCUMENT 3"
    assert [document.older for document in found.documents] == ["", "DOCUMENT 1", "DOCUMENT 2"]
    assert {document.current for document in found.documents} == {"CURRENT"}
    assert found.feed.current == ""
    assert found.documents[0].entries[-1].id == "urn:1"
    assert found.documents[0].entries[0].id == "urn:30"


def test_a_feed_stays_below_its_size_and_loses_nothing():
    found = paged(feed_of(40, size=60_000))

    assert len(format_atom(found.feed, "x")) <= LARGEST
    assert 5 <= len(found.feed.entries) < 10
    ids = {entry.id for part in (found.feed, *found.documents) for entry in part.entries}
    assert len(ids) == 40


def test_a_post_larger_than_a_feed_may_be_is_in_it_alone():
    assert len(paged(feed_of(3, size=LARGEST)).feed.entries) == 1


def test_the_newest_of_a_group_come_first():
    assert [entry.id for entry in newest_of(feed_of(40).entries[::-1])][:2] == ["urn:40", "urn:39"]
    assert len(newest_of(feed_of(40).entries)) == PAGE
