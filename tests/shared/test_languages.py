from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.languages import best_language, day_in, wanted_languages

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
