from datetime import UTC, datetime

import pytest
from json_feeds import document, item

from plugins.newsletter.feed import parse_feed
from plugins.newsletter.model import Remark
from plugins.shared.errors import BadFeed


def test_posts_come_newest_first_whatever_the_feeds_order():
    found = parse_feed(document(item(1), item(3), item(2)), "feed")

    assert [post.id for post in found.posts] == ["urn:3", "urn:2", "urn:1"]
    assert (found.title, found.author, found.home) == ("Ana's tips", "Ana", "https://ana.example/")


@pytest.mark.parametrize(
    ("written", "read"),
    [(" urn:1\n", "urn:1"), ("urn:a\nb", "urn:a b"), ("urn:\ud800x\x00", "urn:x"), (7, "7")],
)
def test_ids_are_one_clean_line(written, read):
    (post,) = parse_feed(document(item(id=written)), "feed").posts

    assert post.id == read


def test_conversation_and_challenge_are_read():
    conversation = {
        "count": 4,
        "url": "https://ana.example/1.html#comments",
        "latest": [
            {"id": "x", "author": "Bo", "published": "2026-06-01T00:00:00Z", "text": "Yes", "url": "https://ana.example/1.html#c1"},
            {"id": "y", "author": "Cy", "published": None, "text": "No", "url": "javascript:x"},
        ],
    }  # fmt: skip
    (post,) = parse_feed(
        document(item(_conversation=conversation, _challenge="Write.")), "feed"
    ).posts

    assert (post.challenge, post.comment_count) == ("Write.", 4)
    assert post.remarks == (
        Remark(
            author="Bo",
            text="Yes",
            url="https://ana.example/1.html#c1",
            published=datetime(2026, 6, 1, tzinfo=UTC),
        ),
        Remark(author="Cy", text="No", url="https://ana.example/1.html"),
    )


@pytest.mark.parametrize("words", ["Comments (4)", "Kommentare (4)", "4 תגובות"])
def test_the_line_below_a_post_is_not_the_posts(words):
    """What feed readers show under a post is no part of a letter, whatever the site's language."""
    url = "https://ana.example/1.html"
    footer = f'\n<hr>\n<p><a href="{url}#comments">{words}</a> · <a href="mailto:x">Reply</a></p>'
    made = item(
        content_html=f"<p>a</p>\n<hr>\n<p>b</p>{footer}",
        _conversation={"count": 4, "url": f"{url}#comments"},
    )

    (post,) = parse_feed(document(made), "feed").posts

    assert post.content == "<p>a</p>\n<hr>\n<p>b</p>"


def test_any_sites_feed_will_do_and_is_made_safe():
    plain = {"id": 7, "url": "https://b.example/", "date_published": "2026-05-01T00:00:00+02:00",
             "content_html": "<script>x</script><img src='/p.png' onerror=x>", "title": "A\nb"}  # fmt: skip
    (post,) = parse_feed(document(plain), "feed").posts

    assert (post.id, post.title) == ("7", "A b")
    assert post.content == '<img src="https://b.example/p.png">'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<feed/>", "this is no JSON"),
        (document(item())[:-20], "this is no JSON"),
        (b"[]", '"version" is ""'),
        (b"[" * 100_000, "this is no JSON"),
        (b'{"version": "2"}', '"version" is "2"'),
        (document(items="x"), 'no list "items"'),
        (document("x"), "item 1 is no object"),
        (document(item(id="")), "has no id or no web address"),
        (document(item(url="/x")), "has no id or no web address"),
        (document(item(), item(date_published="soon")), 'item 2 has the date_published "soon"'),
    ],
)
def test_what_is_no_feed_is_named(data, words):
    with pytest.raises(BadFeed, match="place: .*" + words):
        parse_feed(data, "place")


def test_what_is_no_text_or_time_is_left_out():
    odd = item(
        title=None,
        summary=5,
        _conversation={
            "count": "x",
            "latest": [{"author": None, "published": "x"}, {"published": 5}, "y"],
        },
    )

    (post,) = parse_feed(document(odd), "feed").posts

    assert (post.title, post.summary, post.comment_count) == (post.url, "", 0)
    assert [(remark.author, remark.published) for remark in post.remarks] == [
        ("Anonymous", None)
    ] * 2
