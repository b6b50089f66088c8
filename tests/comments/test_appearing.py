"""A comment that waited is news on the day it was approved, and of the day it was written."""

import json
import re
from datetime import UTC, datetime

import feedparser
import pytest

from plugins.comments.model import Comment, block_from, comment_from
from plugins.comments.rendering import show_conversation
from plugins.comments.threads import build_threads
from plugins.comments_import.conversations import Standing, merge
from plugins.comments_import.model import ImportedComment
from plugins.comments_import.same_comments import Arrival
from plugins.newsletter.digest import talks_since
from plugins.newsletter.feed import parse_feed
from plugins.publishing.building import build

WAITED = "=== desk:aaaaaaaa\nAuthor: Bo\nDate: 2026-06-01T08:00:00Z\nApproved: 2026-06-20T08:00:00Z\n\nI waited.\n"
LATER = "".join(
    f"=== a:{day}\nAuthor: Cy\nDate: 2026-06-{day}T08:00:00Z\n\nDay {day}.\n\n"
    for day in range(10, 14)
)


@pytest.fixture
def built(site):
    site.post(date="2026-05-31 12:00", slug="lunch")
    site.write("pages/about.md", "Title: About\nGuid: urn:about\n\nMe.\n")
    site.write("comments/2026-05-31-lunch.txt", LATER + WAITED)
    site.write("comments/about.txt", WAITED.replace("aaaaaaaa", "bbbbbbbb"))
    build(site.open("publishconf"))
    return site.output


def test_a_page_says_when_it_was_written_and_keeps_the_order_of_writing(built):
    page = (built / "2026" / "05" / "lunch.html").read_text()

    assert 'datetime="2026-06-01T08:00:00Z"' in page
    assert "2026-06-20" not in page
    assert page.index("I waited.") < page.index("Day 10.")


def test_the_feed_of_posts_names_it_last_and_by_its_approval(built):
    (item,) = json.loads((built / "feed.json").read_text())["items"]
    (entry,) = feedparser.parse(built / "atom.xml").entries

    shown = [(one["author"], one["published"]) for one in item["_conversation"]["latest"]]
    assert shown == [
        ("Cy", "2026-06-12T08:00:00Z"),
        ("Cy", "2026-06-13T08:00:00Z"),
        ("Bo", "2026-06-20T08:00:00Z"),
    ]
    assert re.search(r'thr:updated="2026-06-20T08:00', (built / "atom.xml").read_text())
    assert entry.updated.startswith("2026-05-31")


@pytest.mark.parametrize(
    "feed", ["comments.xml", "2026/05/lunch.comments.xml", "about/index.comments.xml"]
)
def test_the_feeds_of_comments_begin_with_it(built, feed):
    found = feedparser.parse(built / feed)

    first = found.entries[0]
    assert first.author == "Bo"
    assert first.published.startswith("2026-06-01")
    assert first.updated.startswith("2026-06-20")
    assert found.feed.updated.startswith("2026-06-20")


def test_a_digest_sent_while_it_waited_does_not_pass_it_over(built):
    source = parse_feed((built / "feed.json").read_bytes(), "feed.json")

    talks = talks_since(source.posts, datetime(2026, 6, 15, tzinfo=UTC))

    assert [talk.remark.text for talk in talks] == ["I waited."]


def test_the_latest_are_those_that_appeared_last():
    made = [
        Comment(id="a:1", author="A", body="x", approved=datetime(2026, 7, 1, tzinfo=UTC)),
        *(
            Comment(id=f"a:{n}", author="A", body="x", date=datetime(2026, 6, n, tzinfo=UTC))
            for n in range(2, 6)
        ),
    ]
    threads, _faults = build_threads(made)

    shown = show_conversation(threads, post_id="urn:post", zone=UTC)

    assert [one.key for one in shown.latest] == ["a:4", "a:5", "a:1"]
    assert shown.latest[-1].when == ""
    assert shown.latest[-1].appeared_iso == "2026-07-01T00:00:00Z"


def test_an_approval_survives_writing_and_one_that_is_none_is_told():
    comment = Comment(
        id="a:1", author="A", body="x", approved=datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    )

    assert comment_from(block_from(comment)) == (comment, [])
    block = block_from(comment)
    broken = tuple((name, "soon" if name == "Approved" else value) for name, value in block.headers)
    read, ((_line, message),) = comment_from(type(block)(id="a:1", headers=broken, body="x"))
    assert read.approved is None
    assert '"Approved: soon" is no date' in message


def test_an_import_leaves_an_approval_as_it_is():
    text = (
        "=== blogger:1\nAuthor: Bo\nApproved: 2026-06-20T08:00:00Z\nImported: Date\n\nI waited.\n"
    )
    known = Comment(
        id="blogger:1",
        author="Bo",
        date=datetime(2026, 6, 1, tzinfo=UTC),
        url="https://bo.example",
        body="I waited.",
    )

    done = merge(Standing(text=text), [Arrival(ImportedComment(comment=known, post=()), 0)], {})

    assert "Approved: 2026-06-20T08:00:00Z\nImported: Date\n" in done.text
    assert "Url: https://bo.example" in done.text
    assert "\nDate:" not in done.text  # the author took it out
