import re
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.model import OF_THE_PAGE, Comment, Format, Status
from plugins.comments.rendering import DEEPEST, safe_body, show_conversation
from plugins.comments.threads import build_threads
from plugins.shared.dates import Precision
from plugins.shared.safe_html import clean_comment
from plugins.shared.site import ENGINE
from plugins.shared.text import words_of

BERLIN = ZoneInfo("Europe/Berlin")


def show(*comments):
    threads, _faults = build_threads(list(comments))
    return show_conversation(threads, post_id="urn:post", zone=BERLIN)


@pytest.mark.parametrize(
    ("body", "format_", "expected"),
    [
        ("One\ntwo\n\nthree", Format.TEXT, "<p>One<br>\ntwo</p>\n<p>three</p>"),
        ("a <b> & </p>", Format.TEXT, "<p>a &lt;b&gt; &amp; &lt;/p&gt;</p>"),
        (
            "See https://x.example/a?b=1&c=2.",
            Format.TEXT,
            '<p>See <a href="https://x.example/a?b=1&amp;c=2" rel="nofollow ugc noopener">'
            "https://x.example/a?b=1&amp;c=2</a>.</p>",
        ),
        ("**bold** <script>x</script>", Format.MARKDOWN, "<p><strong>bold</strong> </p>"),
        ("[x](javascript:alert)", Format.MARKDOWN, '<p><a rel="nofollow ugc noopener">x</a></p>'),
        ("a<br>b<img src=x onerror=y>", Format.HTML, "a<br>b"),
    ],
)
def test_bodies_are_shown_in_their_format_and_safely(body, format_, expected):
    assert str(safe_body(body, format_)) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"])))
def test_plain_text_is_shown_word_for_word(text):
    assert words_of(str(safe_body(text, Format.TEXT))).split() == unescape(text).split() or (
        words_of(str(safe_body(text, Format.TEXT))).split() == text.split()
    )


@given(
    st.text(st.sampled_from("a<>&\"' \n\r\t\xa0\x85\x00\ufffe:/é[]") | st.characters(), max_size=80)
)
def test_there_is_nothing_to_clean_in_plain_text(text):
    shown = str(safe_body(text, Format.TEXT))

    assert clean_comment(shown) == shown


def test_markdown_remembers_nothing_of_the_comment_before():
    bodies = ["[a]: https://a.example\n\n[a]", "[a]", "> x\n\n    y", "- a\n\n<b>c"]
    first = [safe_body(body, Format.MARKDOWN) for body in bodies]

    assert [safe_body(body, Format.MARKDOWN) for body in reversed(bodies)] == first[::-1]
    assert "href" not in first[1]


def test_long_markdown_is_shown_as_it_is():
    """Python-Markdown takes a minute for this one."""
    assert "[[[[" in str(safe_body("[" * 20_000, Format.MARKDOWN))


def test_a_comment_without_a_date_shows_none():
    (shown,) = show(Comment(id="text:1", author="Ana", body="x")).threads

    assert (shown.when, shown.when_iso) == ("", "")


def test_times_are_shown_in_the_sites_zone():
    (shown,) = show(
        Comment(id="a:1", author="Ana", date=datetime(2010, 8, 14, 22, 5, tzinfo=UTC))
    ).threads

    assert (shown.when, shown.when_iso) == ("15 August 2010, 00:05", "2010-08-14T22:05:00Z")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"])
def test_a_day_is_that_day_in_every_zone(zone):
    day = datetime(2010, 8, 14, tzinfo=UTC)
    comment = Comment(id="a:1", author="Ana", date=day, precision=Precision.DAY)

    threads, _faults = build_threads([comment])
    (shown,) = show_conversation(threads, post_id="urn:post", zone=ZoneInfo(zone)).threads

    assert (shown.when, shown.when_iso) == ("14 August 2010", "2010-08-14")


def test_a_time_known_to_the_minute_says_no_seconds():
    minute = datetime(2010, 8, 14, 22, 5, tzinfo=UTC)
    (shown,) = show(
        Comment(id="a:1", author="Ana", date=minute, precision=Precision.MINUTE)
    ).threads

    assert (shown.when, shown.when_iso) == ("15 August 2010, 00:05", "2010-08-14T22:05Z")


def test_no_id_stands_twice_whatever_the_comments_want_to_be_called():
    conversation = show(
        Comment(id="a:1", author="A", anchors=("x", "x", "c2", "comments")),
        Comment(id="a:2", author="B", anchors=("x", "y"), status=Status.DELETED),
        Comment(id="b:2", author="C", anchors=("y", "ca-2"), parent="a:2"),
    )

    first, second = conversation.threads
    assert (first.fragment, first.anchors) == ("c1", ("x", "c2"))
    assert (second.fragment, second.anchors) == ("ca-2", ("y",))
    assert (second.replies[0].fragment, second.replies[0].anchors) == ("cb-2", ())


def test_the_themes_own_places_are_known():
    folder = ENGINE / "theme" / "templates"
    files = [
        *folder.glob("*.html"),
        *(folder / "partials").glob("*.html"),
    ]  # no letters, not the desk
    templates = "".join(path.read_text() for path in files)
    named = set(re.findall(r'\bid="([^"{]+)"', templates))

    assert {"comments", "main"} <= named
    assert named <= set(OF_THE_PAGE)


def test_only_comments_that_are_shown_are_counted():
    conversation = show(
        Comment(id="a:1", author="A", status=Status.DELETED),
        Comment(id="a:2", author="B", parent="a:1"),
        Comment(id="a:3", author="C", status=Status.PENDING),
    )

    assert conversation.count == 1
    assert conversation.threads[0].is_placeholder
    assert conversation.threads[0].author == ""


def test_the_latest_three_end_with_the_newest():
    days = (3, 1, 4, 2)
    conversation = show(
        *(
            Comment(id=f"a:{day}", author=str(day), date=datetime(2010, 8, day, tzinfo=UTC))
            for day in days
        )
    )

    assert [shown.author for shown in conversation.latest] == ["2", "3", "4"]


def test_replies_below_the_deepest_level_stand_one_after_the_other():
    chain = [Comment(id="a:0", author="A")]
    chain += [Comment(id=f"a:{n}", author="A", parent=f"a:{n - 1}") for n in range(1, DEEPEST + 3)]
    (shown,) = show(*chain).threads

    depth = 1
    while shown.replies:
        depth, last = depth + 1, shown.replies
        shown = shown.replies[0]

    assert depth == DEEPEST + 1
    assert len(last) == 3


@pytest.mark.parametrize(
    ("comment", "is_author"),
    [
        ({"id": "blogger:1", "author": "Ana Example"}, True),
        ({"id": "author:aeaqcaib", "author": " ana\tEXAMPLE "}, True),
        ({"id": "blogger:1", "author": "Guest Writer"}, True),
        ({"id": "blogger:1", "author": "Ana"}, False),
        ({"id": "blogger:1", "author": ""}, False),
        ({"id": "desk:aeaqcaib", "author": "Ana Example"}, False),
        ({"id": "mail:1", "author": "Ana Example"}, False),
        ({"id": "blogger:1", "author": "Ana Example", "status": Status.DELETED}, False),
    ],
)
def test_the_authors_own_are_known_by_name_but_not_where_anybody_may_type_it(comment, is_author):
    threads, _faults = build_threads(
        [Comment(**comment), Comment(id="a:9", author="B", parent=comment["id"])]
    )

    (shown,) = show_conversation(
        threads, post_id="urn:post", zone=BERLIN, authors=("Ana Example", "Guest Writer", "")
    ).threads

    assert shown.is_author is is_author
    assert not shown.replies[0].is_author


def test_a_comment_knows_how_many_hang_below_it():
    (shown,) = show(
        Comment(id="a:1", author="A"),
        Comment(id="a:2", author="B", parent="a:1", status=Status.DELETED),
        Comment(id="a:3", author="C", parent="a:2"),
        Comment(id="a:4", author="D", parent="a:1"),
    ).threads

    assert shown.size == 2
    assert [reply.size for reply in shown.replies] == [1, 0]


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=30))
def test_what_hangs_below_is_all_that_is_shown_there(rows):
    comments = [Comment(id="a:0", author="A")]
    for number, (place, is_shown) in enumerate(rows, start=1):
        parent = f"a:{place % number}"
        status = Status.APPROVED if is_shown else Status.DELETED
        comments.append(Comment(id=f"a:{number}", author="A", parent=parent, status=status))

    conversation = show(*comments)

    assert conversation.threads[0].size == conversation.count - 1
    waiting = list(conversation.threads)
    while waiting:
        one = waiting.pop()
        waiting += one.replies
        assert one.size == sum(reply.size + (not reply.is_placeholder) for reply in one.replies)


def test_times_are_written_in_the_sites_language():
    moment = datetime(2010, 8, 14, 22, 5, tzinfo=UTC)
    threads, _faults = build_threads(
        [
            Comment(id="a:1", author="A", date=moment),
            Comment(id="a:2", author="B", date=moment, precision=Precision.DAY),
        ]
    )

    shown = show_conversation(threads, post_id="urn:post", zone=BERLIN, language="de").threads

    assert [one.when for one in shown] == ["15. August 2010, 00:05", "14. August 2010"]
