"""Rows: as the standard library cuts them where it does well, and with the lines they stand on."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.lists.rows import parse_rows

FIELDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10) | st.text(
    '",;\r\n x', max_size=6
)


@given(
    rows=st.lists(st.lists(FIELDS, min_size=1, max_size=4), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_standard_library_writes_is_read(rows, delimiter, end):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)

    found = list(parse_rows(text.getvalue(), delimiter=delimiter))

    assert [list(row.fields) for row in found] == rows


@given(rows=st.lists(st.lists(FIELDS, min_size=1, max_size=3), max_size=6))
def test_a_row_knows_the_line_it_begins_on(rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    starts = []
    for row in rows:
        lines = text.getvalue().replace("\r\n", "\n").replace("\r", "\n").count("\n")
        starts.append(lines + 1)
        writer.writerow(row)

    assert [row.line for row in parse_rows(text.getvalue(), delimiter=",")] == starts


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('Ana "the boss" Lee,b', ('Ana "the boss" Lee', "b")),
        ('"Lee, Ana" <a@b.example>,c', ("Lee, Ana <a@b.example>", "c")),
        ('"a""b",""', ('a"b', "")),
        ('"a"', ("a",)),
        ("a,b,", ("a", "b", "")),
        ('a,"', None),
        ('"a\nb"c,d', None),
    ],
)
def test_quotation_marks_are_taken_as_people_set_them(text, fields):
    row = next(parse_rows(text, delimiter=","))

    assert row.fields == (fields or ())
    assert bool(row.problem) == (fields is None)


def test_a_mark_that_nobody_closes_loses_its_own_line_only():
    rows = list(parse_rows('a,1\n"b,2\nc,3\nd,4', delimiter=","))

    assert [row.fields for row in rows if not row.problem] == [("a", "1"), ("c", "3"), ("d", "4")]
    assert [row.line for row in rows] == [1, 2, 3, 4]
