import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.comments_import.texts.html_paragraphs import add_paragraphs

PIECES = st.sampled_from(
    [
        "a",
        "b ",
        "\n",
        "\n\n",
        " ",
        "\t",
        "<br>",
        "<br/>",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<li>",
        "</li>",
        "<ul>",
        "</ul>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<",
        "< ",
        ">",
        "<img>",
        "<td>",
        "</td>",
        "<h1>",
        "</h1>",
        "<blockquote>",
        "</blockquote>",
        "<hr>",
        "\r\n",
        "<svg>",
        "</svg>",
        "\xa0",
        "<script>",
        "</script>",
    ]
)
SOUP = st.lists(PIECES, max_size=14).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo,\nbroken.", "<p>One.</p>\n<p>Two,<br>\nbroken.</p>"),
        ("One,<br />\ntwo.", "<p>One,<br />\ntwo.</p>"),
        ("<p>One</p>\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("<h2>Head</h2>\nText", "<h2>Head</h2>\n<p>Text</p>"),
        ("<div>One</div>", "<div>One</div>"),
        ("<div>\n\nOne\n\n</div>", "<div>\n<p>One</p>\n</div>"),
        ("<ul>\n<li>a\nb</li>\n</ul>", "<ul>\n<li>a<br>\nb</li>\n</ul>"),
        ("<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a\n<pre>\n\nb\n</pre>", "<p>a</p>\n<pre>\n\nb\n</pre>"),
        ("<!--a-->", "<!--a-->"),
        ('<img src="a">', '<p><img src="a"></p>'),
        ("1 < 2\n\n", "<p>1 < 2</p>"),
        ("", ""),
    ],
)
def test_paragraphs_stand_where_they_were_meant(text, expected):
    assert add_paragraphs(text) == expected


@settings(max_examples=500, deadline=None)
@given(SOUP)
def test_doing_it_twice_is_doing_it_once(text):
    once = add_paragraphs(text)

    assert add_paragraphs(once) == once


@settings(max_examples=500, deadline=None)
@given(SOUP)
def test_nothing_is_lost(text):
    def without_paragraphs(html):
        return re.sub(r"<br ?/?>|</?p>|\s+", "", html)

    assert without_paragraphs(add_paragraphs(text)) == without_paragraphs(text)


@pytest.mark.parametrize(
    "piece", ["<div>", "<!--", "<pre>", "<a ", "\n\t", "</p>", "<b>x\n", "<p>\n"]
)
def test_hostile_texts_come_to_their_end(piece):
    """In the square of their length they would take minutes."""
    assert add_paragraphs(f"x{piece * 50_000}x").startswith("<p>x")
