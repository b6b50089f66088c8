"""Points in time as comment systems and Pelican's files state them, in UTC; whatever is unreadable is None."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from plugins.shared.dates import Precision, parse_time

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(3000, 1, 1, tzinfo=UTC)
_SECONDS = re.compile(r"\d:\d{1,2}:\d{1,2}|T\d{6}")
_MINUTES = re.compile(r"\d:\d{1,2}|\d{1,2}\s*[AaPp][Mm]\b|T\d{2}")
_LONGEST = 80  # characters that a time has at most


def time_of(text: object, zone: tzinfo = UTC) -> datetime | None:
    """Give the time that `text` names; without a zone of its own it is local to `zone`.

    A day alone is midnight in UTC. Milliseconds are kept, what is finer is not.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    try:
        moment = parse_time(text, UTC if precision_in(text) is Precision.DAY else zone)
    except ValueError:
        return None
    return _of_this_age(moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def precision_in(text: object) -> Precision:
    """Give how exactly `text` tells a time, in whatever form: 2014-3-21 15:02 is a minute."""
    if not isinstance(text, str) or len(text) > _LONGEST or _SECONDS.search(text):
        return Precision.SECOND
    return Precision.MINUTE if _MINUTES.search(text) else Precision.DAY


def from_epoch(seconds: object) -> datetime | None:
    """Give the time so many seconds after 1970 began; None for what is no number."""
    try:
        number = round(float(str(seconds)) * 1000)
        return _of_this_age(_EARLIEST + timedelta(milliseconds=number))
    except (ValueError, OverflowError):
        return None


def _of_this_age(moment: datetime) -> datetime | None:
    return moment if _EARLIEST <= moment < _LATEST else None
