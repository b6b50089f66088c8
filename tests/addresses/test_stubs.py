"""Stub pages, for hosts that know no rules."""

import feedparser
import pytest

from plugins.addresses.model import Rule
from plugins.addresses.stubs import feed_stub, stub_rules, write_stubs

ATOM = b'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:x</id><entry><id>urn:1</id><title>One</title></entry></feed>'
RSS = b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>T</title><item><guid>urn:1</guid><title>One</title></item></channel></rss>'


def files(*olds, taken=(), new="/new.html"):
    rules = [Rule(old=old, new=new) for old in olds]
    return [file for file, _rule in stub_rules(rules, taken)]


@pytest.mark.parametrize(
    ("old", "file"),
    [
        ("/old.html", "old.html"),
        ("/old", "old/index.html"),
        ("/search/label/Good Old", "search/label/Good Old/index.html"),
        ("/search/label/Node.js", "search/label/Node.js/index.html"),
        ("/index.php", "index.php/index.html"),
    ],
)
def test_a_stub_lies_where_a_static_host_looks(old, file):
    assert files(old) == [file]


def test_queries_patterns_and_names_no_disk_has_get_none():
    rules = [
        Rule(old="/", new="/x", query=("p", "1")),
        Rule(old="/a/*", new="/x", is_pattern=True),
        Rule(old="/" + "ä" * 150, new="/x"),
        Rule(old="/a.xml", new="/x.html"),
        Rule(old="/../../out.html", new="/x"),
    ]

    assert list(stub_rules(rules, ())) == []


def test_a_stub_never_takes_the_place_of_a_file_or_a_folder():
    taken = {"about/index.html", "a.html", "tags/x.html"}

    assert files("/about", "/a.html", "/A.html", "/a.html/b", "/tags", taken=taken) == [
        "tags/index.html"
    ]


def test_of_two_stubs_that_exclude_one_another_the_first_is_written():
    assert files("/x.html", "/x.html/y") == ["x.html"]


@pytest.mark.parametrize("feed", [ATOM, RSS])
def test_a_feed_readers_still_reads_a_feed_stub(feed):
    stub = feed_stub(feed, "/atom.xml?a=1&b=2")

    read = feedparser.parse(stub, response_headers={"content-type": "text/html; charset=utf-8"})
    assert [entry.id for entry in read.entries] == ["urn:1"]
    assert b'content="0; url=/atom.xml?a=1&amp;b=2"' in stub


def test_a_browser_is_led_on_by_a_feed_stub(browser, tmp_path):
    (tmp_path / "old.html").write_bytes(feed_stub(ATOM, "new.html"))
    (tmp_path / "new.html").write_text("<!doctype html><title>Here</title>")
    page = browser.new_page()
    page.goto((tmp_path / "old.html").as_uri())
    page.wait_for_url("**/new.html")

    assert page.title() == "Here"
    page.close()


def test_pages_and_feeds_get_what_they_need():
    rules = [Rule(old="/old", new="/new.html"), Rule(old="/feeds/posts/default", new="/atom.xml")]
    written = dict(
        write_stubs(
            stub_rules(rules, ()),
            read={"atom.xml": ATOM}.get,
            page="to {}".format,
            base="/blog",
        )
    )

    assert written["old/index.html"] == b"to /blog/new.html"
    assert b'url=/blog/atom.xml"' in written["feeds/posts/default/index.html"]
