"""Dates as blogs show them to readers: "April 12, 2011 11:49 AM", "7. Juni 2015 um 11:30", "7:34 AM".

Nothing is guessed: what could be two days is no day, and a time alone is no date.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

# By language: en, de, fr, es, it, pt, nl, sv/da/no, pl; without accents, as _plain leaves them.
_MONTHS = (
    "january januar jan janner jannar janvier janv enero ene gennaio gen janeiro januari stycznia styczen",
    "february februar feb feber fevrier fevr febrero febbraio fevereiro fev februari lutego luty",
    "march marz mar mrz mars marzo marco maart mrt marca marzec",
    "april apr avril avr abril abr aprile kwietnia kwiecien",
    "may mai mayo maggio mag maio mei maj maja",
    "june juni jun juin junio giugno giu junho czerwca czerwiec",
    "july juli jul juillet juil julio luglio lug julho lipca lipiec",
    "august aug aout agosto ago augustus augusti sierpnia sierpien",
    "september sept sep septembre septiembre settembre set setembro wrzesnia wrzesien",
    "october oktober oct okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik",
    "november nov novembre noviembre novembro listopada listopad",
    "december dezember dec dez decembre diciembre dic dicembre dezembro grudnia grudzien desember des",
)
_MONTH_OF = {word: number for number, row in enumerate(_MONTHS, 1) for word in row.split()}
# "mar." is Tuesday in French, Spanish and Italian; the true month then stands beside it.
_ALSO_DAYS = {"mar", "dom", "set"}
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:.]|\s?h\s?)(\d{2})(?:[:.](\d{2}))?(?![\d.])\s*(?:([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_EAST_HALF = re.compile(r"(上午|午前|오전)|(下午|午後|오후)")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_YEARS = range(1990, 3000)
_NOON = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What a shown date tells: a day, a time of day, both, or nothing."""

    day: date | None = None
    clock: time | None = None

    @property
    def moment(self) -> datetime | None:
        """The local point in time, when both are told."""
        return datetime.combine(self.day, self.clock) if self.day and self.clock else None


def parse_shown(text: str, *, is_day_first: bool | None = None) -> Shown:
    """Give what `text` tells. `is_day_first` says how to read 4/5/2011; None: not at all."""
    plain = _plain(text[:200])
    day, rest = _find_day(plain, is_day_first=is_day_first)
    return Shown(day, _find_time(rest))


def tells_day_first(texts: Iterable[str]) -> bool | None:
    """Give whether the dates of one page have the day before the month, None if none of them tells."""
    told = set()
    for text in texts:
        match = _YEAR_LAST.search(text[:200])
        first, second = (int(match[1]), int(match[3])) if match else (0, 0)
        if max(first, second) > _NOON >= min(first, second) > 0:
            told.add(first > second)
    return told.pop() if len(told) == 1 else None


def _plain(text: str) -> str:
    """Give it in small letters without accents; Hangul and Kana stay whole."""
    parts = unicodedata.normalize("NFD", text.lower())
    stripped = "".join(char for char in parts if not "\u0300" <= char <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", stripped).split())


def _find_day(text: str, *, is_day_first: bool | None) -> tuple[date | None, str]:
    """Give the day, and the text without it."""
    for pattern, order in ((_CJK, (1, 2, 3)), (_YEAR_FIRST, (1, 3, 4))):
        match = pattern.search(text)
        if match:
            year, month, day = (int(match[group]) for group in order)
            return _day(year, month, day), _without(text, match)
    match = _YEAR_LAST.search(text)
    if match:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        return _numeric_day(first, second, year, is_day_first=is_day_first), _without(text, match)
    return _worded_day(_TIME.sub(" ", text)), text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _numeric_day(first: int, second: int, year: int, *, is_day_first: bool | None) -> date | None:
    if first == second:
        return _day(year, first, second)
    if first > _NOON:
        return _day(year, second, first)
    if second > _NOON:
        return _day(year, first, second)
    if is_day_first is None:
        return None
    return _day(year, second, first) if is_day_first else _day(year, first, second)


def _worded_day(text: str) -> date | None:
    """Give the day of one month's name, one number of four digits and one of at most two."""
    months = {word: _MONTH_OF[word] for word in _WORD.findall(text) if word in _MONTH_OF}
    if len(set(months.values())) > 1:
        months = {word: number for word, number in months.items() if word not in _ALSO_DAYS}
    numbers = [int(number) for number in _NUMBER.findall(text)]
    years = [number for number in numbers if number in _YEARS]
    days = [number for number in numbers if number not in _YEARS]
    if len(set(months.values())) != 1 or len(years) != 1 or len(days) != 1:
        return None
    return _day(years[0], next(iter(months.values())), days[0])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _find_time(text: str) -> time | None:
    match = _TIME.search(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    east = _EAST_HALF.search(text)
    half = (match[4] or "").lower() or ("" if not east else "a" if east[1] else "p")
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
