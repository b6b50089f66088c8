import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.utils import truncate_html_words

from plugins.feeds.beginning import plain_beginning

PARTS = st.sampled_from(
    [
        *("a", "Word", "it's", "-", "x-y", " ", "\n", ".", ", ", "é", "中", "_", "7", "'"),
        *("&rsquo;", "&amp;", "&amp", "&eacute;", "&#8217;", "&", "&lt;", ";", "<", ">"),
        *("<p>", "</p>", "<em>", "</em>", "<br>", "<!-- x -->"),
    ]
)


@pytest.mark.parametrize("end", ["…", ""])
@given(st.lists(PARTS, max_size=16).map("".join), st.integers(0, 4))
@example("one two&rsquo;", 2)
@example("one two&amp", 2)
@example("one two<em>", 2)
@example("one two中", 2)
def test_what_is_found_is_what_pelican_finds(end, rest, words):
    html = f"<p>{rest}"

    assert plain_beginning(html, words, end) in {None, truncate_html_words(html, words, end)}


def test_most_bodies_begin_plainly():
    html = "<p>&ldquo;Don&rsquo;t&rdquo;, he said.</p>"

    assert plain_beginning(html, 3, "…") == "<p>&ldquo;Don&rsquo;t&rdquo;, he …</p>"
