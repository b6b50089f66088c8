"""Tags and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.texts.html_tags import tags


def first(text):
    return next(tags(text))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('<img src="a.jpg">', "a.jpg"),
        ("<img src='a.jpg'>", "a.jpg"),
        ("<img src=a.jpg>", "a.jpg"),
        ("<IMG\nSRC = a.jpg >", "a.jpg"),
        ('<img alt="a > b" src="a.jpg"/>', "a.jpg"),
        ('<img src="/a?b=1&amp;c=2">', "/a?b=1&c=2"),
        ("<img src=a.jpg/>", "a.jpg/"),
        ('<img src="a.jpg"src="b.jpg">', "a.jpg"),
        ("<img src>", ""),
        ("<img src= >", ""),
        ("<img =x src=a.jpg>", "a.jpg"),
    ],
)
def test_an_attribute_is_read_as_browsers_read_it(written, value):
    assert first(written).get("src") == value
    assert first(written).end == len(written)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <img src=a.jpg> -->",
        "<script>x = '<img src=a.jpg>'</script>",
        "<textarea><img src=a.jpg></textarea >",
        "<!doctype img>",
        "1 <2 and a < img",
        "&lt;img src=a.jpg&gt;",
        "<img src=a.jpg",
    ],
)
def test_what_is_no_tag_is_none(text):
    assert [tag for tag in tags(text) if tag.name == "img"] == []


@pytest.mark.parametrize("text", ["<!--><img>", "<iframe/><img>", "<script></script><img>"])
def test_what_follows_is_found(text):
    assert [tag.name for tag in tags(text)][-1] == "img"


@given(st.text(alphabet="<>=\"'/ aimg!-s"))
def test_tags_follow_each_other_and_hold_their_attributes(text):
    end = 0
    for tag in tags(text):
        assert end <= tag.start < tag.end <= len(text)
        assert text[tag.start] == "<"
        assert text[tag.end - 1] == ">"
        for attribute in tag.attributes.values():
            assert tag.start < attribute.gap <= attribute.start < attribute.end < tag.end
            assert attribute.start < attribute.value_start <= attribute.value_end <= attribute.end
        end = tag.end


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a b="', "<a b='", "<!--", "<script>", "<iframe ", "</", "<a b=c ", "<a/", "<p>"],
)
def test_hostile_text_comes_to_its_end(piece):
    """In the square of its length it would take minutes."""
    assert len(list(tags(piece * 40_000))) <= 40_000
