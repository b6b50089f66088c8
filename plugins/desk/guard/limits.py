"""How often something may be tried at the desk: counted in the database, so that a restart forgets nothing.

Who tried is a keyed hash, and gone after two days.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from plugins.newsletter.database.tables import attempt
from plugins.newsletter.tokens import Secrets

_HOUR = 60 * 60
_DAY = 24 * _HOUR
_KEPT = timedelta(days=2)
# Clocks are set right by a little all the time. What lies later than this was written by a clock that
# was wrong, and must not lock people out until that time comes.
_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many attempts of a kind within so many seconds. Two of one kind count the same attempts."""

    kind: str
    most: int
    seconds: int


SUBSCRIBE_NETWORK = Limit(kind="subscribe network", most=10, seconds=_HOUR)
SUBSCRIBE_ADDRESS = Limit(kind="subscribe address", most=1, seconds=10 * 60)
SUBSCRIBE_ADDRESS_A_DAY = Limit(kind="subscribe address", most=3, seconds=_DAY)
SUBSCRIBE_OVERALL = Limit(kind="subscribe", most=60, seconds=_HOUR)
COMMENT_NETWORK = Limit(kind="comment network", most=6, seconds=_HOUR)
COMMENT_OVERALL = Limit(kind="comment", most=40, seconds=_HOUR)
COMMENT_SAME = Limit(kind="comment same", most=1, seconds=_DAY)
# By reader, whom their token names: an office, or a mail provider's machines, share a network.
CHANGE_READER = Limit(kind="change reader", most=60, seconds=_HOUR)

EVERYBODY = ""


def who(secrets: Secrets, text: str) -> str:
    """Give the keyed hash that stands for an address or a network; the same after a restart."""
    return hmac.digest(secrets.keys[0], b"attempt\0" + text.encode(), "sha256").hex()[:40]


def take(
    connection: Connection, tried: Sequence[tuple[Limit, str]], now: datetime
) -> timedelta | None:
    """Count an attempt, if every limit has room, each for its who() or EVERYBODY, and give None.

    Otherwise give how long to wait; nothing is counted then. It is part of the caller's transaction,
    which has to be a writing one: between looking and counting nobody else may.
    """
    waits = [_wait(connection, limit, name, now) for limit, name in tried]
    longest = max((wait for wait in waits if wait), default=None)
    if longest:
        return longest
    counted = dict.fromkeys((limit.kind, name) for limit, name in tried)
    rows = [{"kind": kind, "who": name, "at": now} for kind, name in counted]
    if rows:
        connection.execute(attempt.insert(), rows)
    return None


def has_room(connection: Connection, tried: Sequence[tuple[Limit, str]], now: datetime) -> bool:
    """Whether an attempt would be counted; nothing is."""
    return not any(_wait(connection, limit, name, now) for limit, name in tried)


def _wait(connection: Connection, limit: Limit, name: str, now: datetime) -> timedelta | None:
    """Give how long until the oldest of the last `most` attempts no longer counts."""
    period = timedelta(seconds=limit.seconds)
    counting = (
        select(attempt.c.at)
        .where(attempt.c.kind == limit.kind, attempt.c.who == name)
        .where(attempt.c.at > now - period, attempt.c.at <= now + _SLACK)
        .order_by(attempt.c.at.desc())
        .offset(limit.most - 1)
        .limit(1)
    )
    oldest: datetime | None = connection.scalar(counting)
    return oldest + period - now if oldest else None


def sweep(connection: Connection, now: datetime) -> None:
    """Remove what no limit asks for any more."""
    is_over = or_(attempt.c.at < now - _KEPT, attempt.c.at > now + _KEPT)
    connection.execute(attempt.delete().where(is_over))
