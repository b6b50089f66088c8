import pytest

from plugins.comments_import.sources.wxr.text import plain_line, post_html

IMAGE = '<img src="a.jpg" />'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f'[caption id="a"]{IMAGE} Words[/caption]',
            f"<figure>{IMAGE}\n<figcaption>Words</figcaption>\n</figure>",
        ),
        (
            f'[caption caption="Old"]{IMAGE}[/caption]',
            f"<figure>{IMAGE}\n<figcaption>Old</figcaption>\n</figure>",
        ),
        (f"[caption]{IMAGE}[/caption]", f"<figure>{IMAGE}</figure>"),
        ("[caption]no picture[/caption]", "<p>no picture</p>"),
        ("[caption]no end", "<p>[caption]no end</p>"),
        ("[video]", "<p>[video]</p>"),
        ("[sic] [gallery ids=1]", "<p>[sic] [gallery ids=1]</p>"),
        ("[[embed]]", "<p>[embed]</p>"),
        ("[code]a &lt;b&gt;[/code]", "<pre><code>a &lt;b&gt;</code></pre>"),
        ("[code]a <b>\n\n[x][/code]", "<pre><code>a &lt;b&gt;\n\n[x]</code></pre>"),
    ],
)
def test_shortcodes_become_what_they_stand_for(text, expected):
    assert post_html(text) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[embed]https://v.example/1[/embed]", "https://v.example/1"),
        ("[youtube https://y.example/?v=1&amp;t=2]", "https://y.example/?v=1&amp;t=2"),
        ("[youtube=http://y.example/1]", "http://y.example/1"),
        ("[youtube]dQw4w9WgXcQ[/youtube]", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("[vimeo 12345678]", "https://vimeo.com/12345678"),
        ('[video width="1" mp4="https://v.example/a.mp4"][/video]', "https://v.example/a.mp4"),
        ("[audio:https://a.example/a.mp3|loop=1]", "https://a.example/a.mp3"),
        ("https://v.example/1", "https://v.example/1"),
    ],
)
def test_what_is_played_becomes_a_link(text, address):
    assert post_html(text) == f'<p><a href="{address}">{address}</a></p>'


def test_an_address_in_code_stays_code():
    assert post_html("<pre>\nhttps://x.example/\n</pre>") == "<pre>\nhttps://x.example/\n</pre>"


def test_blocks_lose_their_remarks_and_nothing_else():
    text = '<!-- wp:html {"a":{"b":1}} -->\n<div>\na\n\nb</div>\n<!-- /wp:html -->'

    assert post_html(text) == "<div>\na\n\nb</div>"


def test_old_text_between_blocks_gets_its_paragraphs():
    text = "Old,\ntext\n\n<!-- wp:list --><ul>\n<li>a</li></ul><!-- /wp:list -->\n<!-- wp:rss /-->\nEnd"

    assert post_html(text) == "<p>Old,<br>\ntext</p>\n<ul>\n<li>a</li></ul>\n<p>End</p>"


def test_where_a_page_was_cut_nothing_is_left():
    assert post_html("One<!--more Go on-->\n\n<!--nextpage-->\n\nTwo") == "<p>One</p>\n<p>Two</p>"


def test_a_title_is_one_line_of_text():
    assert plain_line("A &amp; <em>B</em>\n 1 &lt; 2 < 3") == "A & B 1 < 2 < 3"


@pytest.mark.parametrize(
    "piece",
    [
        "[caption]",
        "[video ",
        "[code][[code",
        "<!-- wp:a ",
        "<!-- wp:a -->",
        "[youtube]",
        "<!--more ",
        "<pre>",
    ],
)
def test_hostile_texts_come_to_their_end(piece):
    """In the square of their length they would take minutes."""
    assert "x" in post_html(f"x{piece * 30_000}x")
