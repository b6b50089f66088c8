"""What is put into a page with pictures, and that nothing else changes."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.pictures.markup import add_sizes
from plugins.pictures.model import Picture, Size, widths_for

SIZES = (
    Size(width=480, path="images/sizes/a-480.webp"),
    Size(width=800, path="images/sizes/a-800.webp"),
)
LARGE = Picture(width=2000, height=1500, sizes=SIZES)
SMALL = Picture(width=40, height=30)
FOUND = {"a.jpg": LARGE, "small.png": SMALL}
SOURCE = (
    '<source type="image/webp" srcset="../images/sizes/a-480.webp 480w, ../images/sizes/a-800.webp 800w" '
    'sizes="(max-width: {0}px) 100vw, {1}px">'
)


def shown(html, *, has_first=True):
    return add_sizes(html, FOUND.get, site_url="..", has_first=has_first)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>no picture</p>", "<p>no picture</p>"),
        ('<img src="small.png" alt="">', '<img width="40" height="30" decoding="async" src="small.png" alt="">'),
        ('<img src="small.png"\nalt=x/>', '<img width="40" height="30" decoding="async" src="small.png"\nalt=x/>'),
        ("<img src=small.png width=20>", '<img height="15" decoding="async" src=small.png width=20>'),
        ("<img src=small.png height=60px>", '<img width="80" decoding="async" src=small.png height=60px>'),
        ("<img src=small.png width='50%'>", "<img decoding=\"async\" src=small.png width='50%'>"),
        ("<img src=small.png decoding=sync>", '<img width="40" height="30" src=small.png decoding=sync>'),
        ('<img src="https://x.example/a.jpg">', '<img src="https://x.example/a.jpg">'),
        ("<img>", "<img>"),
    ],
)  # fmt: skip
def test_a_picture_tells_its_size(html, expected):
    assert shown(html) == expected


def test_all_but_the_first_are_lazy_wherever_they_come_from():
    found = shown("<img src=none.png><img src=none.png><img src=none.png loading=eager>")

    assert found == (
        '<img src=none.png><img loading="lazy" src=none.png><img src=none.png loading=eager>'
    )
    assert shown("<img>", has_first=False) == '<img loading="lazy">'


@pytest.mark.parametrize(
    ("given_", "width"),
    [("", 646), (" width=300", 300), (" width=5000", 646), (" height=150", 200), (" width=50%", 646)],
)  # fmt: skip
def test_a_browser_is_told_how_wide_it_stands_there(given_, width):
    assert shown(f"<img src=a.jpg{given_}>").startswith(
        f"<picture>{SOURCE.format(width + 48, width)}<img "
    )


@pytest.mark.parametrize(
    "html",
    ["<picture><img src=a.jpg></picture>", "<img src=a.jpg srcset='b.jpg 2x'>", "<a href=x><img src=a.jpg ismap></a>"],
)  # fmt: skip
def test_where_the_author_chose_nothing_is_put_around(html):
    found = shown(html)

    assert "<source" not in found
    assert 'width="2000" height="1500"' in found


def words_and_pictures(html):
    tree = html5lib.parse(f"<!doctype html><body>{html}", namespaceHTMLElements=False)
    return "".join(tree.itertext()), [one.get("src") for one in tree.iter("img")]


@given(
    st.lists(
        st.sampled_from(
            ["<img src=a.jpg>", "<p>", "</p>", "<a href=x>", "</a>", "words ", "<figure>", "<b>", "</b>", "<table><tr>", "<td>", "</table>", "<ul><li>", "<!-- <img src=a.jpg> -->", "<img src='small.png' ", "<picture>", "</picture>", '"', "<h2>", "<svg>", "</svg>", "<pre>"]
        ),
        max_size=9,
    ).map("".join)
)  # fmt: skip
def test_nothing_gets_lost(html):
    found = shown(html)

    assert words_and_pictures(found) == words_and_pictures(html)


def test_what_it_writes_is_valid():
    parser = html5lib.HTMLParser(strict=True)

    parser.parse(f"<!doctype html><title>x</title><p>{shown('<img src=a.jpg alt=x>')}</p>")


@pytest.mark.parametrize(
    ("width", "expected"),
    [(4000, (480, 800, 1292)), (1292, (480, 800, 1292)), (900, (480, 900)), (820, (480, 820)), (500, (500,)), (100, (100,))],
)  # fmt: skip
def test_no_size_is_larger_than_the_picture_or_nearly_another(width, expected):
    assert widths_for(width) == expected
