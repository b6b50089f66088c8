"""Times as services write them, in UTC."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

Parser = Callable[[str, tzinfo], datetime | None]

_YEARS = range(1900, 3000)
_LONGEST = 60
# Go's String(): 2024-01-15 10:00:00.123456 +0530 IST. The abbreviation says nothing that the offset does not.
_ZONED = re.compile(r"(.*:.*?\d) ?([+-]\d{2}):?(\d{2})(?: [A-Z]{1,5}| [+-]\d{2,4})?")


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """Give the time in `text`, year first as in ISO 8601; local to `zone` when it says none.

    None for anything else: whether 04/05/2020 is in April or in May is anybody's guess.
    """
    plain = text.strip().removesuffix(" UTC").removesuffix(" GMT")
    if len(plain) > _LONGEST:
        return None
    match = _ZONED.fullmatch(plain)
    try:
        found = datetime.fromisoformat(
            f"{match[1]}{match[2]}:{match[3]}" if match else plain.replace("/", "-")
        )
    except ValueError:
        return None
    is_utc = text.rstrip().endswith((" UTC", " GMT"))
    return _in_utc(found, UTC if is_utc else zone)


def parse_american(text: str, zone: tzinfo) -> datetime | None:
    """Give the time in `06/17/2009 09:52`, as FeedBurner writes it; ISO 8601 is taken, too."""
    for form in ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y"):
        try:
            return _in_utc(datetime.strptime(text.strip(), form), zone)  # noqa: DTZ007 - set there
        except ValueError:
            continue
    return parse_moment(text, zone)


def _in_utc(found: datetime, zone: tzinfo) -> datetime | None:
    try:
        moment = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment.year in _YEARS else None  # Go's and .NET's "never" is in the year 1
