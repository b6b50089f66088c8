import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.utils import strip_toc_elements_from_html, truncate_html_words

from plugins.feeds.beginning import beginning_of

PARTS = st.sampled_from(
    [
        *("a", "Word", "it's", "-", "x-y", " ", "\n", ".", ", ", "é", "中", "_", "7", "'"),
        *("&rsquo;", "&amp;", "&amp", "&eacute;", "&#8217;", "&", "&lt;", ";", "<", ">"),
        *("<p>", "</p>", "<em>", "</em>", "<br>", "<!-- x -->", '<div class="contents">', "</div>"),
    ]
)


@pytest.mark.parametrize("end", ["…", ""])
@given(st.lists(PARTS, max_size=16).map("".join), st.integers(0, 4))
@example("one two three", 2)
@example("one two", 2)
@example("one two&rsquo;", 2)
@example("one two&amp", 2)
@example("one two<em>", 2)
@example("one two中", 2)
def test_a_beginning_is_what_pelican_finds(end, rest, words):
    settings = {"SUMMARY_MAX_LENGTH": words, "SUMMARY_END_SUFFIX": end}
    html = f"<p>{rest}"

    found = beginning_of(html, settings)

    assert found == strip_toc_elements_from_html(truncate_html_words(html, words, end))


def test_a_whole_body_may_be_its_beginning():
    settings = {"SUMMARY_MAX_PARAGRAPHS": 1, "SUMMARY_MAX_LENGTH": None}

    assert beginning_of("<p>One.</p><p>Two.</p>", settings) == "<p>One.</p>"
