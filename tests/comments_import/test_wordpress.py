import io
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.comments.model import Format
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import ImportedComment, ImportedPost, Note, Skipped
from plugins.comments_import.sources import wordpress
from plugins.comments_import.sources.wxr.text import comment_body
from plugins.shared.errors import BadExport

EXPORTS = Path(__file__).parent / "exports"
STATES = (EXPORTS / "wordpress-comment-states.xml").read_bytes()
HEAD = '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'


def export(data, zone=UTC):
    data = data.encode() if isinstance(data, str) else data
    return ExportFile(name="blog.xml", open=lambda: closing(io.BytesIO(data)), zone=zone)


def read(data, zone=UTC):
    return list(wordpress.read(export(data, zone)))


def comments_in(items):
    return [item.comment for item in items if isinstance(item, ImportedComment)]


def comment(number, text="Text.", **fields):
    rows = {
        "comment_id": number,
        "comment_author": "<![CDATA[Rui]]>",
        "comment_date_gmt": "2019-05-05 08:00:00",
        "comment_content": f"<![CDATA[{text}]]>",
        "comment_approved": "<![CDATA[1]]>",
        "comment_parent": 0,
        **fields,
    }
    inner = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in rows.items())
    return f"<wp:comment>{inner}</wp:comment>"


def blog(*inner):
    return (
        f"{HEAD}<item><title>T</title><link>https://blog.example/t/</link><wp:post_id>7</wp:post_id>"
        f"<wp:post_type>post</wp:post_type>{''.join(inner)}</item></channel></rss>"
    )


def test_a_time_without_gmt_is_one_of_the_blogs_zone():
    fields = {"comment_date_gmt": "0000-00-00 00:00:00", "comment_date": "2019-05-05 09:00:00"}

    (found,) = comments_in(read(blog(comment(1, **fields)), ZoneInfo("Europe/Lisbon")))

    assert found.date == datetime(2019, 5, 5, 8, tzinfo=UTC)


def test_comments_carry_no_mail_addresses_and_ips():
    given = STATES.decode()
    assert "rui@mail.example" in given
    assert "203.0.113.9" in given

    shown = repr(read(STATES))

    assert "@" not in shown
    assert "203.0.113.9" not in shown


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("a &lt;b&gt; &amp;amp; c", ("a <b> &amp; c", Format.TEXT)),
        ("I <3 you", ("I <3 you", Format.TEXT)),
        ("?a=1&copy=2", ("?a=1&copy=2", Format.TEXT)),
        ("One\n\nTwo", ("One\n\nTwo", Format.TEXT)),
        ("<b>One</b>\n\nTwo &lt;\nx", ("<p><b>One</b></p>\n<p>Two &lt;<br>\nx</p>", Format.HTML)),
    ],
)
def test_a_comment_reads_as_it_was_typed(stored, expected):
    assert comment_body(stored) == expected


def test_a_front_pages_address_does_not_mix_posts_up():
    data = blog().replace("https://blog.example/t/", "https://blog.example/")

    (post,) = read(data)

    assert post.keys == ("wordpress:7", "/?p=7")


def test_an_item_may_have_very_many_comments():
    assert len(comments_in(read(blog(*(comment(n) for n in range(1, 8_001)))))) == 8_000


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(STATES)))
def test_wherever_a_file_stops_what_is_whole_is_given(place):
    """The cut one alone may be missing; it is there, or told of as cut off."""
    cut = STATES[:place]
    whole = [item for item in read(STATES) if not isinstance(item, Note)]
    started = cut.count(b"<wp:comment>")
    if b"<item>" not in cut:
        with pytest.raises(BadExport):
            read(cut)
        return

    found = [item for item in read(cut) if not isinstance(item, Note)]

    *before, last = found
    assert before == whole[: len(before)]
    assert last == whole[len(before)] or last.reason == "cut off"
    assert len(found) == started + 1


@settings(max_examples=300, deadline=None)
@given(st.integers(STATES.index(b"<wp:comment>"), len(STATES) - 20), st.binary(max_size=12))
def test_no_damage_stops_the_rest(place, noise):
    """Of thirteen comments and a post, a few bytes may spoil two or three."""
    damaged = STATES[:place] + noise + STATES[place + len(noise) :]

    items = read(damaged)

    assert len(comments_in(items)) + sum(isinstance(item, Skipped) for item in items) >= 11


def test_a_damaged_comment_is_told_of_and_takes_no_other_along():
    broken = comment(2).replace("<![CDATA[Text.]]>", "Torn <b>text")

    items = read(blog(comment(1), broken, comment(3)))

    assert [found.id for found in comments_in(items)] == ["wordpress:1", "wordpress:3"]
    assert [(one.reason, one.id) for one in items if isinstance(one, Skipped)] == [
        ("damaged", "wordpress:2")
    ]


def test_a_comment_whose_text_has_no_end_does_not_swallow_the_next():
    endless = comment(1, "Endless", comment_approved="1").replace("Endless]]>", "Endless")

    found = comments_in(read(blog(endless, comment(2))))

    assert [one.body for one in found] == ["Endless", "Text."]


def test_a_comment_may_write_about_exports():
    text = "Look: <wp:comment> and </item> &lt;wp:comment&gt;"

    items = read(blog(comment(1, text), comment(2)))

    assert [one.id for one in comments_in(items)] == ["wordpress:1", "wordpress:2"]


def test_ids_made_up_for_want_of_numbers_stay_and_differ():
    data = blog(comment(""), comment(""))

    first, second = comments_in(read(data))

    assert first.id != second.id
    assert [first, second] == comments_in(read(data))


@pytest.mark.parametrize(
    "text", ["<div>" * 10_000 + "x", "<b" * 50_000, "<!--" * 50_000, "\n" * 50_000 + "x"]
)
def test_hostile_comments_are_taken(text):
    (found,) = comments_in(read(blog(comment(1, text))))

    assert found.body


def test_a_post_that_is_protected_is_hidden_and_told_of():
    post, *rest = read(blog("<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>"))

    assert isinstance(post, ImportedPost)
    assert post.status == "hidden"
    assert "password" in rest[0].text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0\0",
        "<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><content>http://wordpress.org/export/1.2/</content></feed>",
        f"TITLE: On WXR\n-----\nBODY:\n{HEAD}\n-----\n",
        f"<html><body><pre>{HEAD}</pre></body></html>",
    ],
)
def test_what_only_mentions_exports_is_not_claimed(text):
    assert not wordpress.claims(export(text))


@pytest.mark.parametrize("text", ["", "\n\r\n", "\ufeff", "<?xml version='1.0'?>\n<!-- a -->\n"])
def test_an_export_is_claimed_whatever_stands_above_it(text):
    assert wordpress.claims(export(text + blog()))
    assert wordpress.claims(export(text + blog().replace('"', "'").replace(" xmlns", "\n\txmlns")))
