"""How a language writes days and times, and in which direction: by Babel, which knows nearly all of them.

Plain English is written by hand, as the site always did: "14 August 2010". So an English site never
waits for Babel to load.
"""

import re
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal

from plugins.shared.dates import Precision

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
Direction = Literal["ltr", "rtl"]
# Those in use, by their names in ISO 15924.
_FROM_THE_RIGHT = frozenset(
    ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"]
)
# Pelican's dates are slow to say theirs, and a list has many.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LETTERS_OF_A_SCRIPT = 4
# What Babel says for a month that it has no name for.
_NAMELESS = re.compile(r"M\d\d")


def long_day(language: str, day: date) -> str:
    """Give a day in words, "14 August 2010"; of a time, its day in the zone it is in."""
    if locale := _locale(language):
        from babel.dates import format_date  # noqa: PLC0415 - see above

        found = format_date(day, "long", locale)
        if not _NAMELESS.search(found):
            return found
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(language: str, day: date) -> str:
    """Give a day without its year, as short as the language writes it: "14 Aug"."""
    if locale := _locale(language):
        from babel.dates import format_skeleton  # noqa: PLC0415 - see above

        for known, months in product((locale, _locale(locale.language)), ("MMMd", "MMMMd")):
            found = format_skeleton(months, _noon(day), locale=known) if known else ""
            if found and not _NAMELESS.search(found):  # ar-EG has short names in ar alone
                return found
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def minute_in(language: str, moment: datetime, zone: tzinfo) -> str:
    """Give day and time as a reader in `zone` would write it: "14 August 2010, 09:05"."""
    local = moment.astimezone(zone)
    if not (locale := _locale(language)):
        return f"{long_day(language, local)}, {local.hour:02}:{local.minute:02}"
    from babel.dates import format_time, get_datetime_format  # noqa: PLC0415 - see above

    time = format_time(local.time(), "short", locale=locale)
    both = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    return both.replace("{0}", time).replace("{1}", long_day(language, local))


def moment_in(language: str, moment: datetime, precision: Precision, zone: tzinfo) -> str:
    """Give a time in words, as exactly as it is known; a day is that day in every zone."""
    if precision is Precision.DAY:
        return long_day(language, moment.astimezone(UTC))
    return minute_in(language, moment, zone)


@lru_cache(maxsize=32)
def direction_of(language: str) -> Direction:
    """Give the direction that a language is written in, by its script; "ltr" for what is no language."""
    first, *rest = _parts(language)
    if first == ENGLISH:
        return "ltr"
    from babel.core import get_global  # noqa: PLC0415 - see above

    scripts = [part.title() for part in rest if len(part) == _LETTERS_OF_A_SCRIPT]
    likely = get_global("likely_subtags")  # such as "ur": "ur_Arab_PK"
    for tag in (*(f"{first}_{part.upper()}" for part in rest), first):
        scripts += likely.get(tag, "").split("_")[1:2]
    return "rtl" if scripts and scripts[0] in _FROM_THE_RIGHT else "ltr"


@lru_cache(maxsize=32)
def _locale(language: str) -> "Locale | None":
    """Give what Babel knows of a language, "pt" for a "pt-XX" it does not know; None for plain English."""
    parts = _parts(language)
    if parts == [ENGLISH]:
        return None
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - see above

    while parts and all(parts):
        try:
            locale = Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError):
            parts.pop()
            continue
        has_names = not _NAMELESS.search(locale.months["format"]["wide"][1])
        return locale if has_names else None
    return None


def _parts(language: str) -> list[str]:
    """Give the parts of a tag (BCP 47, https://www.rfc-editor.org/info/bcp47), in small letters."""
    return language.replace("_", "-").lower().split("-")


def _noon(day: date) -> datetime:
    """Give a time that Babel, which reads skeletons in UTC, takes for that day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
