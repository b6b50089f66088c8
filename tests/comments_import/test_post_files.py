import runpy
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.readers import HTMLReader

from plugins.comments.model import Format
from plugins.comments_import.model import ImportedPost, Kind
from plugins.comments_import.post_files import (
    Place,
    Places,
    format_post,
    permanent_id,
    readable_by_pelican,
    text_body,
    title_of,
)
from plugins.shared.front_matter import parse_html, parse_markdown
from plugins.shared.imported_html import clean_imported
from plugins.shared.site import ENGINE

SETTINGS = runpy.run_path(str(ENGINE / "pelicanconf.py"))
NOON = datetime(2010, 8, 14, 12, tzinfo=UTC)
TEXT = st.text(max_size=30) | st.lists(
    st.sampled_from(['"', "'", "&quot;", "&#39;", "&", "<b>", "</title>", "\n", "\r", "=", "x", " onerror=1"]),
    max_size=8,
).map("".join)  # fmt: skip


def places(*, stems=(), addresses=(), zone="America/New_York"):
    return Places(
        Path("content"),
        zone=ZoneInfo(zone),
        settings=SETTINGS,
        stems=stems,
        addresses=addresses,
    )


def post(**fields):
    return ImportedPost(**{"title": "Lunch", "body": "<p>x</p>", "date": NOON, **fields})


@pytest.mark.parametrize(
    ("address", "url", "save_as", "redirect_from"),
    [
        ("http://old.example/2010/08/x.html", "2010/08/x.html", "2010/08/x.html", ()),
        ("/2010/08/x/", "2010/08/x/", "2010/08/x/index.html", ()),
        ("https://old.example/x", "x/", "x/index.html", ()),
        ("https://web.archive.org/web/2011/http://o.example/x.html", "x.html", "x.html", ()),
        ("https://old.example/x.php", "", "", ("/x.php",)),
        ("https://old.example/?p=12", "", "", ("/?p=12",)),
        ("https://old.example/a,b.html", "", "", ("/a%2Cb.html",)),
        ("https://old.example/ä.html", "", "", ("/ä.html",)),
        ("https://old.example//ä.html", "", "", ("/ä.html",)),
        ("https://old.example/tags/x.html", "", "", ("/tags/x.html",)),
        ("https://old.example/archive/", "", "", ("/archive/",)),
        ("https://old.example/", "", "", ()),
        ("https://old.example/../../x.html", "", "", ("/../../x.html",)),
        ("", "", "", ()),
    ],
)
def test_an_old_address_is_kept_where_a_plain_host_can_have_it(
    address, url, save_as, redirect_from
):
    found = places().place(post(address=address), (address,) if address else ())

    assert (found.url, found.save_as, found.redirect_from) == (url, save_as, redirect_from)


def test_an_address_is_given_out_once():
    site = places(addresses=["2010/08/X.html"])

    first = site.place(post(address="/2010/08/x.html"), ("/2010/08/x.html",))
    second = site.place(post(address="/a.html"), ("/a.html",))
    third = site.place(post(address="/A.html"), ("/A.html",))

    assert [one.save_as for one in (first, second, third)] == ["", "a.html", ""]
    assert third.redirect_from == ("/A.html",)


def test_names_are_given_out_once_and_hold_the_day_in_the_sites_zone():
    site = places(stems=["2010-08-13-lunch"])
    night = datetime(2010, 8, 14, 1, tzinfo=UTC)

    assert (
        site.place(post(date=night), ()).path.as_posix() == "content/posts/2010-08-13-lunch-2.html"
    )
    assert site.place(post(date=night, is_day_only=True), ()).path.stem == "2010-08-14-lunch"
    assert site.place(post(kind=Kind.PAGE), ()).path.as_posix() == "content/pages/lunch.html"
    assert site.place(post(format=Format.TEXT), ()).path.name == "2010-08-14-lunch-3.md"


def test_a_draft_does_not_take_an_address():
    found = places().place(post(status="draft", address="/2010/08/x.html"), ("/2010/08/x.html",))

    assert (found.url, found.save_as) == ("", "")


@given(title=TEXT, author=TEXT, label=TEXT, guid=TEXT)
def test_no_value_can_become_another_line(title, author, label, guid):
    one = post(title=title, author=author, labels=(label,), guid=guid)
    for format_, parse in ((Format.HTML, parse_html), (Format.TEXT, parse_markdown)):
        ready = ImportedPost(**{name: getattr(one, name) for name in ("title", "author", "labels", "guid", "date")}, body="x", format=format_)  # fmt: skip
        text = format_post(ready, Place(path=Path("x")), guid=guid, source="test")
        front = parse(text.encode("utf-8", "replace").decode(), Path("x"))

        assert front.faults == ()
        assert {field.name for field in front.fields} <= {
            "title", "date", "author", "tags", "guid", "imported_from",
        }  # fmt: skip
        assert front.get("imported_from") == "test"
        assert front.get("status") == ""


@given(value=TEXT, title=TEXT)
def test_pelican_reads_the_attributes_that_were_written(tmp_path_factory, value, title):
    """Its HTML reader writes attributes anew, and does not escape single quotes."""
    from html import escape  # noqa: PLC0415

    body = f'<p><a href="https://x.example/{escape(value)}" title="{escape(title)}">x</a></p>'
    file = tmp_path_factory.mktemp("pelican") / "x.html"
    text = format_post(
        post(body=readable_by_pelican(clean_imported(body))), Place(path=file), guid="", source="t"
    )
    file.write_bytes(text.encode("utf-8", "replace"))

    content, _metadata = HTMLReader(dict(SETTINGS)).read(str(file))

    tree = html5lib.parseFragment(content, namespaceHTMLElements=False)
    found = {(element.tag, name) for element in tree.iter() for name in element.attrib}
    assert found <= {("a", "href"), ("a", "title"), ("a", "rel")}


def test_a_post_without_a_title_is_called_by_its_first_words():
    assert title_of(post(title="", body="<p>Here <b>we</b> go.</p>")) == "Here we go."
    assert title_of(post(title="", body="<img src=x>")) == "Untitled"


def test_what_has_no_date_is_a_draft():
    text = format_post(post(date=None), Place(path=Path("x")), guid="", source="test")

    assert parse_html(text, Path("x")).get("status") == "draft"


def test_labels_become_tags():
    text = format_post(
        post(labels=("Lunch, and more", "lunch and more", "!?", "Café")),
        Place(path=Path("x")),
        guid="",
        source="test",
    )

    assert parse_html(text, Path("x")).get("tags") == "Lunch and more, Café"


def test_two_posts_never_have_one_id():
    one = post(guid="urn:a", address="/x.html")
    taken: set[str] = set()
    for _time in range(4):
        id_ = permanent_id(one, taken)
        assert id_ not in taken
        taken.add(id_)
    assert permanent_id(one, ()) == "urn:a"


def test_plain_text_shows_as_it_stands():
    assert text_body("*one*\r\ntwo\n\n<b>") == "\\*one\\*  \ntwo\n\n&lt;b>"
