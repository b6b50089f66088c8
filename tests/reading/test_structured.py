import json
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import extruct
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.model import Format
from plugins.comments.rendering import safe_body
from plugins.comments.shown import Conversation, ShownComment
from plugins.reading.structured import as_script, blog_from, post_node, site_node
from plugins.shared.text import one_line

SETTINGS = {
    "SITE_ADDRESS": "https://ana.example",
    "SITENAME": "A Test",
    "SITESUBTITLE": "Of everything",
    "AUTHOR": "Ana Example",
    "DEFAULT_LANG": "en",
    "LICENSE": "CC BY 4.0",
}
ABOUT = SimpleNamespace(slug="about", url="about/")
BLOG = blog_from(SETTINGS, [ABOUT])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
BERLIN = timezone(timedelta(hours=2))


def comment(number, *replies, text="Words.", **more):
    known = {
        "author": "Bo",
        "body": safe_body(text, Format.TEXT),
        "when_iso": f"2026-06-{number:02}T09:00:00Z",
        "replies": tuple(reply._replace(answers=f"c{number}") for reply in replies),
    }
    return ShownComment(id=f"urn:{number}", fragment=f"c{number}", **{**known, **more})


def placeholder(number, *replies):
    return comment(number, *replies)._replace(is_placeholder=True, author="")


def article(*comments, **more):
    """A post as Pelican and the other plugins leave it."""
    known = {
        "title": "Lunch",
        "short_summary": "We met & ate.",
        "url": "2026/05/lunch.html",
        "date": datetime(2026, 5, 31, 9, tzinfo=BERLIN),
        "author": "Ana Example",
        "category": "Notes",
        "tags": ["long lunches", "R&D"],
        "own_language": "",
        "word_count": 600,
        "series": None,
        "conversation": Conversation.of(comments),
    }
    return SimpleNamespace(**{**known, **more})


def parsed(post):
    """What a program that looks for JSON-LD finds on a page."""
    page = f'<html><head><script type="application/ld+json">{as_script(post_node(post, BLOG))}</script>'
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    return found


def test_a_post_says_what_it_is():
    ana = {"@type": "Person", "name": "Ana Example", "url": "https://ana.example/about/"}

    assert parsed(article()) == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": "Lunch",
        "description": "We met & ate.",
        "url": "https://ana.example/2026/05/lunch.html",
        "datePublished": "2026-05-31T09:00:00+02:00",
        "author": ana,
        "inLanguage": "en",
        "articleSection": "Notes",
        "keywords": ["long lunches", "R&D"],
        "wordCount": 600,
        "commentCount": 0,
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"modified": datetime(2026, 6, 1, tzinfo=BERLIN)}, {"dateModified": "2026-06-01T00:00:00+02:00"}),
        ({"author": "Bo"}, {"author": {"@type": "Person", "name": "Bo"}}),
        ({"own_language": "de"}, {"inLanguage": "de"}),
        ({"social_image": "social/lunch.png"}, {"image": "https://ana.example/social/lunch.png"}),
        (
            {"series": SimpleNamespace(name="On leaving", part=2)},
            {"isPartOf": {"@type": "CreativeWorkSeries", "name": "On leaving"}, "position": 2},
        ),
    ],
)  # fmt: skip
def test_what_is_known_besides_is_said(more, expected):
    found = parsed(article(**more))

    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"social_image": ""}, "image"),
        ({"tags": []}, "keywords"),
        ({"short_summary": ""}, "description"),
        ({"date": datetime.max.replace(tzinfo=UTC)}, "datePublished"),
    ],
)
def test_what_is_not_known_is_left_out(more, missing):
    assert missing not in parsed(article(**more))


def test_comments_are_said_in_the_order_of_the_page_and_what_each_answers():
    found = parsed(article(comment(1, comment(2, url="https://bo.example")), comment(3)))

    page = "https://ana.example/2026/05/lunch.html"
    assert [one["url"] for one in found["comment"]] == [f"{page}#c1", f"{page}#c2", f"{page}#c3"]
    assert found["commentCount"] == 3
    assert found["comment"][1] == {
        "@type": "Comment",
        "url": f"{page}#c2",
        "author": {"@type": "Person", "name": "Bo", "url": "https://bo.example"},
        "datePublished": "2026-06-02T09:00:00Z",
        "text": "Words.",
        "parentItem": {"@type": "Comment", "url": f"{page}#c1"},
    }


def test_a_removed_comment_is_neither_said_nor_answered():
    found = parsed(article(placeholder(1, comment(2))))

    (one,) = found["comment"]
    assert one["url"].endswith("#c2")
    assert "parentItem" not in one


def test_of_a_long_comment_the_beginning_is_said():
    (one,) = parsed(article(comment(1, text="word " * 2_000)))["comment"]

    assert one["text"].startswith("word word")
    assert 40 < len(one["text"]) <= 60


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_strangers_wrote_stays_data(title, text, tag):
    post = article(comment(1, text=text), title=title, tags=[tag], author=f"A {title}")

    script = as_script(post_node(post, BLOG))

    assert not set(script) & set("<>&\u2028\u2029")
    found = json.loads(script)
    assert found.get("headline", "") == one_line(title)
    assert found["comment"][0]["author"]["name"] == "Bo"


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!--<script>", "&lt;b&gt;", 'a "b" \\ c', "\u2028"],
)
def test_a_title_is_told_as_it_was_written(title):
    assert parsed(article(title=f"x {title} y"))["headline"] == " ".join(f"x {title} y".split())


def test_the_first_page_says_whose_site_it_is():
    found = json.loads(as_script(site_node(BLOG)))

    assert found["@type"] == ["WebSite", "Blog"]
    assert found["url"] == "https://ana.example/"
    assert found["author"]["url"] == "https://ana.example/about/"


def test_without_a_page_about_the_author_the_first_page_is():
    assert blog_from(SETTINGS, []).about == "https://ana.example/"
