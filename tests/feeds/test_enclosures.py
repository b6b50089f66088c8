from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.enclosures import by_name, find_enclosures, names_of_files, sizes_in
from plugins.shared.safe_html import clean_post

SITE = "https://ana.example"


def test_the_sites_own_files_are_enclosed_with_their_size():
    content = (
        '<a href="https://ana.example/files/a.mp3">a</a><a href="https://ana.example/files/a.mp3">again</a>'
        '<audio src="https://ana.example/files/b.ogg"></audio><a href="https://other.example/c.pdf">c</a>'
        '<a href="https://ana.example/x.html">x</a>'
    )
    sizes = sizes_in(SITE, [("files/a.mp3", 5), ("files/b.ogg", 7), ("x.html", 9), ("c.pdf", 1)])

    found = [(one.url[-5:], one.type, one.length) for one in find_enclosures(content, sizes)]

    assert found == [("a.mp3", "audio/mpeg", 5), ("b.ogg", "audio/ogg", 7)]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>Words about a.pdf.</p>", ()),
        ('<a href="{static}/files/a.pdf">a</a>', ("a.pdf",)),
        ("<audio src = '../b%20c.mp3'></audio><a href=d.zip>d</a>", ("b c.mp3", "d.zip")),
        ('<p>x = " <a href="e.pdf">e</a></p>', ("e.pdf",)),
        ('<a href="f&#46;pdf">f</a><a href="x.html">x</a>', ("f.pdf",)),
        ('<a href="https://ana.example/G.PDF">g</a>', ("G.PDF",)),
    ],
)
def test_the_names_of_files_are_found_before_links_are_followed(html, names):
    assert names_of_files(html) == names


# No "?" and no "#": what comes after one is no file's name.
TEXT = st.text(st.sampled_from("ab &%;=\"'<>/.2046"), max_size=8)
PIECES = st.one_of(
    TEXT.map(lambda text: f'<a href="{text}x.pdf">'),
    TEXT.map(lambda text: f"<audio src='{text}.mp3'>"),
    TEXT.map(lambda text: f"<source src={text}.ogg>"),
    TEXT,
)


@given(st.lists(PIECES, max_size=5).map("".join))
def test_no_file_is_enclosed_whose_name_was_not_found(html):
    asked = []
    find_enclosures(clean_post(html, f"{SITE}/x.html"), asked.append)

    own = [unquote(unescape(url)) for url in asked if url.startswith(f"{SITE}/")]
    assert {path.rpartition("/")[2] for path in own} <= {*names_of_files(html)}


def test_files_are_found_by_their_names_wherever_they_lie():
    paths = ["images/a.pdf", "files/a.pdf", "b.pdf", "x/c.pdf"]

    assert by_name(paths, ["a.pdf", "b.pdf", "d.pdf"]) == {
        "a.pdf": ("files/a.pdf", "images/a.pdf"),
        "b.pdf": ("b.pdf",),
        "d.pdf": (),
    }
