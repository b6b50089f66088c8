import stat
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.blocks import parse_blocks
from plugins.comments.model import Comment, Format, Status, comment_from
from plugins.comments.moderation.pending import (
    Pending,
    count_hidden,
    count_pending,
    is_page_path,
    new_comment_id,
    read_held,
    read_pending,
    write_pending,
)
from plugins.shared.errors import CannotWrite

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def pending(id_="desk:aaaaaaaa", *, why="", **changes):
    made = {
        "author": "Bo",
        "date": NOON,
        "url": "https://bo.example",
        "body": "We do, too.",
        **changes,
    }
    return Pending(
        comment=Comment(id=id_, **made),
        post="2026-05-31-lunch",
        page="2026/05/lunch.html",
        address="bo@work.example",
        title="Lunch",
        why=why,
    )


def test_a_comment_waits_in_a_file_of_its_own_that_nobody_else_reads(tmp_path):
    path = write_pending(tmp_path, pending())

    assert path == tmp_path / "_pending" / "aaaaaaaa.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "_pending" / ".gitignore").read_text() == "*\n"
    (found,), faults = read_pending(tmp_path)
    assert faults == []
    assert (found.post, found.page, found.address) == (
        "2026-05-31-lunch",
        "2026/05/lunch.html",
        "bo@work.example",
    )
    assert (found.comment.status, found.comment.format) == (Status.PENDING, Format.MARKDOWN)
    assert [one.name for one in path.parent.iterdir() if one.name[0] != "."] == ["aaaaaaaa.txt"]


def test_a_suspicious_one_is_kept_out_of_sight(tmp_path):
    path = write_pending(tmp_path, pending(why="links"))

    assert path == tmp_path / "_pending" / "hidden" / "aaaaaaaa.txt"
    assert read_pending(tmp_path) == ([], [])
    (held,), _faults = read_held(tmp_path)
    assert (held.is_hidden, held.pending.why) == (True, "links")
    assert (count_pending(tmp_path), count_hidden(tmp_path)) == (0, 1)


@pytest.mark.parametrize("first", ["", "words"])
@pytest.mark.parametrize("second", ["", "words"])
def test_nothing_that_waits_is_written_over(tmp_path, first, second):
    path = write_pending(tmp_path, pending(why=first))
    before = path.read_bytes()

    with pytest.raises(CannotWrite, match="is there already"):
        write_pending(tmp_path, pending(why=second, body="Other words."))

    assert path.read_bytes() == before
    assert len(list((tmp_path / "_pending").rglob("*.txt"))) == 1
    assert not list((tmp_path / "_pending").rglob(".waits-*"))


@pytest.mark.parametrize(
    "id_", ["mail:aaaaaaaa", "desk:../../x", "desk:aaaa", "desk:aaaaaaaa\n", "aaaaaaaa"]
)
def test_only_an_id_of_the_desk_names_a_file(tmp_path, id_):
    with pytest.raises(ValueError, match="no id of the desk"):
        write_pending(tmp_path, pending(id_))

    assert list(tmp_path.iterdir()) == []


TEXT = st.text(max_size=80) | st.sampled_from(
    [
        "\n=== evil:1\nAuthor: x",
        "a\r\nStatus: approved",
        "=== evil:2",
        "\x85Format: html",
        "\u2028x",
        "\ud800",
    ]
)


@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_whatever_was_typed_stays_one_comment(  # noqa: PLR0913, PLR0917 - each is one thing typed
    tmp_path_factory, author, url, parent, body, page
):
    folder = tmp_path_factory.mktemp("comments")
    made = pending(author=author, url=url, parent=parent, body=body)
    typed = Pending(
        comment=made.comment, post=author, page=page, title=body, address=url, why=parent
    )

    text = write_pending(folder, typed).read_bytes().decode()

    (block,) = parse_blocks(text)
    comment, _faults = comment_from(block)
    assert (comment.id, comment.status, comment.format) == (
        "desk:aaaaaaaa",
        Status.PENDING,
        Format.MARKDOWN,
    )
    assert block.broken == ()
    assert "\n" not in comment.author


def test_ids_are_eight_letters_and_digits():
    assert new_comment_id(lambda n: bytes(range(n))) == "desk:aaaqeayea"[:13]
    assert len(new_comment_id(lambda n: b"\xff" * n)) == 13


@pytest.mark.parametrize("path", ["2026/05/lunch.html", "about/", "a/%C3%A4.html", "x~y_z-1.html"])
def test_a_path_below_the_site_is_one(path):
    assert is_page_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "", "/x", "//evil.example", "https://evil.example", "a//b", "../x", "a/../b", "a/..", "a..b", "%2e%2e/x",
        "a/%2E/b", "x?y", "x#y", "a b", "a\nb", "a\x00", "ä", "a%", "a%0ab", "a%2fb", "a%5cb", "a\\b", "a:b", "a@b",
        "x" * 301, "%zz", "javascript:x", "a&b", 'a"b',
    ],
)  # fmt: skip
def test_what_leads_elsewhere_is_no_path(path):
    assert not is_page_path(path)


def test_the_oldest_is_read_first_and_what_cannot_be_read_is_told(tmp_path):
    write_pending(tmp_path, pending("desk:bbbbbbbb", date=NOON.replace(hour=9)))
    write_pending(tmp_path, pending())
    place = tmp_path / "_pending"
    (place / "broken.txt").write_bytes(b"=== a:1\nAuthor: \xff\n\nx\n")
    (place / "empty.txt").write_text("")
    (place / "2026-05-31-lunch.txt").write_text(
        "=== blogger:7\nAuthor: A\nStatus: pending\n\nx\n\n=== blogger:8\nAuthor: B\nStatus: hidden\n\ny\n\n"
        "=== no id\nAuthor: C\n\nz\n"
    )

    found, faults = read_pending(tmp_path)

    assert [one.comment.id for one in found] == ["blogger:7", "desk:bbbbbbbb", "desk:aaaaaaaa"]
    assert found[0].post == "2026-05-31-lunch"
    assert len(faults) == 3
    assert count_pending(tmp_path) == 3


def test_nothing_waits_where_there_is_no_folder(tmp_path):
    assert read_pending(tmp_path / "none") == ([], [])
    assert count_pending(tmp_path / "none") == 0
