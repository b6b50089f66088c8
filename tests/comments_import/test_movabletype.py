import re
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.model import Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import ImportedComment, ImportedPost, Kind, Note, Skipped
from plugins.comments_import.sources import movabletype
from plugins.comments_import.texts.line_breaks import add_breaks, is_html
from plugins.shared.dates import Precision
from plugins.shared.errors import BadExport

LISBON = ZoneInfo("Europe/Lisbon")
COMMENT_HEAD = "COMMENT:\nAUTHOR: Owl\nEMAIL: owl@owl.example\nIP: 192.0.2.7\nURL: \n"


def export(text, zone=UTC):
    @contextmanager
    def open_():
        yield BytesIO(text.encode())

    return ExportFile(name="export.txt", open=open_, zone=zone)


def read(text, zone=UTC):
    return list(movabletype.read(export(text, zone)))


def posts_of(items):
    return [item for item in items if isinstance(item, ImportedPost)]


def comments_of(items):
    return [item.comment for item in items if isinstance(item, ImportedComment)]


def escaped(text):
    """Put a tab behind what looks like an end, as Movable Type does."""
    return re.sub(r"^(-----(?:---)?\t*)$", "\\1\t", text, flags=re.MULTILINE)


def dumped(posts, escape=escaped):
    """Write (body, extended body, bodies of comments) in Movable Type's form."""
    parts = []
    for number, (body, extended, comments) in enumerate(posts, start=1):
        parts.append(
            f"AUTHOR: Ana\nTITLE: Post {number}\nBASENAME: post_{number}\nSTATUS: Publish\n"
            f"ALLOW COMMENTS: 1\nCONVERT BREAKS: 0\nALLOW PINGS: 0\n"
            f"DATE: 01/02/{2000 + number % 90} 03:04:05 PM\n-----\nBODY:\n{escape(body)}\n"
            f"-----\nEXTENDED BODY:\n{escape(extended)}\n-----\nEXCERPT:\n\n-----\nKEYWORDS:\n\n-----\n"
        )
        parts += [
            f"\n{COMMENT_HEAD}DATE: 01/02/2003 04:05:06 AM\n{escape(text)}\n-----\n"
            for text in comments
        ]
        parts.append("\n--------\n")
    return "".join(parts)


def shown(text):
    return add_breaks(text) if is_html(text) else text


_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\ufeff"))
_traps = st.sampled_from(
    ["-----", "--------", "-----\t", "--------\t\t", "\t", "", "  -----", "---"]
)
_keys = st.sampled_from(
    [
        "AUTHOR: me",
        "TITLE: x",
        "DATE: 01/01/2001 01:01:01",
        "EMAIL: x",
        "BODY:",
        "COMMENT:",
        "PING:",
    ]
)


def bodies(lines):
    """Give texts with words in their first and last lines: empty lines around are nobody's words."""
    return st.lists(lines, max_size=6).map("\n".join).map(lambda text: f"first\n{text}\nlast") | (
        _words.filter(str.strip)
    )


def post_lists(lines):
    texts = bodies(lines)
    posts = st.tuples(texts, texts | st.just(""), st.lists(texts, max_size=3))
    return st.lists(posts, min_size=1, max_size=3)


def assert_all_come_back(posts, text):
    items = read(text)

    assert [post.body for post in posts_of(items)] == [
        "\n\n".join(filter(None, (body, extended))) for body, extended, _comments in posts
    ]
    assert [comment.body for comment in comments_of(items)] == [
        shown(comment) for _body, _extended, comments in posts for comment in comments
    ]
    assert len(items) == sum(1 + len(comments) for _body, _extended, comments in posts)


@given(posts=post_lists(_words | _traps | _keys))
def test_every_body_comes_back_as_it_was_written(posts):
    assert_all_come_back(posts, dumped(posts))


@given(
    posts=post_lists(
        _words.filter(lambda row: ":" not in row) | st.sampled_from(["-----", "--------"])
    )
)
def test_every_body_comes_back_from_software_that_escapes_nothing(posts):
    """Of what looks like an end only that counts below which something can begin."""
    assert_all_come_back(posts, dumped(posts, escape=str))


def test_a_file_cut_anywhere_gives_what_is_whole():
    text = dumped([("One.", "More.", ["A", "B"]), ("Two.", "More.", ["C", "D"])])
    whole = read(text)

    for length in range(text.index("\n--------\n"), len(text)):
        items = read(text[:length])
        given = [item for item in items if isinstance(item, ImportedPost | ImportedComment)]
        halves = re.findall(r"More\.\n-----", text[:length])
        comments = re.findall(r"\n[A-D]\n-----", text[:length])

        assert given == whole[: len(given)]
        assert len(given) == len(halves) + len(comments)
        rest = [item for item in items if item not in given]
        assert all(item.reason == "cut off" for item in rest if isinstance(item, Skipped))
        assert bool(rest) == (not text[:length].rstrip().endswith("--------"))


def test_an_entry_of_one_half_is_not_cut_off():
    items = read("TITLE: One\nDATE: 01/02/2003 04:05:06 AM\n-----\nBODY:\nWords.\n-----\n")

    assert posts_of(items)[0].body == "<p>Words.</p>"
    assert isinstance(items[1], Note)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (dumped([("One.", "", [])]), True),
        ("\ufeff\r\n\r\nTITLE: One\r\n-----\r\nBODY:\r\nWords.\r\n-----\r\n--------\r\n", True),
        (
            "NO ENTRY: 1\nDATE: 01/02/2003 04:05:06\n-----\nCOMMENT:\nWords.\n-----\n--------\n",
            True,
        ),
        ("DATE: 01/02/99 04:05:06\nSTART BODY:\nWords.\n-----\n--------\n", True),
        ("TITLE: One\nDATE: 2010-08-14\n\nWords.\n", False),
        ("TITLE: One\nDATE: 2010-08-14\n\nHeading\n-----\n\nWords.\n", False),
        ("Title: One\nDate: 2010-08-14\n-----\nBODY:\n", False),
        ("---\ntitle: One\n---\n-----\nBODY:\n", False),
        ("From: ana@lunch.example\nSubject: AUTHOR\n\n-----\nBODY:\n", False),
        ("Saturday, August 14, 2010\n\nTitle\n\n-----\nBODY:\n", False),
        ("AUTHOR: Ana", False),
        ("", False),
    ],
)
def test_only_a_header_with_a_section_below_it_is_claimed(text, expected):
    assert movabletype.claims(export(text)) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("08/14/2010 03:04:05 PM", datetime(2010, 8, 14, 14, 4, 5, tzinfo=UTC)),
        ("08/14/2010 15:04:05", datetime(2010, 8, 14, 14, 4, 5, tzinfo=UTC)),
        ("01/14/2010 12:00:00 AM", datetime(2010, 1, 14, 0, 0, 0, tzinfo=UTC)),
        ("01/14/2010 12:00:00 PM", datetime(2010, 1, 14, 12, 0, 0, tzinfo=UTC)),
        ("1/4/99 1:02:03 am", datetime(1999, 1, 4, 1, 2, 3, tzinfo=UTC)),
        ("01/04/03 01:02:03", datetime(2003, 1, 4, 1, 2, 3, tzinfo=UTC)),
        ("01/14/1969 12:00:00 PM", None),
        ("14/01/2010 12:00:00 PM", None),
        ("02/30/2010 12:00:00 PM", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_local_to_the_weblog(written, expected):
    text = f"TITLE: One\n-----\nBODY:\nWords.\n-----\n{COMMENT_HEAD}DATE: {written}\nHi.\n-----\n--------\n"

    (comment,) = comments_of(read(text, LISBON))

    assert (comment.date, comment.precision) == (expected, Precision.SECOND)


@pytest.mark.parametrize(
    "head",
    [
        "DATE: 01/02/2003 04:05:06 AM\nIP: 192.0.2.7\nURL: \nEMAIL: owl@owl.example\nAUTHOR: Owl\n",
        "EMAIL: owl@owl.example\n",
        "AUTHOR: Owl\nIP: 192.0.2.7\nEMAIL: owl@owl.example\n",
        "\nAUTHOR: Owl\nEMAIL: owl@owl.example\nIP: 192.0.2.7\n\n",
        "AUTHOR: owl@owl.example\nURL: mailto:owl@owl.example\n",
    ],
)
def test_no_address_and_no_ip_is_let_through(head):
    text = f"TITLE: One\n-----\nBODY:\nWords.\n-----\nCOMMENT:\n{head}Hi.\n-----\n--------\n"

    (comment,) = comments_of(read(text))

    assert comment.body == "Hi."
    assert "@" not in repr(comment)
    assert "192." not in repr(comment)


def test_ids_stay_when_other_comments_come():
    before = comments_of(read(dumped([("One.", "", ["A", "A"]), ("Two.", "", ["A"])])))
    after = comments_of(read(dumped([("One.", "", ["New", "A", "A"]), ("Two.", "", ["A"])])))

    assert [comment.id for comment in before] == [comment.id for comment in after[1:]]
    assert len({comment.id for comment in after}) == 4


def test_comments_of_another_file_find_their_post_by_its_time():
    (post,) = posts_of(
        read("TITLE: One\nDATE: 1/2/2003 3:04:05 PM\n-----\nBODY:\nW.\n-----\n--------\n")
    )
    (item,) = read(
        "NO ENTRY: 1\nDATE: 01/02/2003 15:04:05\n-----\nCOMMENT:\nHi.\n-----\n--------\n"
    )

    assert set(item.post) & set(post.keys) == {"movabletype:at-2003-01-02T15:04:05"}


def test_what_is_for_the_owner_only_is_never_shown():
    text = f"TITLE: One\n-----\nBODY:\nW.\n-----\n{COMMENT_HEAD}SECRET: 1\nHi.\n-----\n--------\n"

    (comment,) = comments_of(read(text))

    assert (comment.status, comment.body) == (Status.PENDING, "Hi.")


def test_a_ping_is_a_trackback_with_its_title_first():
    text = (
        "TITLE: One\n-----\nBODY:\nW.\n-----\nPING:\nTITLE: On one\nURL: https://other.example/\n"
        "IP: 192.0.2.7\nBLOG NAME: Other\nDATE: 01/02/2003 04:05:06 AM\nSo true.\n-----\n--------\n"
    )

    _post, item = read(text)

    assert item.kind is Kind.PING
    assert (item.comment.kind, item.comment.author) == ("trackback", "Other")
    assert (item.comment.url, item.comment.format) == ("https://other.example/", Format.TEXT)
    assert item.comment.body == "On one\nSo true."


def test_a_file_without_an_entry_is_refused():
    with pytest.raises(BadExport):
        read(" \n\n")


@pytest.mark.parametrize(
    "part",
    ["-----\n", "--------\n", "-----\n\n", "--------\n\n", "-----\n--------\nx\n", "\n", "TITLE: x\n",
     "--------\nTITLE: x\n", "-----\n\n-----\n", "COMMENT:\n-----\n", "-----\t\n", "-----\nCOMMENT:\n"],
)  # fmt: skip
def test_hostile_files_are_read_in_linear_time(part):
    text = "TITLE: One\n-----\nBODY:\n" + part * 50_000 + "end\n-----\n--------\n"

    assert read(text)
