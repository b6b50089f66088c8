"""The words of pages and letters in a reader's language: one gettext catalogue for each in theme/languages/.

English stands in the templates themselves, so a word that a catalogue lacks is shown in English.
"""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from plugins.shared.dates import format_day
from plugins.shared.site import ENGINE

CATALOGUES = ENGINE / "theme" / "languages"
ENGLISH = "en"
_ITEM = re.compile(
    r"(?P<tag>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:;\s*q=(?P<q>[01](?:\.\d{1,3})?))?"
)
_LONGEST_HEADER = 500


def known_languages(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """Give the languages that there are words in, English first."""
    return (ENGLISH, *sorted(path.stem for path in folder.glob("*.po")))


@lru_cache(maxsize=32)
def words_in(language: str, folder: Path = CATALOGUES) -> NullTranslations:
    """Give the catalogue of a language; English for one that has none."""
    path = folder / f"{language}.po"
    if language not in known_languages(folder)[1:]:
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def day_in(language: str, moment: datetime, zone: tzinfo) -> str:
    """Give the day of a moment in `zone` as readers of a language write it: "31 May 2026"."""
    if language == ENGLISH:  # as the site's own pages write it
        return format_day(moment, zone)
    return format_date(moment.astimezone(zone).date(), "long", language)


def speak(environment: Environment, language: str) -> Environment:
    """Let the `{% trans %}` of an environment's templates speak a language; give the environment."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_translations(words_in(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


def wanted_languages(header: str) -> list[str]:
    """Give the languages of an Accept-Language header (RFC 9110, 12.5.4), the most wanted first."""
    found = []
    for item in header[:_LONGEST_HEADER].split(","):
        match = _ITEM.fullmatch(item.strip())
        if match and (weight := float(match["q"] or 1)):
            found.append((weight, match["tag"].lower()))
    return [tag for _weight, tag in sorted(found, key=lambda one: -one[0])]


def best_language(wanted: Iterable[str], known: Iterable[str], *, default: str) -> str:
    """Give the first wanted language that is known, "de" for "de-AT", too; else the default, else English."""
    there = set(known)
    for tag in (*wanted, default.lower()):
        parts = tag.lower().split("-")
        for length in range(len(parts), 0, -1):
            if (found := "-".join(parts[:length])) in there:
                return found
    return ENGLISH
