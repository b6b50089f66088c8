"""Words parted for Pagefind where no spaces are written."""

import re

import pytest

from plugins.reading.search.parting import with_parted_words

J = "\u2060 "


@pytest.mark.parametrize(
    ("html", "parted"),
    [
        ("<p>Grüße, “naïve” – שלום</p>", "<p>Grüße, “naïve” – שלום</p>"),
        ("<p>老朋友 x</p>", f"<p>老{J}朋{J}友 x</p>"),
        ("a老b", f"a{J}老{J}b"),
        ("<b>老</b>友", f"<b>老{J}</b>友"),
        ('<p title="老朋友">x</p>', '<p title="老朋友">x</p>'),
    ],
    ids=("spaced", "run", "mixed", "tag", "attribute"),
)
def test_each_character_becomes_a_word(html, parted):
    assert with_parted_words(html) == parted
    assert re.sub("\u2060 ", "", parted) == html
