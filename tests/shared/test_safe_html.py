from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.safe_html import clean_comment, clean_post, web_address

BASE = "https://ana.example/2010/08/lunch.html"
ALLOWED_IN_COMMENTS = (
    "a abbr b blockquote br cite code del em i ins li ol p pre q s small strike strong sub sup u ul"
)
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<form action=/x><input name=y></form>",
    "</article></body><h1>x",
    "<p style=background:url(x) class=c id=comments onclick=x>y",
    "<!-- --!><img src=x onerror=y>-->",
    "<noscript><p title='</noscript><img src=x onerror=y>'>",
    "<a href='//evil.example/x'>x</a>",
    "<b><p>unclosed",
]
FRAGMENTS = st.sampled_from([*ATTACKS, "<", ">", '"', "'", "&lt;", "text", "<b>", "</p>", "\x00"])


class Seen(HTMLParser):
    """Everything a second, different parser finds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.comments = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_comment(self, data):
        self.comments.append(data)


@given(st.lists(st.one_of(FRAGMENTS, st.text()), max_size=6).map("".join))
def test_a_cleaned_comment_holds_nothing_that_acts(text):
    cleaned = clean_comment(text)

    seen = Seen(cleaned)
    assert set(seen.tags) <= set(ALLOWED_IN_COMMENTS.split())
    assert {name for _tag, name, _value in seen.attributes} <= {"href", "rel"}
    assert all(
        value.startswith(("http://", "https://"))
        for _tag, name, value in seen.attributes
        if name == "href"
    )
    assert not seen.comments
    assert clean_comment(cleaned) == cleaned


@given(st.lists(FRAGMENTS, max_size=6).map("".join))
def test_a_cleaned_comment_stays_inside_its_element(text):
    """Whatever it leaves open or closes too often, the page around it keeps its shape."""
    page = (
        f"<!doctype html><title>t</title><main><div>{clean_comment(text)}</div><p id=after></main>"
    )
    tree = html5lib.parse(page, namespaceHTMLElements=False)

    assert [child.tag for child in tree.find("body/main")] == ["div", "p"]


def test_a_comment_has_no_attribute_but_its_links():
    assert clean_comment('<p title="x" lang="y" dir="rtl">a</p>') == "<p>a</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a&#1;b&#11;c", "abc"),
        ("It&#146;s", "It’s"),
        ("It\x92s\ud800", "It’s"),
        ('<a href="https://x.ex\nample/">x</a>', '<a href="https://x.example/" rel="nofollow ugc noopener">x</a>'),
    ],
)  # fmt: skip
def test_a_comment_holds_no_character_that_pages_and_feeds_cannot_carry(html, expected):
    assert clean_comment(html) == expected


def test_links_of_comments_pass_no_credit():
    assert clean_comment('<a href="https://x.example/">x</a>') == (
        '<a href="https://x.example/" rel="nofollow ugc noopener">x</a>'
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="../07/x.html">x</a>', '<a href="https://ana.example/2010/07/x.html">x</a>'),
        ('<a href="/about/">x</a>', '<a href="https://ana.example/about/">x</a>'),
        ('<a href="#end">x</a>', f'<a href="{BASE}#end">x</a>'),
        ('<a href="//other.example/">x</a>', '<a href="https://other.example/">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="javascript:x">x</a>', "<a>x</a>"),
        ('<img src="p.png" alt="p">', '<img src="https://ana.example/2010/08/p.png" alt="p">'),
        (
            '<img srcset="a.png 1x, /b,c.png 2x">',
            '<img srcset="https://ana.example/2010/08/a.png 1x, https://ana.example/b,c.png 2x">',
        ),
        (
            '<blockquote cite="/q">x</blockquote>',
            '<blockquote cite="https://ana.example/q">x</blockquote>',
        ),
        ('<video poster="/p.png"></video>', '<video poster="https://ana.example/p.png"></video>'),
        ("<p onclick=x style=y class=z>x</p><script>y</script>", "<p>x</p>"),
        ("<iframe></iframe>", ""),
        ("<iframe src=x></iframe>", '<p><a href="https://ana.example/2010/08/x">x</a></p>'),
        ("<embed src='//v.example/1'>", '<p><a href="https://v.example/1">v.example/1</a></p>'),
        (
            "<iframe src=https://v.example/1 title='Ana&#39;s \"film\"'></iframe>",
            '<p><a href="https://v.example/1">Ana\'s "film"</a></p>',
        ),
        (
            '<iframe src="/film" title="A &lt;film&gt;"></iframe>',
            '<p><a href="https://ana.example/film">A &lt;film&gt;</a></p>',
        ),
        (
            '<embed src="https://v.example/1">',
            '<p><a href="https://v.example/1">v.example/1</a></p>',
        ),
        ('<iframe src="javascript:x">y</iframe>', "<p><a>javascript:x</a></p>"),
        ('<form action="/x">a<input></form>b', "b"),
    ],
)
def test_a_posts_html_is_safe_and_absolute(html, expected):
    assert clean_post(html, BASE) == expected


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_leave_a_post_without_anything_active(attack):
    seen = Seen(clean_post(attack, BASE))

    assert not {"script", "style", "iframe", "form", "input", "svg", "math"} & set(seen.tags)
    assert not [
        name for _tag, name, _value in seen.attributes if name.startswith("on") or name == "style"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" https://x.example/a ", "https://x.example/a"),
        ("http://x.example", "http://x.example"),
        ("ftp://x.example", None),
        ("//x.example", None),
        ("https://", None),
        ("http://[::1", None),
        ("ana@example.org", None),
        ("", None),
    ],
)
def test_only_whole_web_addresses_are_links(text, found):
    assert web_address(text) == found
