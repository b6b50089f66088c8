import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.dates import Precision
from plugins.shared.locales import direction_of, long_day, minute_in, moment_in, short_day

DAY = date(2010, 8, 14)
MINUTE = datetime(2010, 8, 14, 22, 5, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ALL = sorted(tag.replace("_", "-") for tag in locale_identifiers())


@pytest.mark.parametrize(
    ("language", "long", "short", "minute"),
    [
        ("en", "14 August 2010", "14 Aug", "15 August 2010, 00:05"),
        ("en-US", "August 14, 2010", "Aug 14", "August 15, 2010, 12:05\u202fAM"),
        ("de", "14. August 2010", "14. Aug.", "15. August 2010, 00:05"),
        ("es", "14 de agosto de 2010", "14 ago", "15 de agosto de 2010, 0:05"),
        ("fr", "14 août 2010", "14 août", "15 août 2010, 00:05"),
        ("pt-BR", "14 de agosto de 2010", "14 de ago.", "15 de agosto de 2010 00:05"),
        ("ja", "2010年8月14日", "8月14日", "2010年8月15日 0:05"),
        ("he", "14 באוגוסט 2010", "14 באוג׳", "15 באוגוסט 2010, 0:05"),
        ("de-XX", "14. August 2010", "14. Aug.", "15. August 2010, 00:05"),
        ("tlh", "14 August 2010", "14 Aug", "15 August 2010, 00:05"),
    ],
)
def test_days_and_times_are_written_as_the_language_writes_them(language, long, short, minute):
    assert long_day(language, DAY) == long
    assert short_day(language, DAY) == short
    assert minute_in(language, MINUTE, BERLIN) == minute


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_a_times_day_is_that_of_its_own_zone(language):
    late = datetime(2010, 8, 14, 23, 59, tzinfo=ZoneInfo("America/Los_Angeles"))
    early = datetime(2010, 8, 14, 0, 1, tzinfo=ZoneInfo("Pacific/Kiritimati"))

    assert long_day(language, late) == long_day(language, early) == long_day(language, DAY)
    assert short_day(language, late) == short_day(language, early) == short_day(language, DAY)


def test_a_day_without_a_time_is_that_day_in_every_zone():
    day = datetime(2010, 8, 14, tzinfo=UTC)

    said = moment_in("de", day, Precision.DAY, ZoneInfo("America/Los_Angeles"))

    assert said == "14. August 2010"


def test_every_language_that_babel_knows_has_names_for_its_months():
    for language in ALL:
        for said in (
            long_day(language, DAY),
            short_day(language, DAY),
            minute_in(language, MINUTE, UTC),
        ):
            assert "14" in said, language
            assert not re.search(r"M\d\d|[{}']", said.replace("\u2019", "")), language


def test_the_direction_is_babels_for_every_language_it_knows():
    for language in ALL:
        known = Locale.parse(language, sep="-").text_direction
        if known != "ttb":  # Mongolian's own script: no browser turns a whole page for it
            assert direction_of(language) == known, language


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("fa-AF", "rtl"),
        ("he-IL", "rtl"),
        ("iw", "rtl"),
        ("ur", "rtl"),
        ("yi", "rtl"),
        ("dv", "rtl"),  # not known to Babel
        ("az-Arab", "rtl"),
        ("pa-PK", "rtl"),
        ("pa", "ltr"),
        ("ur-Latn", "ltr"),
        ("pt-BR", "ltr"),
        ("tlh", "ltr"),
        ("", "ltr"),
        ("-", "ltr"),
    ],
)
def test_a_language_is_read_from_one_side(language, direction):
    assert direction_of(language) == direction


@given(st.text(max_size=20) | st.from_regex(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True))
def test_nothing_that_is_called_a_language_breaks_it(language):
    assert direction_of(language) in {"ltr", "rtl"}
    assert all(
        (long_day(language, DAY), short_day(language, DAY), minute_in(language, MINUTE, UTC))
    )
