"""The letters that are written keep the gate's rules, whatever their length and wherever readers leave."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.newsletter.digest import compose
from plugins.newsletter.gate.letter_rules import check_letter
from plugins.newsletter.gate.links import links_of
from plugins.newsletter.gate.model import Level
from plugins.newsletter.letter.model import Reader
from plugins.newsletter.letter.rendering import render
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.model import Post, Source
from plugins.shared.site import ENGINE

TEMPLATES = ENGINE / "theme" / "templates" / "email"
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
WORDS = '<p>Words &amp; <a href="https://other.dev/x">links</a>, <code>code</code>.</p>'


def written(desk, *, posts, paragraphs):
    """Give the letter to one reader, as it goes out."""
    source = Source(
        title="Ana’s tips",
        home="https://ana.dev/",
        author="Ana",
        posts=tuple(
            Post(
                id=f"urn:{number}",
                url=f"https://ana.dev/{number}.html",
                title=f"Salt & <pepper> {number}",
                published=NOW,
                content=WORDS * paragraphs,
                image="https://ana.dev/p.png",
            )
            for number in range(posts)
        ),
    )
    settings = {
        "NEWSLETTER_FROM": "Ana Müller <ana@ana.dev>",
        "NEWSLETTER_DESK": desk,
        "NEWSLETTER_POSTAL_ADDRESS": "Box 1\n1234 Town",
    }
    sender = sender_from(settings, site=source, cadence="weekly", key="2026-11-20-weekly")
    digest = compose(source, since=datetime(2026, 1, 1, tzinfo=UTC))
    zone = ZoneInfo("Europe/Berlin")
    letter = render(digest, site=source, sender=sender, zone=zone, templates=TEMPLATES)
    template = Template.from_bytes(compile_template(letter, sender=sender, date=NOW))
    reader = Reader(
        address="bo@reader.dev",
        token="abcdefgh234567abcdefgh234567abcd",
        message_id="<2026-11-20-weekly.abc@ana.dev>",
        name="Bo",
        note="How is the new job?",
    )
    return template.fill(reader)


@pytest.mark.parametrize("desk", ["", "https://desk.ana.dev", "http://127.0.0.1:8000"])
@pytest.mark.parametrize(("posts", "paragraphs"), [(1, 3), (3, 3), (3, 600), (300, 3)])
def test_written_letters_keep_the_rules(desk, posts, paragraphs):
    message = written(desk, posts=posts, paragraphs=paragraphs)

    findings = check_letter(message, site="https://ana.dev", desk=desk, postal="Box 1, 1234 Town")

    bad = [finding for finding in findings if finding.level in {Level.FAULT, Level.WARNING}]
    assert [finding for finding in bad if finding.subject != "size"] == []
    assert not any(finding.level is Level.FAULT for finding in bad)


def test_the_links_of_a_written_letter_hold_no_token():
    links = links_of(written("https://desk.ana.dev", posts=3, paragraphs=3))

    assert "https://ana.dev/0.html" in links
    assert not any("desk.ana.dev" in link for link in links)
