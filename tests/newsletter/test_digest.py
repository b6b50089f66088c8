from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.newsletter.digest import compose, opening
from plugins.newsletter.introductions import newest_introduction, parse_introduction
from plugins.newsletter.model import Introduction, Post, Source
from plugins.shared.errors import BadContent, BadFeed, NothingNew
from plugins.shared.front_matter import parse_markdown

BERLIN = ZoneInfo("Europe/Berlin")


def day(number):
    return datetime(2026, 5, number, 12, tzinfo=UTC)


def post(number, **changes):
    made = {
        "id": f"urn:{number}",
        "url": f"https://ana.example/{number}.html",
        "title": f"Post {number}",
        "published": day(number),
        "content": f"<p>Opening of {number}.</p>",
        **changes,
    }
    return Post(**made)


SOURCE = Source(
    title="Ana's tips", home="https://ana.example/", posts=tuple(post(n) for n in (9, 7, 5, 3, 1))
)
WORDS = Introduction(
    title="Hello again",
    date=day(9),
    html="<p>Dear all</p>",
    text="Dear all",
    posts=("urn:5", "urn:9"),
)


def ids(digest):
    return [one.id for one in digest.posts]


def test_without_anything_said_it_is_the_newest_three():
    digest = compose(SOURCE)

    assert ids(digest) == ["urn:9", "urn:7", "urn:5"]
    assert digest.subject == "Post 9, and 2 more"
    assert digest.preheader == "Opening of 9."
    assert digest.date == day(9)
    assert digest.introduction is None


def test_since_a_day_it_is_every_post_from_then_on():
    assert ids(compose(SOURCE, since=day(3))) == ["urn:9", "urn:7", "urn:5", "urn:3"]


def test_an_introduction_brings_its_posts_in_its_order():
    digest = compose(SOURCE, introduction=WORDS)

    assert ids(digest) == ["urn:5", "urn:9"]
    assert (digest.subject, digest.preheader, digest.introduction) == (
        "Hello again",
        "Dear all",
        WORDS,
    )


def test_an_introduction_stays_away_from_other_posts():
    assert compose(SOURCE, introduction=WORDS, since=day(9)).introduction is None
    assert compose(SOURCE, introduction=replace(WORDS, posts=("urn:9",)), since=day(9)).introduction
    assert compose(SOURCE, introduction=replace(WORDS, posts=()), since=day(9)).introduction


def test_an_introduction_has_had_its_time_once_there_is_a_newer_post():
    newer = Source(title="x", home="x", posts=(post(12), *SOURCE.posts))

    digest = compose(newer, introduction=WORDS)

    assert ids(digest) == ["urn:12", "urn:9", "urn:7"]
    assert digest.introduction is None


def test_an_introduction_that_names_an_unknown_post_is_refused():
    unknown = Introduction(title="x", date=day(9), html="", text="", posts=("urn:9", "urn:gone"))

    with pytest.raises(BadFeed, match="urn:gone"):
        compose(SOURCE, introduction=unknown)


def test_nothing_new_is_no_letter():
    with pytest.raises(NothingNew):
        compose(Source(title="Ana's tips", home="x"))
    with pytest.raises(NothingNew):
        compose(SOURCE, since=datetime(2027, 1, 1, tzinfo=UTC))


def test_an_opening_is_the_first_paragraphs_and_not_more():
    long = post(1, content=f"<h2>No</h2><p>One.</p><p>Two.</p><p>{'word ' * 200}</p>")

    assert opening(long) == "One. Two."
    assert len(opening(post(1, content=f"<p>{'word ' * 200}</p>"))) <= 420
    assert opening(post(1, content="<ul><li>x</li></ul>", summary="Sum")) == "Sum"
    assert opening(post(1, content="<ul><li>x</li></ul>")) == "x"


def digest_file(text):
    return parse_introduction(
        parse_markdown(text, Path("d.md")), base="https://ana.example", zone=BERLIN
    )


def test_a_digest_file_is_read():
    found = digest_file(
        "Title: Hello\nDate: 2026-05-09\nCadence: weekly\nPosts: urn:1\n    urn:2\n\nDear *all*, [see](/x).\n"
    )

    assert found.posts == ("urn:1", "urn:2")
    assert found.cadence == "weekly"
    assert found.date == datetime(2026, 5, 8, 22, tzinfo=UTC)
    assert found.text == "Dear *all*, see (https://ana.example/x)."
    assert found.html == '<p>Dear <em>all</em>, <a href="https://ana.example/x">see</a>.</p>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Date: 2026-05-09\n\nx", "needs a Title: and a Date:"),
        ("Title: x\nDate: soon\n\nx", '"soon" is no date'),
        ("\nTitle: x\n", "the first line is empty"),
    ],
)
def test_a_broken_digest_file_is_named(text, words):
    with pytest.raises(BadContent, match="d.md.*" + words):
        digest_file(text)


def test_the_newest_file_counts(tmp_path):
    for name in ("2026-05-09-weekly", "2026-05-10-monthly"):
        (tmp_path / f"{name}.md").write_text(f"Title: {name}\nDate: 2026-05-09\n\nx\n")

    assert (
        newest_introduction(tmp_path, base="https://a.example", zone=BERLIN).title
        == "2026-05-10-monthly"
    )
    assert newest_introduction(tmp_path / "none", base="https://a.example", zone=BERLIN) is None
