import email
from email.policy import default

import pytest
from json_feeds import document, item

from plugins.newsletter.previews import PREVIEW_READER, with_pictures_from, write_preview
from plugins.shared.errors import BadFeed


def test_a_preview_shows_pictures_that_are_not_on_the_web_yet(site):
    (site.output / "images").mkdir(parents=True)
    (site.output / "images" / "a b.png").write_bytes(b"x")
    html = (
        '<img src="https://ana.example/images/a%20b.png"><img src="https://ana.example/none.png">'
    )

    shown = with_pictures_from(
        site.output, html, "https://ana.example", site.folder / "var" / "preview"
    )

    assert (
        shown == '<img src="../../output/images/a%20b.png"><img src="https://ana.example/none.png">'
    )


def test_a_preview_needs_a_built_site(site):
    with pytest.raises(BadFeed, match=r"feed\.json: .*build the site first"):
        write_preview(site.open())


def test_a_preview_is_a_page_a_text_and_an_e_mail_of_the_same(site):
    site.output.mkdir()
    (site.output / "feed.json").write_bytes(document(item(1), item(2)))

    folder = write_preview(site.open()).folder

    read = email.message_from_bytes((folder / "digest.eml").read_bytes(), policy=default)
    assert read["To"] == PREVIEW_READER.address
    text, html = (part.get_content().replace("\r\n", "\n") for part in read.iter_parts())
    assert text == (folder / "digest.txt").read_text()
    assert html == (folder / "digest.html").read_text()
