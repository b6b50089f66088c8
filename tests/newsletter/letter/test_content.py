import pytest

from plugins.newsletter.letter.content import beginning_of, fit_blocks, fit_content, has_picture


@pytest.mark.parametrize(
    ("html", "fitted"),
    [
        ("<p>x &amp; <b>y</b></p>", "<p>x &amp; <b>y</b></p>"),
        ("<h1>a</h1><h4>b</h4><h2>c</h2>", "<h3>a</h3><h4>b</h4><h4>c</h4>"),
        ("<h6>a</h6><h6>b</h6>", "<h3>a</h3><h3>b</h3>"),
        (
            '<img alt="A" height="630" src="https://a.example/p.png" srcset="x 2x" width="1200">',
            '<img alt="A" height="298" src="https://a.example/p.png" width="568"/>',
        ),
        ('<img src="s" width="40" height="20">', '<img alt="" height="20" src="s" width="40"/>'),
        ('<img src="s" width="100%" height="9">', '<img alt="" src="s"/>'),
        ('a<img src="https://count.example/x.gif" width="1" height="1">b', "ab"),
        ("<img alt='no source'>", ""),
        ('<picture><source srcset="x.webp"><img src="s" alt="A"></picture>', '<img alt="A" src="s"/>'),
        ('<video controls src="https://a.example/f.mp4">no</video>', '<a href="https://a.example/f.mp4">Watch the film</a>'),
        ('<audio><source src="https://a.example/f.ogg"></audio>', '<a href="https://a.example/f.ogg">Listen to the recording</a>'),
        ('<a href="u"><video src="v"></video></a>', '<a href="u"><span>Watch the film</span></a>'),
        ("<video></video>", "<span>Watch the film</span>"),
        ('<figure><img src="https://a.example/a.svg" alt="Two dots & six"></figure>', "<figure><em>Two dots &amp; six</em></figure>"),
        ('a<img src="https://a.example/LEAF.SVG?1" alt="">b', "ab"),
        ("<details><summary>More</summary><p>x</p></details>", "<div>More</div><p>x</p>"),
        ('<p>n <a href="u#fnref:1">↩</a></p>', "<p>n </p>"),
        ("<table><tr><td>x</td></tr></table>", '<div class="wide"><table><tr><td>x</td></tr></table></div>'),
    ],
)  # fmt: skip
def test_html_is_made_fit_for_mail_programs(html, fitted):
    assert ordered(fit_content(html)) == ordered(fitted)


def ordered(html):
    """Give the HTML with what stands in its tags in one order."""
    return [sorted(part.split()) for part in html.split("<")]


def test_headings_of_an_introduction_stand_right_below_the_letters():
    assert fit_content("<h2>a</h2>", below=1) == "<h2>a</h2>"


def test_a_beginning_is_whole_paragraphs():
    html = "<p>One</p><p>Two</p><p>Three</p>"

    assert beginning_of(fit_blocks(html), 100) == html
    assert beginning_of(fit_blocks(html), 25) == "<p>One</p><p>Two</p>"


def test_of_one_endless_paragraph_there_are_some_words():
    found = beginning_of(fit_blocks(f"<p>{'word &amp; ' * 1_000}</p>"), 600)

    assert found.startswith("<p>word &amp; word")
    assert found.endswith("…</p>")
    assert len(found) <= 600


def test_loose_words_are_a_block_too():
    assert fit_blocks("a &amp; <b>b</b>") == ("a &amp; ", "<b>b</b>")
    assert beginning_of((), 10) == beginning_of(("\n",), 0) == ""


def test_a_picture_is_found_by_its_address():
    assert has_picture(
        '<p><img src="https://a.example/p.png?a&amp;b"></p>', "https://a.example/p.png?a&b"
    )
    assert not has_picture("<p>https://a.example/p.png</p>", "https://a.example/p.png")
