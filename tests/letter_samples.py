"""A site, its author, digests and readers, for tests of letters."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from plugins.newsletter.letter.model import Reader
from plugins.newsletter.letter.rendering import render, render_invitation
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.model import Digest, Introduction, Post, Remark, Source, Talk
from plugins.newsletter.previews import TEMPLATES

ZONE = ZoneInfo("Europe/Berlin")
DATE = datetime(2026, 5, 31, 18, tzinfo=UTC)
SETTINGS = {"NEWSLETTER_FROM": "Ana Müller <ana@ana.example>"}
WITH_DESK = {**SETTINGS, "NEWSLETTER_DESK": "https://desk.ana.example"}
SITE = Source(title="Ana's tips", home="https://ana.example/", author="Ana")
BO = Reader(
    address="bo@example.org",
    name="Bo",
    token="abcdefghijklmnopqrstuvwxyz",
    message_id="<2026-05-31-weekly.bo@ana.example>",
)
CY = Reader(
    address="cy@example.net",
    name="Cy 🥄 <Sy>",
    token="zyxwvutsrqponmlkjihgfedcba",
    message_id="<2026-05-31-weekly.cy@ana.example>",
    note="How is the new job?\n.hidden = 1 & <b>",
)


def post(number=1, **changes):
    url = f"https://ana.example/{number}.html"
    made = {
        "id": f"urn:{number}",
        "url": url,
        "title": f"Post {number}",
        "published": datetime(2026, 5, 31, 12, tzinfo=UTC),
        "content": f"<p>First words &amp; more of {number}.</p>\n<h2>Sub</h2>\n<p>Last words.</p>",
        "comments_url": f"{url}#comments",
        **changes,
    }
    return Post(**made)


RICH = post(
    1,
    title="Salt & <pepper>",
    image="https://ana.example/p.png",
    challenge="Write <once>.",
    comment_count=4,
    remarks=(Remark(author="Bo <b>", text="I agree & more", url="https://ana.example/1.html#c1"),),
)
PLAIN = post(2, title="Zwei 🥄", published=datetime(2026, 5, 1, tzinfo=UTC))
HELLO = Introduction(
    title="Grüße",
    date=DATE,
    html="<p>Dear <em>all</em></p>",
    text="Dear *all*",
    page="digests/x.html",
)
TALK = Talk(
    post_title="Old & gold",
    post_url="https://ana.example/0.html",
    remark=Remark(author="Di <i>", text="It worked & well", url="https://ana.example/0.html#c9"),
)


def digest(*posts, **changes):
    made = {
        "subject": "Grüße",
        "preheader": "Dear all, here is what I wrote since the last one.",
        "date": DATE,
        "posts": posts or (RICH, PLAIN),
        "introduction": HELLO,
        "conversation": (TALK,),
        **changes,
    }
    return Digest(**made)


def sender(settings=None, **changes):
    made = sender_from(
        settings or SETTINGS,
        site=SITE,
        cadence="weekly",
        key="2026-05-31-weekly",
        page="digests/x.html",
    )
    return replace(made, **changes)


def letter(made=None, settings=None):
    return render(
        made or digest(), site=SITE, sender=sender(settings), zone=ZONE, templates=TEMPLATES
    )


def invitation(settings=None):
    return render_invitation(site=SITE, sender=sender(settings), templates=TEMPLATES)


def template(made=None, settings=None):
    blob = compile_template(made or letter(), sender=sender(settings), date=DATE)
    return Template.from_bytes(blob)
