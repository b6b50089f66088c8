"""The pictures of imported posts."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_pictures import GIF, JPEG, PNG, SVG, export_files, png

from plugins.comments.model import Format
from plugins.comments_import.pictures.taking import PictureShelf, picture_bytes, take_pictures

CODE = hashlib.sha256(PNG).hexdigest()[:8]
LINK = f"{{static}}/images/imported/lunch-{CODE}.png"
SHELF = PictureShelf(export_files({"Albums/Lunch.jpg": PNG, "Albums/drawing.svg": SVG}))
BLOGGER = "https://1.bp.blogspot.com/-a/Vk/AAA/lZE/5n_V"


def rewritten(html, **options):
    return take_pictures(html, SHELF, **options).html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<p><img alt="x" src="http://o.example/Lunch.jpg" /></p>',
            '<p><img alt="x" src="LINK" /></p>',
        ),
        ("<img src='http://o.example/Lunch.jpg'>", "<img src='LINK'>"),
        ("<IMG SRC=http://o.example/Lunch.jpg BORDER=0>", '<IMG src="LINK" BORDER=0>'),
        ('<img src="//o.example/Lunch.jpg?a=1&amp;b=2">', '<img src="LINK">'),
        ('<img alt="a > b" src="Lunch.jpg">', '<img alt="a &gt; b" src="LINK">'),
        ('<video poster="/a/Lunch.jpg" src="/v.mp4">', '<video poster="LINK" src="/v.mp4">'),
        ('<a href="http://o.example/Lunch.jpg">big</a>', '<a href="LINK">big</a>'),
        (
            f'<a href="{BLOGGER}/s1600-h/Lunch.jpg"><img src="{BLOGGER}/s320/Lunch.jpg"></a>',
            '<a href="LINK"><img src="LINK"></a>',
        ),
        (
            '<img srcset="/s/Lunch.jpg 1x, /x.jpg 2x" src="/Lunch.jpg" sizes="9em" alt="">',
            '<img src="LINK" alt="">',
        ),
        ('<img srcset="/x.jpg, /Lunch.jpg 2x" alt="">', '<img src="LINK" alt="">'),
        ('<img src="/small.jpg" srcset="/x.jpg 9w,/Lunch.jpg 99w">', '<img src="LINK">'),
        ('<img src="data:image/gif;base64,R0" data-src="/Lunch.jpg">', '<img src="LINK">'),
        ('<img class="lazy" data-lazy-src="/Lunch.jpg">', '<img class="lazy" src="LINK">'),
        (
            '<picture><source srcset="/Lunch.webp"><img src="/Lunch.jpg"></picture>',
            '<picture><img src="LINK"></picture>',
        ),
    ],
)
def test_a_picture_is_led_to_its_file(html, expected):
    assert rewritten(html) == expected.replace("LINK", LINK)


@pytest.mark.parametrize(
    "html",
    [
        "<p>no picture, 1 < 2 &amp; 2 > 1</p>",
        '<a href="http://o.example/lunch.html">a page</a>',
        "<code>&lt;img src='Lunch.jpg'&gt;</code>",
        "<!-- <img src='Lunch.jpg'> -->",
        '<script>"<img src=Lunch.jpg>"</script>',
        '<p title="<img src=Lunch.jpg>">',
        "<img>",
        '<img src="">',
        f'<img src="{LINK}">',
        '<a href="mailto:ana@o.example"><b>write</b></a>',
    ],
)
def test_everything_else_stays(html):
    taken = take_pictures(html, SHELF)

    assert taken.html == html
    assert not (taken.names)
    assert not (taken.missing)
    assert not (taken.lost)
    assert not (taken.trackers)


MARKDOWN = f"""![Lunch](http://o.example/Lunch.jpg "At noon")
[![small](/s320/Lunch.jpg)](</s1600/Lunch.jpg>) and <img src="Lunch.jpg">
![one][pic] `![code](Lunch.jpg)` [a text](http://o.example/page.html)
```
![code](Lunch.jpg)
```

[pic]: http://o.example/Lunch.jpg
![count]({"http://feeds.feedburner.com/~r/ana/~4/x"})
"""


def test_pictures_of_markdown_are_led_to_their_files_outside_of_code():
    expected = f"""![Lunch]({LINK} "At noon")
[![small]({LINK})]({LINK}) and <img src="{LINK}">
![one][pic] `![code](Lunch.jpg)` [a text](http://o.example/page.html)
```
![code](Lunch.jpg)
```

[pic]: {LINK}

"""

    assert rewritten(MARKDOWN, format_=Format.MARKDOWN) == expected


def test_plain_text_has_no_pictures():
    assert rewritten('<img src="Lunch.jpg">', format_=Format.TEXT) == '<img src="Lunch.jpg">'


def test_a_picture_is_taken_once_and_named_for_what_it_is():
    taken = take_pictures('<img src="/a/Lunch.jpg"><img src="/b/Lunch.jpg">', SHELF)

    assert {name: picture_bytes(one) for name, one in taken.pictures.items()} == {
        f"lunch-{CODE}.png": PNG
    }
    assert set(taken.names) == {"/a/Lunch.jpg", "/b/Lunch.jpg"}


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (JPEG, "jpg"),
        (GIF, "gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x20ftypavif", "avif"),
        (b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "bmp"),
        (b"BMW builds cars, not pictures", None),
        (b"\0\0\1\0\1\0", None),
        (SVG, None),
    ],
)
def test_the_bytes_tell_what_a_picture_is(data, ending):
    taken = take_pictures('<img src="a.jpg">', PictureShelf(export_files({"a.jpg": data})))

    endings = [name.rpartition(".")[2] for name in taken.pictures]

    assert endings == ([ending] if ending else [])


def test_a_picture_in_the_text_becomes_a_file():
    text = base64.b64encode(PNG).decode()
    taken = take_pictures(f'<img src="data:image/png;base64,{text[:20]}\n{text[20:]}">', SHELF)

    assert taken.html == f'<img src="{{static}}/images/imported/picture-{CODE}.png">'
    assert taken.pictures == {f"picture-{CODE}.png": PNG}


@pytest.mark.parametrize(
    "data", ["data:image/svg+xml;base64,PHN2Zz4=", "data:image/png,x", "data:;base64,%%"]
)
def test_a_text_that_is_no_picture_stays_in_its_place(data):
    taken = take_pictures(f'<img src="{data}">', SHELF)

    assert taken.html == f'<img src="{data}">'
    assert list(taken.lost) == [data]


def test_what_only_the_network_has_is_named_and_stays():
    html = '<a href="http://o.example/b.jpg?a&amp;b"><img src="//o.example/b-small.jpg"></a>'
    taken = take_pictures(html, SHELF)

    assert taken.html == html
    assert set(taken.missing) == {"http://o.example/b.jpg?a&b", "https://o.example/b-small.jpg"}


def test_a_picture_that_is_not_safe_stays_where_it_was_with_the_reason():
    taken = take_pictures('<img src="http://o.example/drawing.svg">', SHELF)

    assert taken.missing == {
        "http://o.example/drawing.svg": "it is not a picture that is safe to show"
    }
    assert not taken.pictures


def test_an_address_without_its_host_gets_the_host_of_its_post():
    taken = take_pictures('<img src="/x/b.jpg" alt="">', SHELF, base="http://o.example/2010/a.html")

    assert taken.html == '<img src="http://o.example/x/b.jpg" alt="">'
    assert list(taken.missing) == ["http://o.example/x/b.jpg"]


def test_an_address_that_leads_nowhere_is_lost():
    taken = take_pictures('<img src="Lunch_files/b.jpg"><img src="cid:1">', SHELF)

    assert list(taken.lost) == ["Lunch_files/b.jpg", "cid:1"]
    assert not taken.missing


@pytest.mark.parametrize(
    ("href", "is_named"),
    [
        ("http://other.example/cat.jpg", False),
        ("http://ana.example/cat.jpg", True),
        (f"{BLOGGER}/s1600/cat.jpg", True),
        ("https://ana.files.wordpress.com/2010/cat.jpg", True),
    ],
)
def test_a_link_to_somebody_elses_picture_is_only_a_link(href, is_named):
    taken = take_pictures(f'<a href="{href}">a cat</a>', SHELF, base="http://ana.example/post")

    assert list(taken.missing) == ([href] if is_named else [])


@pytest.mark.parametrize(
    "tag",
    [
        '<img width="1" height="1" src="http://t.example/x">',
        "<img src='http://t.example/x' style='width: 1px; height:1px'/>",
        '<img src="http://feeds.feedburner.com/~r/ana/~4/x" alt="">',
        '<img src="https://stats.wordpress.com/b.gif?host=a" />',
        '<img src="https://blogger.googleusercontent.com/tracker/12-34" width="1">',
    ],
)
def test_what_only_counts_readers_is_dropped(tag):
    taken = take_pictures(f"<p>a{tag}b</p>", SHELF)

    assert taken.html == "<p>ab</p>"
    assert taken.trackers == 1
    assert not (taken.missing)
    assert not (taken.lost)


def test_names_do_not_depend_on_order():
    files = export_files({"x/a.png": png(1), "y/a.png": png(2), "Straße & <b>.png": png(3)})
    html = '<img src="/x/a.png"><img src="/y/a.png"><img src="/Stra%C3%9Fe%20&amp;%20&lt;b>.png">'

    names = [
        set(take_pictures(html, PictureShelf(order)).pictures) for order in (files, files[::-1])
    ]

    assert names[0] == names[1]
    assert sorted(name.rpartition("-")[0] for name in names[0]) == ["a", "a", "strasse-b"]


@given(
    st.lists(
        st.sampled_from(
            [
                "<img src=",
                "<a href=",
                "Lunch.jpg",
                "http://o.example/x.jpg",
                '"',
                "'",
                ">",
                "</a>",
                " ",
                "alt=",
                "srcset=",
                "&amp;",
                "words",
                "<p>",
                "<!--",
                "-->",
                "![a](",
                ")",
                "\n",
            ]
        )
    ).map("".join),
    st.sampled_from([Format.HTML, Format.MARKDOWN]),
)
def test_taking_twice_is_taking_once(html, format_):
    once = take_pictures(html, SHELF, format_=format_)
    twice = take_pictures(once.html, SHELF, format_=format_)

    assert twice.html == once.html
    assert not twice.pictures


def test_pelican_leads_each_link_to_its_file(site):
    html = (
        '<p><IMG ALT="a > b" SRC=http://o.example/Lunch.jpg></p>\n'
        '<a href="/x/Lunch.jpg"><img src="/Lunch.jpg" srcset="/Lunch.jpg 2x"></a>\n'
        '<video src="/v.mp4" poster="/Lunch.jpg"></video>'
    )
    taken = take_pictures(html, SHELF)
    site.post(body=taken.html, date="2010-08-14", imported_from="blogger")
    for name, picture in taken.pictures.items():
        site.write(f"images/imported/{name}", picture_bytes(picture))

    assert site.run("build", "--settings", "pelicanconf_of_ana.py").returncode == 0

    page = next(site.output.glob("2010/08/*.html"))
    link = f"../../images/imported/lunch-{CODE}.png"
    assert page.read_text().count(f'"{link}"') >= 4
    assert "{static}" not in page.read_text()
    assert (page.parent / link).read_bytes() == PNG


@pytest.mark.parametrize(
    "piece",
    [
        *("![", "![a](", "](", "[a]: x.jpg\n", "```\n", "`", "``", "`a ", "![a][b]", "(", "]: "),
        *(
            "<picture><source>",
            "<a href=x.jpg><img src=y.jpg>",
            "<img srcset='a 1x,",
            "<img alt='>",
        ),
    ],
)
def test_hostile_text_comes_to_its_end(piece):
    """In the square of its length it would take minutes."""
    assert not take_pictures(piece * 20_000, SHELF, format_=Format.MARKDOWN).pictures
