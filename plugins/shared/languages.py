"""The words of pages and letters in a reader's language: one gettext catalogue for each in theme/languages/.

English stands in the templates themselves, so a word that a catalogue lacks is shown in English.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from jinja2 import Environment

from plugins.shared.locales import ENGLISH, direction_of, long_day, short_day
from plugins.shared.patterns import late_pattern
from plugins.shared.site import ENGINE
from plugins.shared.spoken_words import SpokenWords

CATALOGUES = ENGINE / "theme" / "languages"
# A catalogue's words in Python: `words.gettext("…")`, `words.ngettext("…", "…", number)`.
Words = NullTranslations
IN_ENGLISH: Words = NullTranslations()
_ITEM = late_pattern(
    r"(?P<tag>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:;\s*q=(?P<q>[01](?:\.\d{1,3})?))?"
)
_LONGEST_HEADER = 500


def known_languages(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """Give the languages that there are words in, English first."""
    return (ENGLISH, *sorted(path.stem for path in folder.glob("*.po")))


@lru_cache(maxsize=32)
def words_in(language: str, folder: Path = CATALOGUES) -> Words:
    """Give the catalogue of a language, that of "pt" for "pt-BR", too; English for one that has none."""
    known = known_languages(folder)
    best = best_language([language], known, default=ENGLISH)
    return IN_ENGLISH if best == ENGLISH else _compiled(folder / f"{best}.po", best)


def _compiled(path: Path, language: str) -> Words:
    """Give a catalogue as gettext has it, made in memory: a file of it could be out of date."""
    # Only what speaks another language than English waits for Babel to load.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return GNUTranslations(compiled)


def day_in(language: str, moment: datetime, zone: tzinfo) -> str:
    """Give the day of a moment in `zone` as readers of a language write it: "31 May 2026"."""
    return long_day(language, moment.astimezone(zone))


def speak(environment: Environment, language: str) -> Environment:
    """Let the templates of an environment speak a language; give the environment.

    They have `{% trans %}`, `_()` and `ngettext()`; the filters `day` ("31 May 2026") and `short_day`
    ("31 May"), which take a day, or a time in the zone whose day it is; and `direction`, "ltr" or "rtl",
    which is a filter, too, for a post in another language: `{{ article.lang|direction }}`.
    """
    words = words_in(language)
    environment.add_extension(SpokenWords)
    # A message may go over several lines of a template: its line ends are no part of it.
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.words = words  # type: ignore[attr-defined]
    environment.globals["direction"] = direction_of(language)
    environment.filters["direction"] = direction_of
    environment.filters["day"] = partial(long_day, language)
    environment.filters["short_day"] = partial(short_day, language)
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
    there = {tag.lower(): tag for tag in known}
    for tag in (*wanted, default):
        parts = tag.lower().split("-")
        for length in range(len(parts), 0, -1):
            if found := there.get("-".join(parts[:length])):
                return found
    return ENGLISH
