from dataclasses import replace

import pytest
from letter_samples import SETTINGS, SITE

from plugins.newsletter.letter.links import links_of, mailto
from plugins.newsletter.letter.sender import sender_from
from plugins.shared.errors import BadSettings


def made(site=SITE, page="", **settings):
    return sender_from({**SETTINGS, **settings}, site=site, cadence="weekly", key="k", page=page)


@pytest.mark.parametrize(
    ("setting", "name", "address"),
    [
        ("Ana Müller <ana@ana.example>", "Ana Müller", "ana@ana.example"),
        ('"Müller, Ana" <ana@ana.example>', "Müller, Ana", "ana@ana.example"),
        ("ana@ana.example", "Ana", "ana@ana.example"),
        ("Ana <ana@exämple.de>", "Ana", "ana@xn--exmple-cua.de"),
    ],
)
def test_the_author_is_who_the_settings_name(setting, name, address):
    found = made(NEWSLETTER_FROM=setting)

    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize("setting", ["", "Ana", "ana at example", "<>", None, "zoë@ana.example"])
def test_a_sender_without_a_usable_address_is_refused(setting):
    with pytest.raises(BadSettings, match="NEWSLETTER_FROM"):
        made(NEWSLETTER_FROM=setting)


@pytest.mark.parametrize(
    "desk",
    [
        "desk",
        "ftp://desk.example",
        "https://desk.example/?a=b",
        "https://desk.example/#a",
        "https://dësk.example",
        "https://desk.example/a b",
        "https://desk.example/>",
        f"https://desk.example/{'x' * 900}",
    ],
)
def test_a_desk_is_a_web_address(desk):
    with pytest.raises(BadSettings, match="NEWSLETTER_DESK"):
        made(NEWSLETTER_DESK=desk)


def test_a_list_is_named_after_the_site_unless_the_settings_say_otherwise():
    assert made().list_id == "letters.ana.example"
    assert made(NEWSLETTER_LIST_ID="letters.old.example").list_id == "letters.old.example"
    assert (
        made(site=replace(SITE, home="https://exämple.de/")).list_id == "letters.xn--exmple-cua.de"
    )
    with pytest.raises(BadSettings, match="NEWSLETTER_LIST_ID"):
        made(NEWSLETTER_LIST_ID="<a b>")
    with pytest.raises(BadSettings, match="NEWSLETTER_LIST_ID"):
        made(NEWSLETTER_LIST_ID=f"letters.{'x' * 900}")


def test_a_feeds_odd_words_do_not_reach_headers():
    odd = replace(SITE, language="en\r\nBcc: a@b.example", title="\ud83d\r\n" + "x" * 900)

    assert made(site=odd).language == "en"
    assert made(site=odd).title.startswith("xxx")
    assert len(made(site=odd).title) <= 100


def test_a_letter_is_on_the_web_where_its_page_is():
    assert made().view_url == "https://ana.example/"
    assert made(page="digests/x.html").view_url == "https://ana.example/digests/x.html"
    assert made(page="https://ana.example/1.html").view_url == "https://ana.example/1.html"


def test_a_desks_slash_is_not_doubled():
    found = links_of(made(NEWSLETTER_DESK="https://desk.example/"), "t")

    assert (found.unsubscribe, found.how_often, found.confirm) == (
        "https://desk.example/u/t",
        "https://desk.example/p/t",
        "https://desk.example/c/t",
    )


def test_subjects_in_links_are_encoded():
    assert mailto("a+b@x.example", "Re: Salt & pepper?/") == (
        "mailto:a%2Bb@x.example?subject=Re%3A%20Salt%20%26%20pepper%3F%2F"
    )
