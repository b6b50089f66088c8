from html.parser import HTMLParser

import pytest

from plugins.shared.safe_html import clean_comment
from plugins.shared.tame_html import tame


class Depth(HTMLParser):
    """How deep elements nest, as far as their tags tell."""

    def __init__(self, text):
        super().__init__()
        self.depth = self.deepest = 0
        self.feed(text)

    def handle_starttag(self, _tag, _attrs):
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, _tag):
        self.depth -= 1


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 3_000,
        "<br>" * 3_000,
        "<ul>" + "<li>x" * 3_000,
        "<div>x</div>" * 3_000,
        "<b>x</b> " * 3_000,
        "<a name=x>" * 3_000,
        "<div>" * 400 + "</div>" * 400,
        "3 < 4 " * 3_000,
    ],
)
def test_what_does_not_nest_deep_is_left_alone(html):
    assert tame(html) == html


@pytest.mark.parametrize("name", ["div", "b", "font", "x-y", "blockquote"])
def test_what_nests_deeper_is_no_tag_any_more(name):
    html = f"<{name}>" * 2_000 + "words" + f"</{name}>" * 2_000 + "<p>after</p>"

    tamed = tame(html)

    assert Depth(tamed).deepest <= 501
    assert Depth(tamed).depth == 0
    assert "words" in tamed
    assert tamed.endswith("<p>after</p>")


def test_ends_that_end_nothing_do_not_count():
    assert Depth(tame("<div></p></zzz>" * 2_000).replace("</p></zzz>", "")).deepest == 500


def test_open_emphasis_is_not_begun_anew_without_end():
    """500 of them before 20,000 paragraphs were ten million elements."""
    body = "".join(f"<b title={n}>" for n in range(500)) + "<p>x" * 20_000

    cleaned = clean_comment(body)

    assert cleaned.count("<p>") == 20_000
    assert len(cleaned) < 10_000_000
