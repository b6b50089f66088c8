"""How pages were saved."""

from io import BytesIO

import pytest

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.sources.page.saved import SavedPage, is_mhtml, read_page


def page_of(data):
    return read_page(ExportFile(name="page", open=lambda: BytesIO(data)))


def test_a_browsers_remark_tells_the_address():
    page = page_of(
        b"<!DOCTYPE html>\r\n<!-- saved from url=(0032)https://x.example/2011/01/a.html -->\r\n<html>"
    )

    assert page.address == "https://x.example/2011/01/a.html"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://web.archive.org/web/20110415140707/http://x.example/a", "http://x.example/a"),
        ("/web/20110415140707im_/http://x.example/a.jpg", "http://x.example/a.jpg"),
        ("//x.example/a", "https://x.example/a"),
        ("javascript:alert(1)", ""),
        ("mailto:ana@mail.example", ""),
        ("a.html", ""),
    ],
)
def test_links_of_an_archives_copy_lead_to_the_original(link, expected):
    assert SavedPage(html="", is_archived=True).original(link) == expected


def test_an_authors_link_to_an_archive_stays():
    link = "https://web.archive.org/web/20110415140707/http://x.example/a"

    assert SavedPage(html="").original(link) == link


def test_the_archives_toolbar_is_no_part_of_the_page():
    page = page_of(
        b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><p>x<!-- END WAYBACK TOOLBAR INSERT -->y"
    )

    assert (page.html, page.is_archived) == ("<body>y", True)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n", True),
        (b"\r\nMIME-Version: 1.0\nContent-Type: Multipart/Related; boundary=x\n\n", True),
        (b"Content-Type: text/plain\n\nmultipart/related", False),
        (b"TITLE: a\nAUTHOR: b\n-----\n", False),
        (b"<html>", False),
        (b"", False),
    ],
)  # fmt: skip
def test_mhtml_is_known_by_its_headers(head, expected):
    assert is_mhtml(head) is expected
