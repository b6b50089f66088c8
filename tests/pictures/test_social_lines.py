"""A title is broken into lines of about one length; here each letter is one wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.pictures.social.lines import break_lines, cut_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lunch", ("Lunch",)),
        ("The list of twenty people", ("The list of", "twenty people")),
        ("a b c d e f g h i j", ("a b c d e", "f g h i j")),
        ("一二三四五六七八九十一二三四五六", ("一二三四五六七八", "九十一二三四五六")),
        ("  one \n two  ", ("one two",)),
        ("a word of-many-hyphens-so-long", None),
        ("far too many words for three lines of so few letters each", None),
    ],
)
def test_lines_are_balanced(text, expected):
    assert break_lines(text, len, width=14, most=3) == expected


TEXTS = st.text(alphabet="abc é一。 \n", max_size=60)


@given(TEXTS)
def test_every_word_is_there_and_no_line_is_too_long(text):
    lines = break_lines(text, len, width=9, most=99)

    if lines is not None:
        assert all(len(line) <= 9 for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS)
def test_what_is_cut_fits_and_says_that_it_goes_on(text):
    lines = cut_lines(text, len, width=9, most=2)

    assert len(lines) <= 2
    assert all(len(line) <= 9 for line in lines)
    kept = "".join("".join(lines).split())
    whole = "".join(text.split())
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_a_title_without_end_is_cut_at_once():
    assert len(cut_lines("word " * 1_000_000, len, width=40, most=4)) == 4
