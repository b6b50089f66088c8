from datetime import UTC, datetime

import pytest

from plugins.comments.blocks import Block
from plugins.comments.model import (
    Comment,
    Format,
    Status,
    block_from,
    comment_from,
    feed_id,
    fragments,
)


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


def test_feed_ids_are_kept_or_made_of_what_never_changes():
    assert feed_id("urn:post", Comment(id="a:1", author="A", guid="tag:old")) == "tag:old"
    made = feed_id("urn:post", Comment(id="a:1", author="A"))
    assert made == feed_id("urn:post", Comment(id="a:1", author="renamed", body="edited"))
    assert made != feed_id("urn:other", Comment(id="a:1", author="A"))
