from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.commands import comment_faults
from plugins.comments.files import comment_path, merged, parse_comments, read_comments
from plugins.comments.model import Comment

COMMENTS = st.lists(
    st.builds(
        Comment,
        id=st.sampled_from(["a:1", "a:2", "a:3"]),
        author=st.just("A"),
        body=st.text(st.characters(exclude_categories=["Cs"])),
    )
)


@given(COMMENTS, COMMENTS)
def test_merging_twice_is_merging_once(old, new):
    before = merged("", old)
    once = merged(before, new)

    assert merged(once, new) == once
    assert once.startswith(before)


def test_a_hand_edit_survives_the_next_import():
    text = merged("", [Comment(id="a:1", author="A", body="x")]).replace(
        "Author: A", "Author: Ana\nStatus: hidden"
    )

    assert merged(text, [Comment(id="a:1", author="A", body="x")]) == text


def test_a_post_may_name_its_comment_file():
    folder = Path("comments")

    assert comment_path(folder, Path("posts/2010-08-14-x.md")) == folder / "2010-08-14-x.txt"
    assert comment_path(folder, Path("posts/2010-08-14-x.md"), "old") == folder / "old.txt"


@pytest.mark.parametrize("named", ["_pending/q", "../x", "/x", ".x", "a\\b", "_unmatched"])
def test_a_post_cannot_name_comments_that_wait(named):
    assert comment_path(Path("comments"), Path("posts/x.md"), named) == Path("comments/x.txt")


def test_a_name_of_no_file_is_a_fault(site):
    site.post("2010-08-14-lunch", comments="none")

    (fault,) = comment_faults(site.open())

    assert '"Comments: none" names no file in comments/' in fault.message


def test_a_byte_order_mark_hides_no_comment():
    text = "\ufeff=== a:1\nAuthor: A\n\nx\n"

    assert parse_comments(text, Path("x.txt")).comments[0].id == "a:1"
    assert merged(text, [Comment(id="a:1", author="A", body="x")]) == text


def test_a_missing_file_holds_no_comments(tmp_path):
    assert read_comments(tmp_path / "x.txt").comments == ()


def test_an_unreadable_file_is_a_fault(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"=== a:1\nAuthor: \xff\n\nx\n")

    (fault,) = read_comments(path).faults

    assert "line 2 is not UTF-8 text" in fault.message


def test_text_before_the_first_block_is_a_fault():
    (fault,) = parse_comments("Hello\n\n=== a:1\nAuthor: A\n\nx\n", Path("x.txt")).faults

    assert "belongs to no comment" in fault.message


def test_a_file_without_a_post_is_a_fault(site):
    site.post("2010-08-14-lunch", comments="renamed")
    site.write("comments/renamed.txt", "=== a:1\nAuthor: A\n\nx\n")
    lost = site.write("comments/2010-08-14-lunch.txt", "=== a:1\nAuthor: A\n\nx\n")

    (fault,) = comment_faults(site.open())

    assert fault.path == lost
    assert "no post or page is called 2010-08-14-lunch" in fault.message


def test_pages_have_comments_too(site):
    site.write("pages/about.md", "Title: About\n\nMe.\n")
    site.write("pages/me.md", "Title: Me\nComments: friends\n\nMe.\n")
    site.write("pages/you.md", "Title: You\nComments: nobody\n\nYou.\n")
    for name in ("about", "friends"):
        site.write(f"comments/{name}.txt", "=== a:1\nAuthor: A\n\nx\n")

    (fault,) = comment_faults(site.open())

    assert fault.path.name == "you.md"
    assert '"Comments: nobody" names no file in comments/' in fault.message


def test_comments_belong_to_one_post_or_page_alone(site):
    site.post("lunch", date="2010-08-14")
    site.write("pages/lunch.md", "Title: Lunch\n\nx\n")
    assert comment_faults(site.open()) == []

    site.write("comments/lunch.txt", "=== a:1\nAuthor: A\n\nx\n")
    (fault,) = comment_faults(site.open())

    assert fault.path.parts[-2:] == ("pages", "lunch.md")
    assert "its comments are those of" in fault.message
    assert "posts/lunch.md too" in fault.message
