"""The zone of a page's times: comments tell it that have their exact time and a shown one, too."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from plugins.comments_import.sources.page.dates import Shown

_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
_STEP = timedelta(minutes=15)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageZone:
    """A zone, how many comments tell of it, and how many tell of any; no votes when it is only assumed."""

    zone: tzinfo
    votes: int = 0
    voters: int = 0

    @property
    def sentence(self) -> str:
        """What to tell the author, "" for a zone that is only assumed."""
        if not self.votes:
            return ""
        return (
            f"times of this page are {self.zone}, told from {self.votes} of {self.voters} comments."
        )


def find_zone(told: Iterable[tuple[datetime, Shown]], assumed: tzinfo) -> PageZone:
    """Give the zone in which most of the shown times are those exact ones, else the assumed one.

    Where the assumed zone explains all of them it is the zone, with its summer times.
    """
    pairs = [(moment, offset) for moment, shown in told if (offset := offset_of(moment, shown)) is not None]  # fmt: skip
    if not pairs or all(
        moment.astimezone(assumed).utcoffset() == offset for moment, offset in pairs
    ):
        return PageZone(zone=assumed)
    counted = Counter(offset for _, offset in pairs)
    # Of two offsets with as many votes the one nearer to UTC, so that the order does not matter.
    offset, votes = max(counted.items(), key=lambda vote: (vote[1], -abs(vote[0]), vote[0]))
    return PageZone(zone=timezone(offset), votes=votes, voters=len(pairs))


def offset_of(moment: datetime, shown: Shown) -> timedelta | None:
    """Give shown minus exact time where that can be a zone's offset, None where it cannot be told.

    A time without a day leaves two offsets, a day apart; both exist only around the date line.
    """
    if not shown.clock:
        return None
    exact = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    # Most pages show no seconds.
    exact = exact if shown.clock.second else exact.replace(second=0)
    if shown.moment:
        found = [shown.moment - exact]
    else:
        first = datetime.combine(exact.date(), shown.clock) - exact
        found = [first - _DAY, first, first + _DAY]
    possible = [offset for offset in found if _WEST <= offset <= _EAST and not offset % _STEP]
    return possible[0] if len(possible) == 1 else None
