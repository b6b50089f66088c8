import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.reading.body import read_body

PIECES = [
    "<h2>", "</h2>", "<h3 id='a'>", "</h3>", "<pre>", "</pre>", "<!--", "-->", "<p title='>'>", "<",
    ">", '"', "'", "=", "<img alt=x>", "<script>", "</script>", "words", "&amp;", " ", "<h2 ", "</", "<!",
]  # fmt: skip
BROKEN = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Plain</h2>", "Plain"),
        ("<h2>\n  Over two\n  lines </h2>", "Over two lines"),
        ("<H2 CLASS=x>Loud</H2>", "Loud"),
        ('<h2><a href="/x">Link</a>ed <em>and</em> marked</h2>', "Linked and marked"),
        ("<h2>The <code>&lt;h2&gt;</code> element</h2>", "The <h2> element"),
        ("<h2>Salt &amp; pepper &#8211; &quot;both&quot;</h2>", 'Salt & pepper – "both"'),
        ('<h2><img src="a.png" alt="A &gt; B"> shown</h2>', "A > B shown"),
        ("<h2>One<br>two</h2>", "One two"),
        ("<h2>One<!-- <b>or</b> --> two</h2>", "One two"),
        ('<h2>Said<sup id="fnref:1"><a href="#fn:1">1</a></sup> so</h2>', "Said so"),
        ('<h2 title="a > b">Quoted</h2>', "Quoted"),
        ("<h2>5 < 6</h2>", "5 < 6"),
        ("<h2>Never ended <h2>Ended</h2>", "Ended"),
        ("<h2>Ended by another</h3>", "Ended by another"),
        ("<h3>Above <h1>one that is left out</h1></h3><h3>Below</h3>", "Below"),
    ],
)
def test_a_heading_is_plain_text(html, text):
    (heading,) = read_body(html).headings

    assert heading.text == text


@pytest.mark.parametrize(
    "html",
    [
        "<pre><code><h2>Code</h2></code></pre>",
        "<pre><pre></pre><h2>Still code</h2></pre>",
        "<!-- <h2>Comment</h2> -->",
        "<!-- never ended <h2>Comment</h2>",
        "<script>'<h2>Script</h2>'</script>",
        "<textarea><h2>Typed</h2></textarea>",
        '<p title="<h2>Attribute</h2>">',
        "<h2>Never ended",
        "<h2 title='never ended>Heading</h2>",
        "<h1>One</h1><h4>Four</h4>",
        "<h2x>No heading</h2x>",
        "&lt;h2&gt;Escaped&lt;/h2&gt;",
    ],
)
def test_what_browsers_take_for_no_heading_is_none(html):
    assert read_body(html).headings == ()


def test_code_and_pictures_are_told_from_words():
    body = read_body("<p>Say <code>ls</code>:</p><pre>$ ls</pre><p>Done<img src=a><img src=b>.</p>")

    assert body.words.split() == ["Say", "ls:", "Done."]
    assert body.code.split() == ["$", "ls"]
    assert body.pictures == 2


def test_every_name_that_a_link_can_lead_to_is_found():
    html = """<p id=a><a NAME='b&amp;c'></a><i title="id=no" id="d"></i><!-- <b id="e"> --></p>"""

    assert read_body(html).names == {"a", "b&c", "d"}


@given(BROKEN)
def test_however_broken_it_is_a_place_is_right_behind_the_name_of_a_heading(html):
    for heading in read_body(html).headings:
        assert html[heading.place - 3 : heading.place].lower() == f"<h{heading.level}"


@pytest.mark.parametrize("piece", [*PIECES, '<p a="', "<p a='", "<p ", "<p =", "<p a= ", "<p a b"])
def test_what_is_repeated_without_end_is_read_once(piece):
    """Were the rest read again from each place, this would take an hour."""
    html = piece * 100_000

    assert len(read_body(html).words) <= len(html)
