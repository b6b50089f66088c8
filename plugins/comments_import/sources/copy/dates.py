"""Dates as blogs write them out for people: "Saturday, August 14, 2010", "14 août 2010 à 10:23".

Only what leaves no doubt is read: 8/9/2010 is August in one country and September in another, and a
time of day alone is no date.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from unidecode import unidecode

# Each language's months in their order, then its days of the week. Polish and Russian decline them.
_NAMES = {
    "en": (
        "january february march april may june july august september october november december",
        "monday tuesday wednesday thursday friday saturday sunday",
    ),
    "de": (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ),
    "pt": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    ),
    "nl": (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    ),
    "pl": (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    ),
    "ru": (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "понедельник вторник среда четверг пятница суббота воскресенье",
    ),
}
_LONGEST = 200  # characters of a line that may hold a date; what follows looks at no longer one
_SHORT = 30  # characters that hold the time of day at the end of a line
_YEARS = range(1970, 3000)
_NOON = 12


def _key(name: str) -> str:
    return unidecode(name.casefold())


_NUMBERS = {
    _key(name): number
    for months, _days in _NAMES.values()
    for number, name in enumerate(months.split(), start=1)
}
_LANGUAGES = {
    _key(name): frozenset(
        language for language, (months, _days) in _NAMES.items() if name in months.split()
    )
    for months, _days in _NAMES.values()
    for name in months.split()
}


def _any_of(number: int) -> str:
    names = {name for row in _NAMES.values() for name in row[number].split()}
    names |= {unidecode(name) for name in names if re.search("[à-ž]", name)}
    return "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))


_MONTH = _any_of(0)
_DAY = (
    rf"(?:(?:{_any_of(1)})[,.]?[ ]+)?"
    rf"(?:(?P<month1>{_MONTH})[ ]+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(?P<year1>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:\.|º|er|st|nd|rd|th)?[ ]+(?:de[ ]+)?(?P<month2>{_MONTH}),?[ ]+"
    r"(?:del?[ ]+)?(?P<year2>\d{4})(?:[ ]+г\.?)?"
    r"|(?P<year3>\d{4})年[ ]?(?P<month3>\d{1,2})月[ ]?(?P<day3>\d{1,2})日(?:[ ]?\(?[\u4e00-\u9fff]{1,3}\)?)?)"
)
_BEFORE_TIME = r"(?:,[ ]*|[ ]+)(?:(?:at|um|a las|à|alle ore|alle|às|as|om|o|в)[ ]+)?"
_TIME = (
    r"(?P<forenoon>上午|下午|午前|午後)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::\d{2})?"
    r"(?:[ ]*(?P<half>[ap])\.?[ ]?m\.?)?"
)
_IS_DAY = re.compile(_DAY, re.IGNORECASE)
_IS_MOMENT = re.compile(_DAY + _BEFORE_TIME + _TIME, re.IGNORECASE)
_ENDS_WITH_MOMENT = re.compile(
    rf"(?P<before>.{{1,80}}?)[ ]*(?P<moment>{_DAY}{_BEFORE_TIME}{_TIME})", re.IGNORECASE
)
_ENDS_WITH_TIME = re.compile(r"\d[:.hH]\d\d(?:\s*[AaPp]\.?\s?[Mm]\.?)?\s*\Z")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as a line names it: `date` is midnight UTC, None when no calendar has such a day."""

    date: datetime | None
    languages: frozenset[str]


def find_day(line: str) -> WrittenDay | None:
    """Give the day that is all there is in `line`; None when there is anything else."""
    match = _IS_DAY.fullmatch(_folded(line))
    if not match:
        return None
    month = match["month1"] or match["month2"]
    languages = _LANGUAGES[_key(month)] if month else frozenset({"ja", "zh"})
    return WrittenDay(_moment(match, 0, 0, UTC), languages)


def find_moment(line: str, zone: tzinfo) -> datetime | None:
    """Give the UTC time that is all there is in `line`, which is local to `zone`; None otherwise."""
    if not _ENDS_WITH_TIME.search(line[-_SHORT:]):
        return None
    match = _IS_MOMENT.fullmatch(_folded(line))
    return _with_time(match, zone) if match else None


def split_moment(line: str, zone: tzinfo) -> tuple[str, datetime] | None:
    """Give what stands before the date and time that end `line`, and these; None when none do."""
    if not _ENDS_WITH_TIME.search(line[-_SHORT:]):
        return None
    match = _ENDS_WITH_MOMENT.fullmatch(_folded(line))
    moment = _with_time(match, zone) if match else None
    return (match["before"].strip(), moment) if match and moment else None


def _folded(line: str) -> str:
    """Give `line` with plain single spaces, "" when it is too long to be a date."""
    return " ".join(line.split()) if len(line) <= _LONGEST else ""


def _with_time(match: re.Match[str], zone: tzinfo) -> datetime | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    is_late = (match["half"] or "").lower() == "p" or match["forenoon"] in {"下午", "午後"}
    if match["half"] or match["forenoon"]:
        if hour > _NOON:
            return None
        hour = hour % _NOON + (_NOON if is_late else 0)
    return _moment(match, hour, minute, zone)


def _moment(match: re.Match[str], hour: int, minute: int, zone: tzinfo) -> datetime | None:
    named = match["month1"] or match["month2"]
    month = _NUMBERS[_key(named)] if named else int(match["month3"])
    day = int(match["day1"] or match["day2"] or match["day3"])
    year = int(match["year1"] or match["year2"] or match["year3"])
    if year not in _YEARS:
        return None
    try:
        return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):  # 31 February, 25:00, or before the first year in UTC
        return None
