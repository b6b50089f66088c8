import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG
from shared.payloads import PAYLOADS

from plugins.reading.hooks import FaithfulReader
from plugins.shared.imported_html import clean_imported


@pytest.mark.parametrize(
    "html",
    [
        '<p>Words, <b>bold</b>, <i>slanted</i>, <a href="/2010/08/x.html">linked</a>.</p>',
        '<h2>Heads</h2><h3 title="t">go <em>on</em></h3>',
        '<table><tbody><tr><th colspan="2">a</th></tr><tr><td>b</td><td>c</td></tr></tbody></table>',
        '<div style="clear: both; text-align: center"><img src="{static}/images/x y.png" alt=""></div>',
        '<a href="{filename}/posts/2010-08-14-lunch.md#words-x">x</a> <a href="|filename|a.md">y</a>',
        '<img src="{static}/images/a.png" srcset="a.png 1x, https://x.example/b,c.png 2x" alt="a">',
        '<a href="mailto:a@b.example">m</a> <a href="tel:+49123">t</a>',
        '<blockquote cite="https://x.example/">q</blockquote><hr><pre>a\n  b</pre><br>',
        '<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <bdo dir="rtl">abc</bdo>',
        '<video controls="" src="a.mp4" poster="p.png"><track src="a.vtt" kind="captions"></video>',
        "<p>{{ not }} {% a %} template, ]]&gt; &amp; &lt;all&gt;</p>",
    ],
)  # fmt: skip
def test_what_old_posts_are_made_of_stays_as_it_is(html):
    assert clean_imported(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1 class=x>Head</h1>", "<h2>Head</h2>"),
        ("<center>a</center>", '<div style="text-align: center">a</div>'),
        ("<font color=red>a</font><o:p>b</o:p>", "ab"),
        ("<div><p>open</div></article>", "<div><p>open</p></div>"),
        ("<p class=MsoNormal style='color:red; FLOAT:left'>a", '<p style="float: left">a</p>'),
        ("<p align=center id=x name=y onclick=z>a</p>", "<p>a</p>"),
        ('<a href="//x.example/a">a</a>', '<a href="https://x.example/a">a</a>'),
        ('<a href=" https://x.example/\n a">a</a>', '<a href="https://x.example/ a">a</a>'),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<img src="data:image/png;base64,x" alt="A &quot;cat&quot;">', 'A "cat"'),
        ("<noscript><img src=a.png alt=a></noscript>", '<img src="a.png" alt="a">'),
        ("<form action=/x>Your name: <input name=n></form>", "Your name: "),
        ("<script>x</script><style>y</style><!-- z -->a", "a"),
        ("<textarea><b>x</b></textarea>", "&lt;b&gt;x&lt;/b&gt;"),
        (
            '<object width="425"><param name="movie" value="x"><embed src="http://v.example/1?a=b&amp;c=d"></embed></object>',
            '<p><a href="http://v.example/1?a=b&amp;c=d">v.example/1?a=b&amp;c=d</a></p>',
        ),
        (
            '<iframe title="A film" src="//v.example/1" allowfullscreen></iframe>',
            '<p><a href="https://v.example/1">A film</a></p>',
        ),
        ("It\x92s \x00here&#1;", "It’s here"),
        ("", ""),
    ],
)
def test_what_could_act_or_break_the_page_does_not(html, expected):
    assert clean_imported(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a name='more'></a><p id=x>a</p>", "<p>a</p>"),
        (
            '<a href="#fn1" name="r1">1</a> <p id="fn1"><a href="#r1">^</a></p>',
            '<a id="words-r1" href="#words-fn1">1</a> <p id="words-fn1"><a href="#words-r1">^</a></p>',
        ),
        (
            '<p id="a">1</p><p id="a">2</p><a href="#a">x</a>',
            '<p id="words-a">1</p><p>2</p><a href="#words-a">x</a>',
        ),
        ('<a href="#é">x</a><p id="é">', '<a href="#words-é">x</a><p id="words-é"></p>'),
        ('<a href="#%C3%A9">x</a><p id="é">', '<a href="#words-é">x</a><p id="words-é"></p>'),
        ('<a href="#comments">x</a> <a href="#c12">y</a>', '<a href="#comments">x</a> <a href="#c12">y</a>'),
        ('<a href="#">x</a> <a href="#top">y</a>', '<a href="#">x</a> <a href="#top">y</a>'),
        ('he wrote id="x" <a href="#x">x</a>', 'he wrote id="x" <a href="#x">x</a>'),
    ],
)  # fmt: skip
def test_a_body_keeps_the_places_that_its_own_links_lead_to(html, expected):
    assert clean_imported(html) == expected
    assert clean_imported(expected) == expected


@given(st.lists(st.sampled_from(PAYLOADS), max_size=4).map("".join))
def test_pelican_reads_a_clean_body_as_it_is(tmp_path_factory, html):
    """Its own reader of HTML files lets what stood in an attribute out of it."""
    body = clean_imported(html)
    path = tmp_path_factory.getbasetemp() / "post.html"
    path.write_text(f"<html><head><title>T</title></head><body>{body}</body></html>")

    read, _metadata = FaithfulReader(DEFAULT_CONFIG).read(str(path))

    assert clean_imported(read) == body


@pytest.mark.parametrize(
    "unit",
    [
        "<div>", "<ul><li>", "<b><p>", "<table><tr><td>", "<p><marquee>", "<iframe ", "<embed src='",
        "<h1 ", "<a href=#x id=x>", "<svg><desc><p>", "</p>", "<div></zzz>", "<img srcset='",
    ],
)  # fmt: skip
def test_long_bodies_are_cleaned_to_their_end(unit):
    """Nesting alone took nh3 two minutes for such a body."""
    body = unit * (400_000 // len(unit))

    cleaned = clean_imported(body)

    assert clean_imported(cleaned) == cleaned
