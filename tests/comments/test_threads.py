from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.files import parse_comments
from plugins.comments.model import Comment, Status
from plugins.comments.threads import build_threads, in_order, walk


def comment(id_, parent="", day=None, status=Status.APPROVED, line=0):
    date = datetime(2010, 8, day, tzinfo=UTC) if day else None
    return Comment(id=id_, author="A", parent=parent, date=date, status=status, line=line)


def shape(threads):
    """A tree as nested (id, replies)."""
    return [(thread.comment.id, shape(thread.replies)) for thread in threads]


def test_replies_hang_under_what_they_answer_wherever_they_stand():
    threads, faults = build_threads([comment("b", "a"), comment("a"), comment("c", "b")])

    assert shape(threads) == [("a", [("b", [("c", [])])])]
    assert faults == []


def test_reply_to_a_missing_parent_moves_to_top_level():
    threads, faults = build_threads([comment("a", "gone", line=7)])

    assert shape(threads) == [("a", [])]
    assert faults == [(7, '"Parent: gone" is in no block of this file; it is shown as no reply.')]


def test_a_circle_of_replies_is_broken_and_reported_once():
    threads, faults = build_threads(
        [comment("a", "c"), comment("b", "a"), comment("c", "b"), comment("d", "d")]
    )

    assert shape(threads) == [("a", [("b", [("c", [])])]), ("d", [])]
    assert [message.split()[0] for _line, message in faults] == ["a", "d"]


def test_a_comment_that_names_itself_nothing_ends_nothing():
    """An empty id once stood for the top of the tree, and the tree grew for ever."""
    file = parse_comments("=== t:1\nAuthor: b\n\nho\n=== \nmore\n", Path("x.txt"))

    assert [one.id for one in walk(file.threads)] == ["t:1", "line:5"]
    assert [fault for fault in file.faults if "names no comment" in fault.message]


def test_order_is_by_time_then_position():
    found = in_order([comment("late", day=9), comment("first", day=1), comment("also", day=1)])

    assert [one.id for one in found] == ["first", "also", "late"]


def test_comments_without_a_date_stay_behind_the_one_they_followed():
    found = in_order(
        [comment("x"), comment("late", day=9), comment("y"), comment("early", day=1), comment("z")]
    )

    assert [one.id for one in found] == ["x", "early", "z", "late", "y"]


def test_a_second_comment_with_one_id_is_left_out_and_reported():
    threads, faults = build_threads([comment("a", line=1), comment("a", line=9)])

    assert shape(threads) == [("a", [])]
    assert faults[0][0] == 9
    assert "on line 1" in faults[0][1]


def test_what_is_not_shown_keeps_a_place_only_for_its_replies():
    threads, _faults = build_threads(
        [
            comment("gone", status=Status.DELETED),
            comment("reply", "gone"),
            comment("alone", status=Status.DELETED),
            comment("hidden", status=Status.HIDDEN),
            comment("under", "hidden", status=Status.PENDING),
        ]
    )

    assert shape(threads) == [("gone", [("reply", [])])]


def test_a_conversation_may_be_ten_thousand_replies_deep():
    chain = [comment("0"), *(comment(str(n), str(n - 1)) for n in range(1, 10_000))]

    threads, _faults = build_threads(chain)

    assert len(walk(threads)) == 10_000


IDS = st.sampled_from("abcdef")


@given(st.lists(st.builds(comment, IDS, st.one_of(st.just(""), IDS, st.just("gone"))), max_size=8))
def test_every_shown_comment_is_in_the_tree_once(comments):
    threads, _faults = build_threads(comments)

    assert sorted(one.id for one in walk(threads)) == sorted({one.id for one in comments})
