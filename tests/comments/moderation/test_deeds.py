from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.blocks import change_block, drop_header, put_header
from plugins.comments.commands import comment_faults
from plugins.comments.model import Comment
from plugins.comments.moderation import deeds
from plugins.comments.moderation.deeds import CannotModerate, approve, hide, reply
from plugins.comments.moderation.finding import NoSuchComment
from plugins.comments.moderation.pending import Pending, read_held, write_pending
from plugins.comments.moderation.waiting import pending_list

NOW = datetime(2026, 6, 3, 8, tzinfo=UTC)
STEM = "2026-05-31-lunch"
STANDING = "=== hand:1\nAuthor: Di\nX-Odd: kept\n\nFirst.\n\n=== hand:2\r\nAuthor: Ed\r\nParent: hand:1\r\n\r\n\\=== x\r\n"


@pytest.fixture
def opened(site):
    site.post()
    return site.open()


def comment_file(opened):
    return opened.content / "comments" / f"{STEM}.txt"


def wait(opened, id_="desk:aaaaaaaa", *, why="", post=STEM, page="2026/05/lunch.html", **changes):
    made = {"author": "Bo", "date": NOW - timedelta(days=7), "body": "We do, too.", **changes}
    return write_pending(
        opened.content / "comments",
        Pending(
            comment=Comment(id=id_, **made),
            post=post,
            page=page,
            address="bo@work.example",
            title="Lunch",
            why=why,
        ),
    )


def everything(opened):
    folder = opened.content / "comments"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.txt")
    }


def test_an_approved_comment_stands_under_its_post_without_what_is_private(opened, site):
    site.write(f"comments/{STEM}.txt", STANDING)
    held = wait(opened, url="https://bo.example", parent="hand:2")

    done = approve(opened, "desk:aaaaaaaa", NOW)

    assert comment_file(opened).read_bytes().decode() == (
        f"{STANDING}\n=== desk:aaaaaaaa\nAuthor: Bo\nDate: 2026-05-27T08:00:00Z\nUrl: https://bo.example\n"
        "Parent: hand:2\nFormat: markdown\nApproved: 2026-06-03T08:00:00Z\n\nWe do, too.\n"
    )
    assert not held.exists()
    assert "comments.hide desk:aaaaaaaa" in str(done)
    assert "Build and publish to show it." in str(done)
    assert comment_faults(opened) == []


@pytest.mark.parametrize(
    "typed",
    [
        "desk:aaaaaaaa",
        " aaaaaaaa ",
        "#caaaaaaaa",
        f"{STEM}#caaaaaaaa",
        "https://ana.example/2026/05/lunch.html#caaaaaaaa",
    ],
)
@pytest.mark.parametrize("is_shown", [False, True])
def test_a_comment_is_meant_by_many_names(opened, typed, is_shown):
    wait(opened)
    if is_shown:
        approve(opened, "desk:aaaaaaaa", NOW)

    assert hide(opened, typed).id == "desk:aaaaaaaa"


@pytest.mark.parametrize(
    "typed", ["", "desk:", "desk:bbbbbbbb", "aaaa", "#", "#caaaa", "../x", "\x1b[31m", "x" * 9_999]
)
def test_a_comment_that_is_not_there_is_said_so(opened, typed):
    wait(opened)

    with pytest.raises(NoSuchComment, match="there is no such comment") as caught:
        approve(opened, typed, NOW)

    assert "\x1b" not in str(caught.value)


def test_which_of_several_is_asked(opened, site):
    site.post("2026-06-01-tea")
    site.write(
        f"comments/{STEM}.txt", "=== hand:1\nAuthor: A\n\nx\n\n=== blogger:1\nAuthor: B\n\ny\n"
    )
    site.write("comments/2026-06-01-tea.txt", "=== hand:1\nAuthor: C\n\nz\n")

    with pytest.raises(NoSuchComment, match="2026-05-31-lunch#c1 or 2026-06-01-tea#c1"):
        hide(opened, "hand:1")
    with pytest.raises(NoSuchComment, match="is 3 comments"):
        hide(opened, "1")
    assert hide(opened, "blogger:1").author == "B"
    assert hide(opened, "2026-06-01-tea#c1").author == "C"
    assert hide(opened, f"{STEM}#chand-1").author == "A"


def test_hiding_and_approving_again_and_again_changes_no_other_byte(opened, site):
    site.write(f"comments/{STEM}.txt", STANDING)
    wait(opened)
    approve(opened, "aaaaaaaa", NOW)
    first = everything(opened)

    for id_ in ("aaaaaaaa", "hand:1", "hand:2"):
        hide(opened, id_)
        assert everything(opened) != first
        assert "is hidden already" in str(hide(opened, id_))
        approve(opened, id_, NOW + timedelta(days=9))
        assert everything(opened) == first
        assert "is shown already" in str(approve(opened, id_, NOW + timedelta(days=9)))
        assert everything(opened) == first


def test_one_that_waited_in_its_posts_file_appears_when_it_is_approved(opened, site):
    site.write(f"comments/{STEM}.txt", "=== a:1\nAuthor: A\nStatus: pending\n\nx\n")

    approve(opened, "a:1", NOW)

    assert (
        comment_file(opened).read_text()
        == "=== a:1\nAuthor: A\nApproved: 2026-06-03T08:00:00Z\n\nx\n"
    )


def test_what_is_put_away_loses_its_address_and_comes_back(opened):
    held = wait(opened)

    done = hide(opened, "aaaaaaaa")

    hidden = held.parent / "hidden" / held.name
    assert not held.exists()
    assert "bo@work.example" not in hidden.read_text()
    assert hidden.stat().st_mode & 0o077 == 0
    assert "comments.approve desk:aaaaaaaa" in str(done)
    hide(opened, "aaaaaaaa")
    approve(opened, "aaaaaaaa", NOW)
    assert not hidden.exists()
    assert "Status" not in comment_file(opened).read_text()


def test_what_an_import_left_waiting_stays_where_the_import_looks_for_it(opened, site):
    """In the folder of the hidden ones the next import would not see it, and bring it back."""
    text = "=== blogger:7\nAuthor: A\nStatus: pending\nFormat: html\nImported: Date\n\n<b>x</b>\n\n=== blogger:8\nAuthor: B\nStatus: pending\n\ny\n"
    held = site.write(f"comments/_pending/{STEM}.txt", text)

    hide(opened, "blogger:8")
    assert "=== blogger:8\nAuthor: B\nStatus: hidden\n" in held.read_text()
    approve(opened, "blogger:7", NOW)
    assert comment_file(opened).read_text() == (
        "=== blogger:7\nAuthor: A\nFormat: html\nImported: Date\nApproved: 2026-06-03T08:00:00Z\n\n<b>x</b>\n"
    )
    assert held.read_text() == "=== blogger:8\nAuthor: B\nStatus: hidden\n\ny\n"
    approve(opened, "blogger:8", NOW)
    assert not held.exists()


def test_an_approval_that_was_cut_off_is_finished(opened):
    held = wait(opened)
    before = held.read_bytes()
    approve(opened, "aaaaaaaa", NOW)
    once = comment_file(opened).read_bytes()
    held.write_bytes(before)  # as if it had ended before this was removed

    assert "shown already" in str(approve(opened, "aaaaaaaa", NOW))
    assert not held.exists()
    assert comment_file(opened).read_bytes() == once
    held.write_bytes(before)
    hide(opened, "aaaaaaaa")
    assert not held.exists()
    assert b"Status: hidden" in comment_file(opened).read_bytes()


def test_two_comments_with_one_id_are_never_taken_for_one(opened, site):
    site.write(f"comments/{STEM}.txt", "=== desk:aaaaaaaa\nAuthor: A\n\nOther words.\n")
    held = wait(opened)

    with pytest.raises(CannotModerate, match="two different comments"):
        approve(opened, "desk:aaaaaaaa", NOW)

    assert held.exists()


def test_a_reply_answers_in_the_authors_name_and_approves(opened):
    wait(opened, why="links")

    done = reply(opened, "aaaaaaaa", "Thank *you*!\r\n", now=NOW, random=lambda n: b"\x01" * n)

    assert done.id == "author:aeaqcaib"
    text = comment_file(opened).read_text()
    assert text.count("=== ") == 2
    assert text.endswith(
        "Author: Ana Example\nDate: 2026-06-03T08:00:00Z\nParent: desk:aaaaaaaa\nFormat: markdown\n\nThank *you*!\n"
    )
    assert read_held(opened.content / "comments") == ([], [])
    assert comment_faults(opened) == []


def test_a_reply_needs_words(opened):
    wait(opened)

    with pytest.raises(CannotModerate, match="no words"):
        reply(opened, "aaaaaaaa", " \n", now=NOW, random=bytes)


def test_a_comment_whose_post_is_gone_waits_on(opened, site):
    held = wait(opened, post="2020-01-01-gone", page="2020/01/gone.html")

    with pytest.raises(
        CannotModerate, match=r"is not there any more, so desk:aaaaaaaa waits on.*Post:"
    ):
        approve(opened, "aaaaaaaa", NOW)

    assert held.exists()
    assert "which is not there any more" in str(pending_list(opened))
    site.post(
        "2026-01-01-renamed", date="2020-01-05", slug="gone"
    )  # its page is there, under another name
    approve(opened, "aaaaaaaa", NOW)
    assert (opened.content / "comments" / "2026-01-01-renamed.txt").exists()


def test_an_answer_is_not_shown_before_what_it_answers(opened):
    wait(opened)
    wait(opened, "desk:bbbbbbbb", parent="desk:aaaaaaaa")

    with pytest.raises(CannotModerate, match=r"comments\.approve desk:aaaaaaaa first"):
        approve(opened, "bbbbbbbb", NOW)
    hide(opened, "aaaaaaaa")
    assert "stands by itself" in str(approve(opened, "bbbbbbbb", NOW))
    assert "Parent" not in comment_file(opened).read_text()


def test_a_header_that_would_stop_publishing_is_left_out(opened):
    held = wait(opened)
    text = held.read_text().replace(
        "Author: Bo\nDate: 2026-05-27T08:00:00Z", "broken line\nDate: soon\nUrl: javascript:x"
    )
    held.write_text(text)

    approve(opened, "aaaaaaaa", NOW)

    assert (
        comment_file(opened)
        .read_text()
        .startswith("=== desk:aaaaaaaa\nAuthor: Anonymous\nFormat: markdown\n")
    )
    assert comment_faults(opened) == []


def test_an_import_keeps_when_a_comment_was_approved():
    comment = Comment(id="a:1", author="A", approved=NOW, body="x")
    later = replace(comment, approved=None)

    text = deeds.merged("", [comment])

    assert deeds.merged(text, [later]) == text


def test_the_list_shows_all_of_it_and_nothing_that_moves_the_cursor(opened, site):
    site.write(f"comments/{STEM}.txt", "=== hand:1\nAuthor: Di\n\nFirst words.\n")
    wait(
        opened,
        author="B\x1b[2Jo\u202e",
        body="One\x1b]0;x\x07\r\nHELLO\rtwo\n=== desk:x\n\u2066a",
        parent="hand:1",
    )
    wait(opened, "desk:bbbbbbbb", why="links")

    text = str(pending_list(opened))

    assert (
        '=== desk:aaaaaaaa\nB[2Jo, 27 May 2026, 10:00, on "Title of 2026-05-31-lunch" (2026-05-31-lunch)'
        in text
    )
    assert 'answers Di: "First words."' in text
    assert "left an address, never shown: bo@work.example" in text
    assert "    One]0;x\n    HELLO\n    two\n    === desk:x\n    a\n" in text
    assert "1 comment waits" in text
    assert "1 more put away or held back" in text
    assert not any(one in text for one in "\x1b\x07\r\u202e\u2066")
    assert "suspicious: links" in str(pending_list(opened, is_hidden=True))


ROWS = st.sampled_from(
    ["Author: A", "Status: hidden", "status: x", "X: y", "no header", "Status:", "Author: B\r"]
)


@given(st.lists(ROWS, max_size=5), st.text("ab=\n\r ", max_size=20), st.booleans())
def test_a_header_put_and_dropped_leaves_the_rest(rows, body, has_end):
    part = "\n".join(["=== a:1", *rows, "", body]) + "\n" * has_end
    bare = drop_header(part, "Status")
    hidden = put_header(bare, "Status", "hidden")

    assert drop_header(hidden, "STATUS") == bare
    assert put_header(hidden, "Status", "hidden") == hidden
    assert (
        change_block(f"{bare}\n=== b:2\n\nx\n", "b:2", lambda one: one) == f"{bare}\n=== b:2\n\nx\n"
    )
