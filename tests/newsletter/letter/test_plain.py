import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.letter.plain import plain_text
from plugins.shared.safe_html import clean_post

PAGE = "https://ana.example/1.html"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        (
            "<p>One\n two&nbsp;three.</p><p>Four &amp; &lt;five&gt;.</p>",
            "One two\xa0three.\n\nFour & <five>.",
        ),
        ("<h3>A title</h3><p>x</p>", "A title\n-------\n\nx"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p><em>so</em> <strong>very</strong> <code>x()</code></p>", "_so_ *very* `x()`"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "  * a\n  * b\n\nc"),
        ("<ol start='9'><li>a</li><li>b</li></ol>", "  9. a\n 10. b"),
        ("<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "  1. a\n\n     b\n\n  2. c"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "  * a\n      * b\n  * c"),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"),
        ("<blockquote><ul><li>a</li></ul></blockquote>", ">   * a"),
        ("<pre><code>a  b\n\n  c\n</code></pre>", "    a  b\n\n      c"),
        ("<p>a</p><hr><p>b</p>", "a\n\n* * *\n\nb"),
        ("<p><img src='x' alt='Two\n chairs'> <img src='y' alt=''></p>", "[Picture: Two chairs]"),
        ("<dl><dt>T</dt><dd>D</dd></dl>", "T\n\n    D"),
        ("<p>a<sup>12</sup> <sup>th</sup></p>", "a¹² th"),
        ("<p><q>so</q></p>", "“so”"),
        (
            "<table><tr><th>A</th><th>Bee</th></tr><tr><td>one</td><td>2</td></tr></table>",
            "A   | Bee\none | 2",
        ),
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table><p>c</p>", "a b\n\nc"),
        ("<table></table><p>c</p>", "c"),
    ],
)
def test_html_becomes_text(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<p><a href="https://x.example/a">this</a>, <a href="https://y.example">that</a> and '
            '<a href="https://x.example/a">this again</a></p>',
            "this [1], that [2] and this again [1]\n\n[1] https://x.example/a\n[2] https://y.example",
        ),
        ('<p><a href="https://x.example/">x.example</a>.</p>', "https://x.example/."),
        ('<p><a href="mailto:a@x.example">a@x.example</a></p>', "a@x.example"),
        (f'<p>a<sup><a href="{PAGE}#fn:1">1</a></sup></p>', "a¹"),
        ('<p><a href="https://x.example"></a>b <a>c</a></p>', "b c"),
        ('<a href="https://x.example"><p>a</p><p>b</p></a>', "a [1]\n\nb\n\n[1] https://x.example"),
        (
            '<a href="https://x.example"><img src="s" alt="y"></a>',
            "[Picture: y] [1]\n\n[1] https://x.example",
        ),
    ],
)
def test_links_are_numbered_and_their_addresses_stand_below(html, text):
    assert plain_text(html, page=PAGE) == text


def test_lines_keep_to_their_width_in_quotes_and_lists():
    html = f"<blockquote><ul><li>{'word ' * 40}</li></ul></blockquote><p>https://{'x' * 90}</p>"
    lines = plain_text(html).split("\n")

    assert max(len(line) for line in lines if "://" not in line) <= 72
    assert lines[1].startswith(">     word")
    assert f"https://{'x' * 90}" in lines


def test_a_table_too_wide_for_columns_is_lines():
    row = "".join(f"<td>{'cell ' * 5}{n}</td>" for n in range(5))

    assert max(map(len, plain_text(f"<table><tr>{row}</tr></table>").split("\n"))) <= 72


TAGS = [
    "p",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "table",
    "tr",
    "td",
    "a",
    "em",
    "b",
    "h2",
    "div",
    "br",
    "hr",
    "sup",
    "dl",
    "dt",
    "dd",
]


@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS]),
            st.sampled_from(["word", "x y", "&amp;", "\n"]),
        )
    )
)
def test_no_word_of_safe_html_is_lost(pieces):
    html = clean_post("".join(pieces), PAGE)
    text = plain_text(html)

    assert text.count("word") == html.count("word")
    assert text.count("x") >= html.count("x y")
