"""Every format says the same, and says it by its own rules."""

import json
from datetime import UTC, datetime, timedelta

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.atom_rss import format_atom, format_rss
from plugins.feeds.json_feed import format_json
from plugins.feeds.model import Entry, Feed, Remark, Talk
from plugins.shared.dates import parse_time
from plugins.shared.text import one_line

# The rules of https://www.jsonfeed.org/version/1.1/ that a machine can check.
ADDRESS = {"type": "string", "pattern": "^https?://"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
AUTHORS = {"type": "array", "minItems": 1, "items": {"required": ["name"]}}
SCHEMA = {
    "required": ["version", "title", "items", "home_page_url", "feed_url"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "authors": AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "required": ["id", "url", "content_html", "date_published", "_conversation"],
                "patternProperties": {"^_": {}},
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": ADDRESS,
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "summary": {"type": "string"},
                    "image": ADDRESS,
                    "date_published": TIME,
                    "date_modified": TIME,
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "additionalProperties": False,
            },
        },
    },
}
NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)
# feedparser "mends" text in U+0080 to U+00FF that would also be UTF-8 read wrongly: left out here.
PLAIN = st.characters(
    exclude_categories=["C"], exclude_characters="".join(map(chr, range(0x80, 0x100)))
)
WORDS = st.text(PLAIN, min_size=1, max_size=20).map(one_line).filter(bool)


def entry(number=1, **changes):
    made = {
        "id": f"tag:blogger.com,1999:blog-1.post-{number}",
        "url": f"https://ana.example/2026/05/{number}.html",
        "title": 'Salt & <pepper> "quotes" 🥄',
        "author": "Ana",
        "published": NOON - timedelta(days=number),
        "updated": NOON - timedelta(days=number),
        "content": '<p>Words &amp; <a href="https://x.example/">more</a></p>',
        "summary": "A summary",
        "categories": ("Lunch", "a & b"),
        "talk": Talk(url=f"https://ana.example/2026/05/{number}.html#comments"),
        **changes,
    }
    return Entry(**made)


def feed(*entries):
    return Feed(
        id="urn:uuid:1",
        title="Ana's <tips>",
        subtitle="Of & for people",
        home="https://ana.example/",
        language="en",
        author="Ana",
        entries=entries,
    )


def parsed(text):
    found = feedparser.parse(text, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.bozo_exception
    return found


def essence_of_xml(text):
    """What a feed reader gets from an XML feed."""
    return [
        (
            one.id,
            one.title,
            one.link,
            one.author,
            datetime(*one.published_parsed[:6], tzinfo=UTC),
            one.content[0].value,
            one.summary,
            tuple(tag.label or tag.term for tag in one.get("tags", ())),
        )
        for one in parsed(text).entries
    ]


def essence_of_json(text):
    return [
        (
            one["id"],
            one["title"],
            one["url"],
            one["authors"][0]["name"],
            parse_time(one["date_published"]),
            one["content_html"],
            one.get("summary", one["title"]),
            tuple(one.get("tags", ())),
        )
        for one in json.loads(text)["items"]
    ]


ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(1, 500),
        title=WORDS,
        author=WORDS,
        summary=WORDS,
        content=st.sampled_from(
            ["<p>x</p>", "<p>]]&gt; &amp;amp; <b>“bold”</b> 🥄</p>", "plain &lt;3"]
        ),
        categories=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
)


@given(ENTRIES)
def test_all_formats_say_the_same(entries):
    made = feed(*entries)
    expected = [
        (e.id, e.title, e.url, e.author, e.published, e.content, e.summary, e.categories)
        for e in entries
    ]

    assert essence_of_json(format_json(made, "https://ana.example/feed.json")) == expected
    assert essence_of_xml(format_atom(made, "https://ana.example/atom.xml")) == expected
    assert essence_of_xml(format_rss(made, "https://ana.example/rss.xml")) == expected


@pytest.mark.parametrize("format_feed", [format_atom, format_rss, format_json])
def test_the_same_feed_gives_the_same_bytes(format_feed):
    made = feed(entry(1), entry(2))

    assert format_feed(made, "https://ana.example/f") == format_feed(made, "https://ana.example/f")
    assert str(datetime.now(UTC).year + 1).encode() not in format_feed(
        made, "https://ana.example/f"
    )


def test_atom_says_who_and_where_it_is():
    found = parsed(format_atom(feed(entry()), "https://ana.example/atom.xml")).feed

    assert (found.id, found.title, found.subtitle) == (
        "urn:uuid:1",
        "Ana's <tips>",
        "Of & for people",
    )
    assert {(link.rel, link.href) for link in found.links} == {
        ("self", "https://ana.example/atom.xml"),
        ("alternate", "https://ana.example/"),
    }
    assert found.updated == (NOON - timedelta(days=1)).isoformat()


def test_rss_has_full_content_and_ids_that_are_no_links():
    text = format_rss(feed(entry()), "https://ana.example/rss.xml").decode()

    assert '<guid isPermaLink="false">tag:blogger.com,1999:blog-1.post-1</guid>' in text
    assert "<content:encoded>&lt;p&gt;Words &amp;amp; " in text
    assert "<slash:comments>0</slash:comments>" in text
    assert "<link>https://ana.example/</link>" in text
    assert "<dc:creator>Ana</dc:creator>" in text


def test_an_edit_moves_updated_and_never_published():
    edited = entry(updated=NOON)
    (found,) = parsed(format_atom(feed(edited), "https://ana.example/atom.xml")).entries

    assert found.updated == NOON.isoformat()
    assert found.published == edited.published.isoformat()
    assert feed(edited).updated == NOON


def test_json_is_a_json_feed_with_its_conversation():
    latest = (
        Remark(id="urn:a", author="Bo", published=NOON, text="Yes.", url="https://ana.example/#c1"),
        Remark(id="urn:b", author="Cy", published=None, text="No.", url="https://ana.example/#c2"),
    )
    talk = Talk(url="https://ana.example/1.html#comments", count=2, latest=latest)
    made = entry(talk=talk, challenge="Write once.", image="https://ana.example/p.png")
    document = json.loads(format_json(feed(made), "https://ana.example/feed.json"))

    jsonschema.validate(document, SCHEMA)
    (item,) = document["items"]
    assert item["_challenge"] == "Write once."
    assert item["_conversation"]["count"] == 2
    assert [one["published"] for one in item["_conversation"]["latest"]] == [
        "2026-05-31T12:00:00Z",
        None,
    ]


@pytest.mark.parametrize("format_feed", [format_atom, format_rss])
def test_a_site_without_posts_has_feeds_all_the_same(format_feed):
    assert parsed(format_feed(feed(), "https://ana.example/f")).entries == []


def test_a_site_without_posts_has_a_json_feed_all_the_same():
    document = json.loads(format_json(feed(), "https://ana.example/feed.json"))

    jsonschema.validate(document, SCHEMA)
    assert document["items"] == []
