"""The letter, as its three files; the browser looks at it in tests/test_whole_site.py."""

import email
import re
from datetime import UTC, datetime
from email.policy import default
from zoneinfo import ZoneInfo

import html5lib
import pytest

from plugins.newsletter.commands import TEMPLATES, with_pictures_from, write_preview
from plugins.newsletter.digest import compose
from plugins.newsletter.letter import build_message, mailto, render, sender_from, wrap
from plugins.newsletter.model import Introduction, Post, Remark, Source
from plugins.shared.errors import BadFeed, BadSettings

ZONE = ZoneInfo("Europe/Berlin")
POSTS = (
    Post(
        id="urn:1",
        url="https://ana.example/1.html",
        title="Salt & <pepper>",
        published=datetime(2026, 5, 31, 12, tzinfo=UTC),
        content="<p>First words &amp; more.</p>",
        image="https://ana.example/p.png",
        challenge="Write <once>.",
        comment_count=4,
        comments_url="https://ana.example/1.html#comments",
        remarks=(
            Remark(author="Bo <b>", text="I agree & more", url="https://ana.example/1.html#c1"),
        ),
    ),
    Post(
        id="urn:2",
        url="https://ana.example/2.html",
        title="Zwei 🥄",
        published=datetime(2026, 5, 1, tzinfo=UTC),
    ),
)
SITE = Source(title="Ana's tips", home="https://ana.example/", author="Ana", posts=POSTS)
HELLO = Introduction(
    title="Grüße",
    date=datetime(2026, 5, 31, 18, tzinfo=UTC),
    html="<p>Dear <em>all</em></p>",
    text="Dear *all*",
)


def letter(source=SITE, introduction=HELLO, desk=""):
    digest = compose(source, introduction=introduction)
    sender = sender_from("Ana Müller <ana@ana.example>", site=source, desk=desk, cadence="weekly")
    made = render(digest, site=source, sender=sender, zone=ZONE, templates=TEMPLATES)
    return made, build_message(made, digest, sender=sender, to="Bo <bo@example.org>")


def test_html_and_text_carry_the_same():
    made, _message = letter()

    for part in (made.html, made.text):
        for needed in (
            "https://ana.example/1.html",
            "https://ana.example/2.html",
            "https://ana.example/1.html#comments",
            "31 May 2026",
            "1 May 2026",
            "First words &",
            "This week’s challenge",
            "I agree &",
            "4 comments",
            "mailto:ana@ana.example?subject=Unsubscribe",
            "mailto:ana@ana.example?subject=How%20often",
            "https://ana.example/",
            "it reaches Ana Müller",
        ):
            assert needed in part


def test_what_strangers_wrote_is_escaped():
    made, _message = letter()

    assert "Salt &amp; &lt;pepper&gt;" in made.html
    assert "Bo &lt;b&gt;" in made.html
    assert "Write &lt;once&gt;." in made.html
    assert "<pepper>" not in made.html


def test_the_html_is_valid_inlined_and_fits_gmail():
    made, _message = letter()

    parser = html5lib.HTMLParser()
    parser.parse(made.html)
    assert parser.errors == []
    assert '<h1 class="ink" style="' in made.html
    assert "@media (prefers-color-scheme: dark)" in made.html
    assert len(made.html.encode()) < 95_000
    assert not re.search(r"<script|<link|@import|url\(", made.html)


def test_every_picture_and_link_is_the_sites_own():
    """No pixel, no counting: every address in the letter is one that the feed gave."""
    made, _message = letter()

    addresses = re.findall(r'(?:href|src)="([^"]+)"', made.html)
    assert all(
        one.startswith(("https://ana.example/", "mailto:ana@ana.example")) for one in addresses
    )
    assert re.findall(r"<img[^>]+src=\"([^\"]+)\"", made.html) == ["https://ana.example/p.png"]


def test_the_text_keeps_to_its_width():
    made, _message = letter()

    assert [line for line in made.text.splitlines() if len(line) > 72 and "://" not in line] == []
    assert wrap("a " * 60, "  ").splitlines()[1].startswith("  a")


def test_the_message_is_a_proper_mail():
    _made, message = letter()

    read = email.message_from_bytes(message.as_bytes(), policy=default)
    assert read["Subject"] == "Grüße"
    assert read["From"] == "Ana Müller <ana@ana.example>"
    assert read["Date"].datetime == HELLO.date
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert "Zwei 🥄" in read.get_body(("html",)).get_content()
    raw = message.as_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_same_digest_gives_the_same_bytes():
    assert letter()[1].as_bytes() == letter()[1].as_bytes()


def test_with_a_desk_readers_go_there():
    made, _message = letter(desk="https://desk.example")

    assert 'href="https://desk.example"' in made.html
    assert "Unsubscribe: https://desk.example" in made.text


@pytest.mark.parametrize("sender", ["", "Ana", "ana at example"])
def test_a_sender_without_an_address_is_refused(sender):
    with pytest.raises(BadSettings, match="NEWSLETTER_FROM"):
        sender_from(sender, site=SITE, desk="", cadence="weekly")


def test_subjects_in_links_are_encoded():
    assert mailto("a+b@x.example", "Re: Salt & pepper?") == (
        "mailto:a%2Bb@x.example?subject=Re%3A%20Salt%20%26%20pepper%3F"
    )


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
