import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.blocks import (
    Block,
    append_blocks,
    format_blocks,
    parse_blocks,
    split_blocks,
)

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
BODIES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(
        st.sampled_from(
            ["=== x:1", r"\=== x", r"\\=== ", "\n", "\r\n", "===", "text", "\u2028", "Author: x"]
        )
    ).map("".join),
)
BLOCKS = st.lists(
    st.builds(
        Block,
        id=st.from_regex(r"[a-z]{1,8}:[A-Za-z0-9.-]{1,8}", fullmatch=True),
        headers=st.lists(st.tuples(NAMES, VALUES), max_size=4).map(tuple),
        body=BODIES,
    ),
    max_size=4,
)


def bare(blocks):
    """Blocks without the lines they were found on."""
    return [(block.id, block.headers, block.body) for block in blocks]


@given(BLOCKS)
def test_what_is_written_is_read_back(blocks):
    assert bare(parse_blocks(format_blocks(blocks))) == bare(blocks)


@given(BLOCKS)
def test_text_that_was_written_is_written_the_same_again(blocks):
    text = format_blocks(blocks)

    assert format_blocks(parse_blocks(text)) == text


PIECES = st.sampled_from(["=== a:1\n", "\\=== ", "\n", "\r\n", "Author: x\n", "words", " "])


@given(st.lists(PIECES).map("".join) | st.text())
def test_cutting_any_file_loses_nothing(text):
    assert "".join(split_blocks(text)) == text


@given(BLOCKS, BLOCKS)
def test_appending_leaves_every_byte_before_it(old, new):
    before = format_blocks(old)
    after = append_blocks(before, new)

    assert after.startswith(before)
    assert bare(parse_blocks(after)) == bare([*old, *new])


def test_a_hand_edited_file_without_a_last_line_end_is_appended_to():
    after = append_blocks("=== a:1\nAuthor: A\n\nOne", [Block(id="a:2", body="Two")])

    assert [block.body for block in parse_blocks(after)] == ["One", "Two"]


def test_a_file_edited_on_windows_is_read():
    (block,) = parse_blocks("=== a:1\r\nAuthor: Ana\r\n\r\nOne\r\nTwo\r\n")

    assert (block.id, block.get("author"), block.body) == ("a:1", "Ana", "One\r\nTwo\r")


def test_lines_are_counted_from_the_top_of_the_file():
    first, second = parse_blocks(
        "=== a:1\nAuthor: A\n\nOne\n\n=== a:2\nno header\nAuthor: B\n\nTwo\n"
    )

    assert (first.line, first.line_of("Author")) == (1, 2)
    assert (second.line, second.broken) == (6, ((7, "no header"),))


def test_unknown_headers_are_kept():
    text = "=== a:1\nAuthor: A\nMood: fine\n\nOne\n"

    assert format_blocks(parse_blocks(text)) == text


def test_a_header_cannot_smuggle_in_a_line():
    with pytest.raises(ValueError, match="line break"):
        format_blocks([Block(id="a:1", headers=(("Author", "A\nStatus: approved"),))])
