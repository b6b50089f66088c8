"""Letters in the site's language: words, days, numbers, direction."""

import re
from dataclasses import replace
from functools import cache

import html5lib
import pytest
from bs4 import BeautifulSoup
from letter_samples import (
    BO,
    CY,
    DATE,
    HELLO,
    PLAIN,
    RICH,
    SITE,
    TALK,
    WITH_DESK,
    ZONE,
    digest,
    post,
    sender,
)

from plugins.newsletter.digest import compose_letter, make_subject
from plugins.newsletter.letter.rendering import render, render_invitation
from plugins.newsletter.letter.slots import fill_letter
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.previews import TEMPLATES
from plugins.shared.languages import words_in
from plugins.writing.catalogues import find_words

MEDIA = '<p><img src="https://x.example/a.png" alt="Tisch"> <video src="https://x.example/v"></video></p>'
# The words of the samples themselves, and what tasks understand in a mail's subject.
OF_THE_SAMPLES = re.compile(r"subject=[^&\s]*|Sub|Last words|First words|It worked")


def in_language(language, made, settings=WITH_DESK, **changes):
    who = sender(settings, language=language, **changes)
    letter = render(made, site=SITE, sender=who, zone=ZONE, templates=TEMPLATES)
    return letter, who


@cache
def messages():
    return tuple(find_words())


def english_in(text, language):
    """Give the messages that are said in English, though the language has other words for them."""
    words = words_in(language)
    plain = OF_THE_SAMPLES.sub("", " ".join(text.split()))
    for message in messages():
        for id_ in message.id if isinstance(message.id, tuple) else (message.id,):
            pieces = re.split(r"%\(\w+\)s|<[^>]+>", id_)
            piece = max(pieces, key=len).strip(" :.,")
            is_other = len(piece.split()) > 1 and piece not in words.gettext(id_)
            if is_other and re.search(rf"\b{re.escape(piece)}\b", plain):
                yield piece


LETTERS = {
    "everything": digest(RICH, PLAIN, post(3, content=MEDIA)),
    "one post": digest(RICH, subject=RICH.title, introduction=None, preheader="Kurz"),
    "headlines": digest(*map(post, range(300)), conversation=(TALK,) * 30),
    "nothing but headlines": digest(
        *(post(n, title="T" * 180 + str(n)) for n in range(2_500)), conversation=(TALK,) * 11
    ),
}


@pytest.mark.parametrize("cadence", ["each", "weekly", "monthly", ""])
@pytest.mark.parametrize("made", LETTERS.values(), ids=LETTERS)
def test_a_german_digest_has_no_english_in_it(made, cadence):
    letter, _who = in_language("de", made, cadence=cadence)
    shown = fill_letter(letter, CY)

    page = BeautifulSoup(shown.html, "html.parser")
    assert page.html["lang"] == "de"
    assert list(english_in(page.get_text(" "), "de")) == []
    assert list(english_in(shown.text, "de")) == []
    assert "Hallo Cy 🥄 <Sy>!" in shown.text
    assert "31. Mai 2026" in shown.text


def test_numbers_have_their_forms():
    letter, _who = in_language("de", LETTERS["everything"])
    one, _who = in_language("de", digest(replace(RICH, comment_count=1), conversation=()))

    assert "Das Gespräch: bisher 4 Kommentare" in letter.html
    assert "Das Gespräch, bisher 1 Kommentar:" in one.text
    assert "[Bild: Tisch]" in letter.text
    assert ">Den Film ansehen</a>" in letter.html


def test_the_lines_with_addresses_stand_below_each_other():
    text = in_language("de", LETTERS["everything"])[0].text

    columns = {
        line.index("https")
        for line in text.split("\n")
        if line.startswith(("Im Web:", "Kommentare:"))
    }
    columns |= {line.index("mailto") for line in text.split("\n") if line.startswith("Antworten:")}
    assert columns == {len("Kommentare:") + 2}


@pytest.mark.parametrize("settings", [None, WITH_DESK], ids=["mail", "desk"])
def test_a_german_invitation_has_no_english_in_it(settings):
    who = sender(settings, language="de", title="Anas Tipps")
    letter = fill_letter(render_invitation(site=SITE, sender=who, templates=TEMPLATES), BO)

    page = BeautifulSoup(letter.html, "html.parser")
    assert letter.subject == "Darf ich dir ab und zu „Anas Tipps“ schicken?"
    assert list(english_in(page.get_text(" "), "de")) == []
    assert list(english_in(letter.text, "de")) == []
    assert 'href="https://ana.example/"' in letter.html


@pytest.mark.parametrize("language", ["en", "de", "he"])
def test_a_compiled_letter_greets_as_the_rendered_one_does(language):
    letter, who = in_language(language, digest())
    wire = Template.from_bytes(compile_template(letter, sender=who, date=DATE)).fill(BO).decode()

    greeting = {"en": "Hello Bo,", "de": "Hallo Bo!", "he": "Hello Bo,"}[language]
    assert wire.count(greeting) == 2
    assert fill_letter(letter, BO).text.count(greeting) == 1


def test_a_subject_that_nobody_wrote_is_in_the_sites_language():
    german = words_in("de")

    assert make_subject((RICH, PLAIN), german) == "Salt & <pepper> und 1 weiterer"
    assert compose_letter(
        (RICH, PLAIN, post(3)), introduction=None, date=DATE, catalogue=german
    ).subject.endswith(" und 2 weitere")
    assert (
        compose_letter((RICH,), introduction=HELLO, date=DATE, catalogue=german).subject == "Grüße"
    )


@pytest.mark.parametrize("language", ["he", "ar", "fa-AF"])
def test_a_letter_that_is_read_from_the_right_stands_on_the_right(language):
    letter, _who = in_language(language, digest())
    html = fill_letter(letter, CY).html

    parser = html5lib.HTMLParser()
    parser.parse(html)
    page = BeautifulSoup(html, "html.parser")
    column = page.select_one(".column")
    assert parser.errors == []
    assert (page.html["lang"], page.html["dir"], column["dir"]) == (language, "rtl", "rtl")
    assert "text-align: right" in column["style"]
    assert "text-align: left" not in html
    assert "border-left: 3px" not in html
    assert "border-right: 3px solid #a8431c" in page.select_one(".note")["style"]


def test_a_letter_that_is_read_from_the_left_says_nothing_of_it():
    letter, _who = in_language("en", digest())

    assert "dir=" not in letter.html
    assert "text-align: left" in letter.html
    assert "text-align: right" not in letter.html
