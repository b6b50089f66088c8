import json
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from plugins.newsletter.feed import parse_feed, read_feed
from plugins.newsletter.model import Remark
from plugins.shared.errors import BadFeed


def document(*items, **changes):
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ana's tips",
        "home_page_url": "https://ana.example/",
        "authors": [{"name": "Ana"}],
        "items": list(items),
        **changes,
    }
    return json.dumps(made).encode()


def item(number=1, **changes):
    return {
        "id": f"urn:{number}",
        "url": f"https://ana.example/{number}.html",
        "title": f"Post {number}",
        "date_published": f"2026-05-{number:02}T12:00:00Z",
        "content_html": "<p>Words.</p>",
        **changes,
    }


def test_posts_come_newest_first_whatever_the_feeds_order():
    found = parse_feed(document(item(1), item(3), item(2)), "feed")

    assert [post.id for post in found.posts] == ["urn:3", "urn:2", "urn:1"]
    assert (found.title, found.author, found.home) == ("Ana's tips", "Ana", "https://ana.example/")


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


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(BadFeed, match="build the site first"):
        read_feed(str(tmp_path / "feed.json"))


@pytest.fixture
def server(tmp_path):
    """A real web server on this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    thread.join()
    running.server_close()


def test_a_feed_is_read_from_the_web(tmp_path, server):
    (tmp_path / "feed.json").write_bytes(document(item()))

    assert [post.id for post in read_feed(f"{server}/feed.json").posts] == ["urn:1"]


def test_a_feed_that_is_not_there_is_named(server):
    with pytest.raises(BadFeed, match="could not be fetched"):
        read_feed(f"{server}/nothing.json")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/feed.json",
        "http://127.0.0.1:9/a b",
        "http://[::1",
        "http://127.0.0.1:abc/",
        "http://127.0.0.1:9/ü",
    ],
)
def test_an_address_that_does_not_answer_is_named(address):
    with pytest.raises(BadFeed, match="could not be fetched"):
        read_feed(address)


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
