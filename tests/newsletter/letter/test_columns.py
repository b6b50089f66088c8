import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.letter.columns import underline, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("🥄", 2), ("", 0)]
)
def test_a_width_is_what_a_terminal_shows(text, columns):
    assert width(text) == columns


def test_lines_are_broken_between_words():
    assert wrap("a " * 60, "  ").split("\n") == ["  " + "a " * 34 + "a", "  " + "a " * 24 + "a"]


def test_line_breaks_of_ones_own_are_kept():
    assert wrap("one\n\n  two  three\n") == "one\n\ntwo three\n"


def test_addresses_are_never_broken():
    address = "https://ana.example/" + "x" * 90

    assert wrap(f"See {address} there").split("\n") == ["See", address, "there"]


def test_text_without_spaces_is_broken_anywhere_but_before_a_full_stop():
    lines = wrap("日" * 36 + "。" + "本" * 10).split("\n")

    assert [width(line) for line in lines] == [70, 24]
    assert lines[1].startswith("日。")


@given(st.text("ab 日。é🥄-", max_size=400))
def test_no_line_is_too_wide_and_nothing_is_lost(text):
    found = wrap(text)

    assert all(width(line) <= 72 for line in found.split("\n"))
    assert "".join(found.split()) == "".join(text.split())


def test_a_title_is_underlined_as_wide_as_it_is():
    assert underline("日本 x", "=") == "日本 x\n======"
    assert underline("", "=") == "\n"
