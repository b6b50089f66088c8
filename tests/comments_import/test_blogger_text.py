from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.comments.model import Format
from plugins.comments_import.sources import SOURCES, blogger_text, recognise
from plugins.shared.errors import BadExport

LUNCH = (Path(__file__).parent / "exports" / "lunch.txt").read_text()


def page(*comments, title="Title", date="August 14, 2010", body="Body."):
    return "\n\n".join([date, title, body, *comments]) + "\n"


def test_post_and_comments_are_told_apart():
    export = blogger_text.read(LUNCH)

    (post,) = export.posts
    assert (post.title, post.date, post.is_day_only) == (
        "Lunch for three",
        datetime(2010, 8, 14, tzinfo=UTC),
        True,
    )
    assert [comment.author for comment in post.comments] == [
        "Night Owl",
        "The Other One",
        "Night Owl",
    ]
    assert post.comments[1].body == "Straight below my name."
    assert export.found == {"posts": 1, "comments": 4}
    assert [skipped.what for skipped in export.skipped_comments] == ["a comment by Silent"]


def test_nothing_is_made_up():
    """A copy has no times, links or parents: the comments have none either."""
    for comment in blogger_text.read(LUNCH).posts[0].comments:
        assert (comment.date, comment.url, comment.parent, comment.guid) == (None, "", "", "")
        assert comment.format is Format.TEXT


def test_ids_are_made_of_the_words_and_differ():
    first, _other, again = blogger_text.read(LUNCH).posts[0].comments

    assert first.id != again.id
    assert blogger_text.read(LUNCH).posts[0].comments[0].id == first.id
    # A comment before it changes nothing.
    assert (
        blogger_text.read(page("New said...\n\nHi.", f"{first.author} said...\n\n{first.body}"))
        .posts[0]
        .comments[1]
        .id
        == first.id
    )


@pytest.mark.parametrize(
    "text",
    [
        LUNCH.replace("\n", "\r\n"),
        "\n\n" + LUNCH,
        LUNCH.replace("said...", "said…"),
        LUNCH.replace("Night Owl said", "Night Owl\xa0said"),
    ],
)
def test_copies_differ_in_ways_that_do_not_matter(text):
    assert blogger_text.claims(text)
    assert [comment.author for comment in blogger_text.read(text).posts[0].comments] == [
        "Night Owl",
        "The Other One",
        "Night Owl",
    ]


@pytest.mark.parametrize(
    "date",
    ["Saturday, August 14, 2010", "August 14, 2010", "14 August 2010", "Saturday, 14. August 2010"],
)
def test_a_long_english_date_is_understood(date):
    assert recognise(page(date=date)) is blogger_text
    assert blogger_text.read(page(date=date)).posts[0].date == datetime(2010, 8, 14, tzinfo=UTC)


def test_words_that_only_look_like_a_head_stay_in_the_text():
    export = blogger_text.read(
        page(body="Then he said... nothing.\nShe said...\nstill in one paragraph.")
    )

    assert export.found == {"posts": 1, "comments": 0}


def test_words_of_the_post_before_the_gap_are_no_comment():
    """A copy has two empty lines between the post and its first comment."""
    text = page(
        body="First.\n\nAnd then my boss said...\n\nnothing at all.\n\nThird.\n\n\nBo said...\n\nYes."
    )

    (post,) = blogger_text.read(text).posts

    assert [comment.author for comment in post.comments] == ["Bo"]
    assert "And then my boss said...\n\nnothing at all.\n\nThird." in post.body


def test_a_first_paragraph_is_never_a_comment():
    assert blogger_text.read(page(body="Everybody said...")).found["comments"] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("August 14, 2010\n\nTitle only\n", "a title and a text below it are missing"),
        (page(date="February 31, 2010"), "no day of any calendar"),
    ],
)
def test_what_is_missing_is_named(text, words):
    with pytest.raises(BadExport, match=words):
        blogger_text.read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear diary,\n\ntoday", "plain text, but not a copy of a blog page"),
        ("<!DOCTYPE html><html>", "an HTML page"),
        ("<?xml version='1.0'?><feed/>", "an XML export"),
        ('{"comments": []}', "JSON"),
        ("Samstag, 14. Auguscht 2010\n\nT\n\nx", "plain text"),
    ],
)
def test_what_nobody_claims_is_described(text, words):
    with pytest.raises(BadExport, match=words):
        recognise(text)


def test_every_export_is_claimed_by_exactly_one_source():
    for path in (Path(__file__).parent / "exports").glob("*.txt"):
        if not path.stem.endswith(".expected"):
            assert sum(source.claims(path.read_text()) for source in SOURCES) == 1
