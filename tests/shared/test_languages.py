import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from plugins.shared.languages import best_language, day_in, speak, wanted_languages, words_in
from plugins.shared.site import ENGINE

KNOWN = ("en", "de", "fr")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("en;q=0.5, fr;q=0.9", "fr"),
        ("nl, de;q=0.3", "de"),
        ("*", "en"),
        ("de;q=0", "en"),
        ("DE-de", "de"),
        ("de;q=much", "en"),
        (";;;,,,\x00", "en"),
    ],
)
def test_the_reader_gets_the_language_they_want_most(header, language):
    assert best_language(wanted_languages(header), KNOWN, default="en") == language


def test_without_a_wish_it_is_the_sites_language_when_that_is_known():
    assert best_language([], KNOWN, default="fr") == "fr"
    assert best_language([], KNOWN, default="pt-BR") == "en"


@given(st.text())
def test_no_header_breaks_it(header):
    assert best_language(wanted_languages(header), KNOWN, default="en") in KNOWN


def test_days_are_written_as_the_language_writes_them():
    moment = datetime(2026, 5, 31, 12, tzinfo=UTC)

    assert day_in("en", moment, UTC) == "31 May 2026"
    assert day_in("de", moment, UTC) == "31. Mai 2026"


@pytest.fixture
def spoken_portuguese(tmp_path):
    (tmp_path / "pt.po").write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "Hello,"\nmsgstr "Olá,"\n\n'
        'msgid "%(count)s post"\nmsgid_plural "%(count)s posts"\n'
        'msgstr[0] "%(count)s artigo"\nmsgstr[1] "%(count)s artigos"\n'
    )
    return tmp_path


@pytest.mark.parametrize("language", ["pt", "pt-BR", "PT-br", "pt-Latn-BR"])
def test_a_region_has_the_words_of_its_language(spoken_portuguese, language):
    assert words_in(language, spoken_portuguese).gettext("Hello,") == "Olá,"


@pytest.mark.parametrize("language", ["", "en", "en-US", "tlh", "../pt", "pt/../pt", "-"])
def test_the_words_of_a_language_without_a_catalogue_are_english(spoken_portuguese, language):
    assert words_in(language, spoken_portuguese).gettext("Hello,") == "Hello,"


def test_templates_speak_a_language_with_its_numbers_days_and_direction():
    said = (
        "{% trans count=many %}\n{{ count }} comment\n{% pluralize %}{{ count }} comments{% endtrans %}"
        "|{{ date|day }}|{{ date|short_day }}|{{ direction }}|{{ 'he'|direction }}"
    )
    template = speak(Environment(autoescape=True), "de").from_string(said)
    values = {"date": datetime(2010, 8, 14, 23, tzinfo=UTC)}

    assert template.render(many=1, **values) == ("1 Kommentar|14. August 2010|14. Aug.|ltr|rtl")
    assert template.render(many=2, **values).startswith("2 Kommentare|")


def test_what_a_stranger_wrote_is_escaped_in_a_message():
    template = speak(Environment(autoescape=True), "de").from_string(
        "{% trans name=name %}Back to {{ name }}{% endtrans %}"
    )

    assert template.render(name="<b>%(x)s") == "Zurück zu &lt;b&gt;%(x)s"


def test_english_does_not_wait_for_babel():
    code = (
        "import sys; from datetime import date; from jinja2 import Environment\n"
        "from plugins.shared.languages import speak\n"
        "said = speak(Environment(), 'en').from_string(\"{{ _('Hello,') }} {{ d|day }} {{ d|short_day }}\")\n"
        "print(said.render(d=date(2010, 8, 4)), 'babel' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ENGINE, capture_output=True, text=True, check=True
    )

    assert done.stdout == "Hello, 4 August 2010 4 Aug False\n"
