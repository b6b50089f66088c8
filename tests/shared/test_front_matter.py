from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.shared.front_matter import parse_html, parse_markdown, read_front_matter

HERE = Path("post.md")


def test_fields_have_their_values_and_lines():
    front = parse_markdown("Title: A: b\nTags: one,\n    two\n\nBody\n", HERE)

    assert front.get("title") == "A: b"
    assert front.find("tags").values == ("one,", "two")
    assert front.find("tags").line == 2
    assert front.body == "Body\n"
    assert front.body_line == 5
    assert front.faults == ()


LINES = st.sampled_from(
    [
        "Title: x",
        "Tags: a",
        "    more",
        "  Key: v",
        "no field",
        "",
        "---",
        "...",
        "# head",
        "a-b_c: ",
        "\tx: y",
    ]
)


@given(st.lists(LINES, max_size=8))
def test_fields_are_those_that_pelican_reads(lines):
    """Python-Markdown's own extension is the measure."""
    text = "\n".join(lines)
    reader = Markdown(extensions=["meta"])
    reader.convert(text)
    read = {name: list(values) for name, values in getattr(reader, "Meta", {}).items()}

    ours: dict[str, list[str]] = {}
    for field in parse_markdown(text, HERE).fields:
        ours.setdefault(field.name, []).extend(field.values)

    assert ours == read


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nTitle: x\n\nBody", 1, "the first line is empty"),
        ("", 0, "the file is empty"),
        ("Title: x\nTags travel\n\nBody", 2, '"Tags travel" is no metadata line'),
        ("Title: x\nTitle: y\n\nBody", 2, "stands here and on line 1"),
    ],
)
def test_a_broken_head_is_a_fault_with_its_line(text, line, words):
    (fault,) = parse_markdown(text, HERE).faults

    assert fault.line == line
    assert words in fault.message


def test_an_html_files_head_is_read():
    text = '<html><head><title>A &amp; b</title>\n<meta name="Date" content="2010-08-14"></head><body>x'
    front = parse_html(text, HERE)

    assert (front.get("title"), front.get("date")) == ("A & b", "2010-08-14")


def test_a_file_that_is_no_text_is_a_fault(tmp_path):
    path = tmp_path / "x.md"
    path.write_bytes(b"Title: x\n\n\xff")

    (fault,) = read_front_matter(path).faults

    assert "line 3 is not UTF-8 text" in fault.message
