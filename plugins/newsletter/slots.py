"""When each cadence is due: the author's day and hour of weekly and monthly letters. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.errors import BadSettings

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")
_LAST_DAY = 28  # the last that every month has


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When letters go out: `weekday` counts from Monday as 0, `day` is a month's."""

    weekday: int = 0
    weekly_at: time = time(8)
    day: int = 1
    monthly_at: time = time(8)

    def at(self, cadence: Cadence) -> time:
        """Give the hour of a cadence's letters."""
        return self.monthly_at if cadence is Cadence.MONTHLY else self.weekly_at


def parse_times(weekly: str, monthly: str) -> Times:
    """Give the times of `Monday 08:00` and `1 08:00`. Raises BadSettings."""
    day, weekly_at = _parse("NEWSLETTER_WEEKLY", weekly, 'such as "Monday 08:00"')
    number, monthly_at = _parse("NEWSLETTER_MONTHLY", monthly, 'such as "1 08:00"')
    if day.lower() not in _DAYS:
        raise BadSettings(f'NEWSLETTER_WEEKLY is "{weekly}": "{day}" is no day of the week.')
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= _LAST_DAY):
        raise BadSettings(
            f'NEWSLETTER_MONTHLY is "{monthly}": a day from 1 to {_LAST_DAY} is needed, for every '
            "month to have it."
        )
    weekday = _DAYS.index(day.lower())
    return Times(weekday=weekday, weekly_at=weekly_at, day=int(number), monthly_at=monthly_at)


def _parse(name: str, text: str, example: str) -> tuple[str, time]:
    day, _, hour = text.strip().partition(" ")
    match = _HOUR.fullmatch(hour.strip())
    if not match:
        raise BadSettings(f'{name} is "{text}": a day and an hour are needed, {example}.')
    return day, time(int(match["hour"]), int(match["minute"]))


def period_of(cadence: Cadence, moment: datetime, zone: tzinfo) -> tuple[int, int]:
    """Give the week or month that a moment is in: a cadence has one digest in each."""
    day = moment.astimezone(zone).date()
    if cadence is Cadence.WEEKLY:
        year, week, _weekday = day.isocalendar()
        return year, week
    return day.year, day.month


def latest_slot(cadence: Cadence, now: datetime, *, times: Times, zone: tzinfo) -> datetime:
    """Give when a weekly or monthly letter was last due."""
    slot = _slot(cadence, now.astimezone(zone).date(), times, zone)
    if slot > now:
        before = _first_day(cadence, slot.astimezone(zone).date()) - timedelta(days=1)
        slot = _slot(cadence, before, times, zone)
    return slot


def next_slot(cadence: Cadence, now: datetime, *, times: Times, zone: tzinfo) -> datetime:
    """Give when a weekly or monthly letter is due next."""
    slot = _slot(cadence, now.astimezone(zone).date(), times, zone)
    if slot <= now:
        days = 7 if cadence is Cadence.WEEKLY else 31
        after = _first_day(cadence, slot.astimezone(zone).date()) + timedelta(days=days)
        slot = _slot(cadence, after, times, zone)
    return slot


def _first_day(cadence: Cadence, day: date) -> date:
    """Give the Monday, or the first of the month, of a day."""
    if cadence is Cadence.WEEKLY:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def _slot(cadence: Cadence, day: date, times: Times, zone: tzinfo) -> datetime:
    """Give the slot in the week or month of a day."""
    first = _first_day(cadence, day)
    offset = times.weekday if cadence is Cadence.WEEKLY else times.day - 1
    local = datetime.combine(first + timedelta(days=offset), times.at(cadence))
    return local.replace(tzinfo=zone)
