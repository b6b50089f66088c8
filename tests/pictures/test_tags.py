"""Pictures are found as a browser finds them, however broken the page, and at once."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.pictures.tags import find_pictures

FRAGMENTS = [
    "<img src=a.png>",
    '<IMG\nSRC="b.png" alt="1 > 0">',
    "<img src='c&amp;d.png'/>",
    "<img>",
    '<img src="x" src="y">',
    "<img/src=z//>",
    "<p title='<img src=no>'>",
    "<a href=x>",
    "</a>",
    "</p>",
    "<!-- <img src=no> -->",
    "<!-->",
    "<!--->",
    "<!-- --!>",
    "<script><img src=no></script>",
    "<style>",
    "</style >",
    "<textarea><img src=no>",
    "</textarea>",
    "</img>",
    "<imgs>",
    "< img src=no>",
    "<p it's>",
    "words &lt;img>",
    "<b a=>",
    '"',
    "'",
    "<?x <img>",
    "<!x <img>",
    "</ <img>",
    "</é<img>",
    "<figure>",
    "<>",
    "</>",
    "<p =a='<img src=q>'>",
]


def sources(html):
    return [tag.attributes.get("src") for tag in find_pictures(html)]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join))
def test_they_are_those_of_a_browsers_parser(html):
    tree = html5lib.parse(f"<!doctype html><body>{html}", namespaceHTMLElements=False)

    assert sources(html) == [image.get("src") for image in tree.iter("img")]


@given(st.text(alphabet="<>img/= \"'a!-\n"))
def test_any_text_is_read(html):
    for tag in find_pictures(html):
        assert html[tag.start : tag.start + 4].lower() == "<img"
        assert html[tag.end - 1] == ">"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<picture><img></picture><img>", [True, False]),
        ("<svg><img></svg><img>", [True, False]),
        ("<svg><svg></svg><img></svg><img>", [True, False]),
        ("<noscript><img></noscript><p><img>", [True, False]),
        ("<picture><img>", [True]),
        ("</picture><img>", [False]),
    ],
)
def test_some_stand_where_nothing_may_be_put_around_them(html, expected):
    assert [tag.is_alone for tag in find_pictures(html)] == expected


@pytest.mark.parametrize(
    "part",
    ["<img", '<img alt="', "<img a='", "<!--", "<script>", "<a b=", "<img src=a ", "<p / / ", "<", "<svg>",
     "<!--->", "<title></titl", "<img a=a/", "<img = = "],
)  # fmt: skip
def test_a_hostile_page_takes_no_longer_than_its_length(part):
    html = part * (500_000 // len(part))  # minutes, were any of it read anew for each

    assert sum(1 for _tag in find_pictures(html)) == 0
