import pytest

from plugins.comments_import.texts.line_breaks import add_breaks, is_html, plain_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", "<p>one</p>"),
        ("one\ntwo", "<p>one<br />\ntwo</p>"),
        ("one\n\n \n\ntwo", "<p>one</p>\n\n<p>two</p>"),
        ("one<br>\ntwo", "<p>one<br>\ntwo</p>"),
        ("<p>one\ntwo</p>", "<p>one\ntwo</p>"),
        ("<b>one</b>\ntwo", "<p><b>one</b><br />\ntwo</p>"),
        ("<ul>\n<li>one</li>\n</ul>", "<ul>\n<li>one</li>\n</ul>"),
        ("one\ntwo\n<ul>\n<li>x</li>\n</ul>", "one<br />\ntwo\n<ul>\n<li>x</li>\n</ul>"),
        ("<pre>a\n\n b</pre>\n\ntwo", "<pre>a\n\n b</pre>\n\n<p>two</p>"),
        ("see:\n<pre>a\nb</pre>\nend", "see:\n<pre>a\nb</pre>\nend"),
        ("<PRE>never\n\nclosed", "<PRE>never\n\nclosed"),
        ("", ""),
    ],
)
def test_line_ends_are_shown_where_html_would_not(text, expected):
    assert add_breaks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>bold</b>", True),
        ("one<br/>two", True),
        ("<A HREF='https://owl.example'>owl</A>", True),
        ("Ana&#39;s", True),
        ("R&amp;B", True),
        ("I <3 R&B; really", False),
        ("I <3 R&B", False),
        ("<name> wrote", False),
        ("a < b > c", False),
        ("", False),
    ],
)
def test_html_is_told_by_tags_and_references(text, expected):
    assert is_html(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soup &amp; <i>bread</i>", "Soup & bread"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        (" two\nlines ", "two lines"),
    ],
)
def test_a_title_is_plain_whether_it_was_html_or_not(text, expected):
    assert plain_words(text) == expected


@pytest.mark.parametrize("part", ["<pre>", "<pre ", "<", "\n", "<div>\n", "&a", "<br \n"])
def test_long_hostile_texts_are_read_in_linear_time(part):
    text = part * 100_000

    assert (
        add_breaks(text).replace("<br />\n", "\n").count(part.strip()) >= 100_000 - 1
        or not part.strip()
    )
    assert is_html(text) in {True, False}
