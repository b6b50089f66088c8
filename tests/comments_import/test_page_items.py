"""The data of a page's script: JavaScript, read without running it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.sources.page.inline_items import (
    decode_string,
    find_items,
    parse_objects,
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\46#39;\74br /\76", "&#39;<br />"),
        (r"showComment\0751319", "showComment=1319"),
        (r"\x41\u00e9\n\'\"\\\/", "Aé\n'\"\\/"),
        (r"\ud83d\ude42", "🙂"),
        (r"\ud83d alone", "� alone"),
        ("plain", "plain"),
    ],
)
def test_escapes_are_decoded(source, expected):
    assert decode_string(source) == expected


@given(st.text())
def test_a_string_is_read_back(text):
    """However a script writes it: here every character by its number."""
    units = text.encode("utf-16-be", "surrogatepass")
    source = "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))

    assert decode_string(source) == text


def test_objects_may_hold_others():
    source = """[ {'a': 'x', "b": {'c': ['1', 2]}, d: null}, {} ]; more"""

    assert list(parse_objects(source, 0)) == [{"a": "x", "b": {"c": ["1", "2"]}, "d": "null"}, {}]


def test_data_that_is_cut_off_gives_what_is_whole():
    html = "var items = [{'id': '1', 'body': 'a'}, {'id': '2', 'body': 'b"

    assert [item.number for item in find_items(html)] == ["1"]


@pytest.mark.parametrize(
    "html",
    ["var items = null;", "var items = [];", "var items = [}];", "var items = [{'id': 'x'}];",
     "var items = [{'id': {}}];", "var items = [[[{'id': '1'}]]];"],
)  # fmt: skip
def test_what_is_no_comment_gives_none(html):
    assert list(find_items(html)) == []


@given(st.text(alphabet="[]{},:'\"\\a1 "))
def test_no_data_breaks_it(source):
    list(parse_objects("[" + source, 0))
