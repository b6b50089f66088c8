"""Whatever anybody writes: what is left is allowed, is safe, and stays where it is put."""

import re
from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.payloads import PAYLOADS

from plugins.shared.imported_html import clean_imported
from plugins.shared.safe_html import clean_comment, clean_post

BASE = "https://ana.example/2010/08/lunch.html"
IN_COMMENTS = (
    "a abbr b blockquote br cite code del em i ins li ol p pre q s small strike strong sub sup u ul"
)
IN_POSTS = (
    f"{IN_COMMENTS} audio caption col colgroup dd details dfn div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr "
    "img kbd mark picture rp rt ruby samp section source span summary table tbody td tfoot th thead time tr "
    "track tt var video wbr"
)
OF_POSTS = (
    "alt cite colspan controls datetime dir headers height href hreflang kind label lang media poster reversed "
    "rowspan scope sizes span src srclang srcset start title type width"
)
VOID = {"br", "col", "hr", "img", "source", "track", "wbr"}
STYLE = (
    r"(?:clear|float|font-style|font-weight|list-style-type|text-align|text-decoration|vertical-align)"
    r": [A-Za-z0-9 -]+"
)


class Kind:
    """One of the cleaners, and what it may leave."""

    def __init__(self, clean, tags, attributes, address):
        self.clean, self.address = clean, re.compile(address)
        self.tags, self.attributes = set(tags.split()), set(attributes.split())


KINDS = {
    "comment": Kind(clean_comment, IN_COMMENTS, "href rel", r"https?://[^/]"),
    "post": Kind(lambda html: clean_post(html, BASE), IN_POSTS, OF_POSTS, r"(?:https?|mailto):"),
    "imported": Kind(
        clean_imported,
        f"{IN_POSTS} bdi bdo".replace(" h1 ", " "),
        f"{OF_POSTS} id style",
        r"(?:https?|mailto|tel):|(?![\w.+-]+:|//|/\\|\\)",
    ),
}
FRAGMENTS = st.one_of(
    st.sampled_from(PAYLOADS),
    st.sampled_from(["<", ">", '"', "'", "&", "</p>", "<table>", "<td>", "<h2>", "<svg>", "<a href=#x id=x>"]),
    st.text(max_size=8),
)  # fmt: skip
MANY = st.lists(FRAGMENTS, max_size=6).map("".join)


class Reader(HTMLParser):
    """What the standard library's parser finds: (tag, attributes), and whether every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.found, self.odd, self.open = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.odd.append(tag)

    def handle_comment(self, data):
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def by_html5lib(text):
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    elements = list(tree.iter())[1:]
    assert all(isinstance(element.tag, str) for element in elements)  # no comments
    return [(element.tag, list(element.attrib.items())) for element in elements]


def assert_harmless(kind, text):
    cleaned = kind.clean(text)
    reader = Reader(cleaned)
    assert reader.odd == []
    assert reader.open == []
    for tag, attributes in [*reader.found, *by_html5lib(cleaned)]:
        assert tag in kind.tags
        for name, value in attributes:
            assert name in kind.attributes
            assert not name.startswith("on")
            if name in {"href", "src", "cite", "poster"}:
                assert kind.address.match(value), value
            if name == "srcset":
                assert all(kind.address.match(one.strip()) for one in value.split(", "))
            if name == "style":
                assert re.fullmatch(rf"{STYLE}(?:; {STYLE})*", value)
            if name == "id":
                assert value.startswith("words-")
    assert kind.clean(cleaned) == cleaned
    return cleaned


def assert_stays_in_place(cleaned):
    page = (
        f"<!doctype html><title>t</title><main><article>{cleaned}</article><p id=after></p></main>"
    )
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert [child.tag for child in tree.find("body/main")] == ["article", "p"]
    assert [child.tag for child in tree.find("body")] == ["main"]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_acts(name, payload):
    assert_stays_in_place(assert_harmless(KINDS[name], payload))


@pytest.mark.parametrize("name", KINDS)
@given(text=MANY)
def test_no_mixture_of_payloads_acts(name, text):
    assert_stays_in_place(assert_harmless(KINDS[name], text))
