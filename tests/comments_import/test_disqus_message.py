from html import escape, unescape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.sources.disqus_message import plain_message, unwrap_links

SIGNATURE = "zjHJ9CS7YTS6D6-FWtZRTF8swk4"
COUNTED = f"https://disq.us/url?url=https%3A%2F%2Fowl.example%2Fa%3Ab%3D1%26c%3D2%3A{SIGNATURE}"
TARGET = "https://owl.example/a:b=1&amp;c=2"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (COUNTED, TARGET),
        (f"{COUNTED}&cuid=3115591", TARGET),
        (f"{COUNTED}&amp;cuid=3115591", TARGET),
        (f"{COUNTED}&imp=6t92&prev_imp&forum_id=3430235&forum=owls", TARGET),
        (f"({COUNTED}&amp;cuid=1).", f"({TARGET})."),
        (f"{COUNTED}&nbsp;more", f"{TARGET}&nbsp;more"),
        (f'<a href="{COUNTED}&amp;cuid=1">{COUNTED}</a>', f'<a href="{TARGET}">{TARGET}</a>'),
        (COUNTED.replace("https://disq", "http://disq").replace("/url?", "/?"), TARGET),
        ("http://disq.us/url?url=http%3A%2F%2Fowl.example:8080", "http://owl.example:8080"),
        ("<b>http://disq.us/url?url=http%3A%2F%2Fowl.ex...</b>", "<b>http://owl.ex...</b>"),
    ],
)
def test_a_counted_link_becomes_its_target(html, expected):
    assert unwrap_links(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        f"https://disq.us/url?url=javascript%3Aalert(1)%3A{SIGNATURE}&amp;cuid=1",
        f"https://disq.us/url?url=https%3A%2F%2Fowl.example%2F%0A%3A{SIGNATURE}",
        "https://disq.us/url?url=",
        "https://disq.us/p/1abc",
        "https://owl.example/url?url=https%3A%2F%2Fother.example",
        "<p>No link &amp; no mention: disqus@owl.example, 10:disqus</p>",
    ],
)
def test_everything_else_stays_as_it_was(html):
    assert plain_message(html) == html


def test_a_target_cannot_leave_its_attribute():
    html = f'<a href="https://disq.us/url?url=https%3A%2F%2Fo.example%2F%22%3E%3Cscript%3E%3A{SIGNATURE}">'

    assert unwrap_links(html) == '<a href="https://o.example/&quot;&gt;&lt;script&gt;">'


@given(
    path=st.text(alphabet=st.characters(min_codepoint=33, exclude_categories=["Cs", "Z", "C"])),
    is_escaped=st.booleans(),
)
def test_any_target_comes_back(path, is_escaped):
    target = f"https://owl.example/{path}".replace("\ufffd", "")
    link = f"https://disq.us/url?url={quote(target, safe='')}%3A{SIGNATURE}&cuid=1"
    html = f'<a href="{escape(link) if is_escaped else link}">x</a>'

    assert unescape(unwrap_links(html).split('"')[1]) == unescape(escape(target))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("@owl:disqus hello", "@owl hello"),
        ("<p>@owl_2:disqus,@disqus_aB3:disqus</p>", "<p>@owl_2,@disqus_aB3</p>"),
        ("https://owl.example/@owl:disqus", "https://owl.example/@owl:disqus"),
        ("@owl:disquss", "@owl:disquss"),
    ],
)
def test_a_mention_is_a_name(html, expected):
    assert plain_message(html) == expected


@pytest.mark.parametrize("part", ["https://disq.us/url?url=a", "@a", "@", ":aaaaa", "&amp;a"])
def test_long_hostile_messages_are_read_in_linear_time(part):
    text = "https://disq.us/url?url=" + part * 50_000

    assert plain_message(text) == text
