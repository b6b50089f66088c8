"""Points in time: read from files, kept in UTC, written and shown."""

import re
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import cast

from dateutil import parser

_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001 - the caller knows the zone
_YEARS = (1900, 2999)
_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?")


class Precision(StrEnum):
    """How exactly a point in time is known. Seconds have milliseconds when the time has any."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


def parse_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Give the aware UTC time that `text` names; without an offset of its own it is local to `zone`.

    Takes ISO 8601 and the looser forms Pelican takes. Raises ValueError for anything else.
    """
    try:
        found = _parse(text.strip())
        moment = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f'"{text}" is no date') from error
    if not _YEARS[0] <= moment.year <= _YEARS[1]:
        raise ValueError(f'"{text}" is no date of this age')
    return moment


def _parse(text: str) -> datetime:
    """Give the time as written; ISO 8601, which nearly all dates are, by the far faster parser."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    # dateutil fills what is missing in "monday", "12" or "March 2026" from a default, Pelican's from
    # today: such a text names no day. What it does name comes out the same whatever the default is.
    first, second = (parser.parse(text, default=default) for default in _DEFAULTS)
    if first != second:
        raise ValueError("it names no whole day")
    return cast("datetime", first)


def is_day_only(text: str) -> bool:
    """Whether `text` names a day and no time of day."""
    return bool(_DAY_ONLY.fullmatch(text.strip()))


def precision_of(text: str) -> Precision:
    """Give how exactly the written time `text` is meant."""
    if is_day_only(text):
        return Precision.DAY
    return Precision.MINUTE if _MINUTE_ONLY.fullmatch(text.strip()) else Precision.SECOND


def format_utc(moment: datetime) -> str:
    """Give the RFC 3339 form in UTC, with `Z`; milliseconds only when there are any."""
    precision = "milliseconds" if moment.microsecond // 1000 else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def format_precise(moment: datetime, precision: Precision) -> str:
    """Give the form in UTC that precision_of understands: a day, a minute with `Z`, or format_utc."""
    if precision is Precision.DAY:
        return moment.astimezone(UTC).date().isoformat()
    if precision is Precision.MINUTE:
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return format_utc(moment)


def format_day(moment: datetime, zone: tzinfo) -> str:
    """Give the day as a reader in `zone` would write it: `14 August 2010`."""
    return moment.astimezone(zone).strftime("%-d %B %Y")


def format_minute(moment: datetime, zone: tzinfo) -> str:
    """Give day and time as a reader in `zone` would write it: `14 August 2010, 09:05`."""
    return moment.astimezone(zone).strftime("%-d %B %Y, %H:%M")
