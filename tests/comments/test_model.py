from datetime import UTC, datetime

import pytest

from plugins.comments.blocks import Block
from plugins.comments.model import (
    OF_THE_PAGE,
    Comment,
    Format,
    Status,
    anchors,
    block_from,
    comment_from,
    feed_id,
    fragments,
)
from plugins.shared.dates import Precision


def block(id_="blogger:1", body="Words.", **headers):
    return Block(
        id=id_,
        headers=tuple((name.capitalize(), value) for name, value in headers.items()),
        body=body,
    )


def test_a_comment_is_understood_from_its_block():
    comment, faults = comment_from(
        block(author="Ana", date="2010-08-14T15:04:05.123Z", url="https://ana.example", parent="blogger:0",
              format="html", type="Pingback", guid="tag:x", anchor="c1 comment-2")
    )  # fmt: skip

    assert faults == []
    assert comment == Comment(
        id="blogger:1",
        author="Ana",
        date=datetime(2010, 8, 14, 15, 4, 5, 123000, tzinfo=UTC),
        url="https://ana.example",
        parent="blogger:0",
        format=Format.HTML,
        kind="pingback",
        guid="tag:x",
        anchors=("c1", "comment-2"),
        body="Words.",
    )
    assert comment_from(block_from(comment)) == (comment, [])


@pytest.mark.parametrize("status", list(Status))
def test_a_status_survives_writing(status):
    comment = Comment(id="a:1", author="Ana", status=status, body="x")

    assert comment_from(block_from(comment)) == (comment, [])


@pytest.mark.parametrize(
    ("moment", "precision", "written"),
    [
        (datetime(2010, 8, 14, tzinfo=UTC), Precision.DAY, "2010-08-14"),
        (datetime(2010, 8, 14, 15, 4, tzinfo=UTC), Precision.MINUTE, "2010-08-14T15:04Z"),
        (datetime(2010, 8, 14, 15, 4, tzinfo=UTC), Precision.SECOND, "2010-08-14T15:04:00Z"),
        (datetime(2010, 8, 14, 15, 4, 5, 123000, tzinfo=UTC), Precision.SECOND, "2010-08-14T15:04:05.123Z"),
    ],
)  # fmt: skip
def test_a_date_is_written_and_read_as_exactly_as_it_is_known(moment, precision, written):
    comment = Comment(id="a:1", author="Ana", date=moment, precision=precision, body="x")

    assert block_from(comment).get("Date") == written
    assert comment_from(block_from(comment)) == (comment, [])


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (block(), "has no author"),
        (block(author="A", date="yesterday"), '"Date: yesterday" is no date'),
        (block(author="A", status="maybe"), '"Status: maybe" is not known'),
        (block(author="A", format="bbcode"), '"Format: bbcode" is not known'),
        (block("nocolon", author="A"), "names no comment"),
        (block("a b:1", author="A"), "names no comment"),
        (block("", author="A"), "names no comment"),
        (block(author="A", body=" "), "has no text"),
        (block(author="A", url="javascript:x"), '"Url: javascript:x" is no web address'),
        (
            Block(id="a:1", headers=(("Author", "A"),), broken=((3, "what"),), body="x"),
            '"what" is no header',
        ),
    ],
)
def test_faults_are_sentences(made, words):
    _comment, ((_line, message),) = comment_from(made)

    assert words in message


def test_an_unknown_status_is_not_shown():
    comment, _faults = comment_from(block(author="A", status="spam"))

    assert not comment.is_shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example", "ana@example.org", "data:x"]
)
def test_only_web_addresses_become_links(url):
    assert comment_from(block(author="A", url=url))[0].url == ""


def test_what_no_page_and_no_feed_can_carry_is_dropped():
    comment, _faults = comment_from(
        block(
            author="A\x92\x01", guid="tag:\x01x", type="Ping\x0cback", url="https://x.example/\x01"
        )
    )

    assert (comment.author, comment.guid) == ("A’", "tag:x")
    assert (comment.kind, comment.url) == ("pingback", "https://x.example/")


def test_a_fragment_is_the_number_unless_two_sources_share_it():
    comments = [
        Comment(id=id_, author="A") for id_ in ("blogger:1", "disqus:1", "blogger:2", "mt:a/b c")
    ]

    assert fragments(comments) == {
        "blogger:1": "cblogger-1",
        "disqus:1": "cdisqus-1",
        "blogger:2": "c2",
        "mt:a/b c": "ca-b-c",
    }


def test_fragments_are_never_shared_however_odd_the_ids():
    comments = [Comment(id=id_, author="A") for id_ in ("t:x:y", "t:x-y", "t:x y", "u:x-y")]

    assert len(set(fragments(comments).values())) == 4


def test_no_fragment_is_what_the_page_calls_a_place_of_its_own():
    comments = [
        Comment(id=id_, author="A") for id_ in ("x:omments", "y:hallenge-title", "y:omments-2")
    ]

    assert not set(fragments(comments).values()) & set(OF_THE_PAGE)
    assert len(set(fragments(comments).values())) == 3


def test_an_anchor_is_one_comments_alone():
    first = Comment(id="a:1", author="A", anchors=("comment-7", "comment-7", "c2", "old:1"))
    second = Comment(id="a:2", author="A", anchors=("old:1", "comments", "main", "comment-8", "c1"))

    assert anchors([first, second], fragments([first, second])) == {
        "a:1": ("comment-7", "old:1"),
        "a:2": ("comment-8",),
    }


@pytest.mark.parametrize("anchor", ['a"b', "a<b", "ä", "a/b", "a&b", "words-x", "x'y", "a%20b"])
def test_what_no_link_could_lead_to_is_no_anchor(anchor):
    comment = Comment(id="a:1", author="A", anchors=(anchor, "a_B.~:-1"))

    assert anchors([comment], fragments([comment])) == {"a:1": ("a_B.~:-1",)}


def test_ten_thousand_comments_have_their_places_at_once():
    comments = [Comment(id=f"a:{chr(0x4E00 + n)}", author="A") for n in range(10_000)]

    assert len(set(fragments(comments).values())) == 10_000


def test_feed_ids_are_kept_or_made_of_what_never_changes():
    assert feed_id("urn:post", Comment(id="a:1", author="A", guid="tag:old")) == "tag:old"
    made = feed_id("urn:post", Comment(id="a:1", author="A"))
    assert made == feed_id("urn:post", Comment(id="a:1", author="renamed", body="edited"))
    assert made != feed_id("urn:other", Comment(id="a:1", author="A"))
