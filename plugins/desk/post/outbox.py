"""The letters that the desk owes, in the database: what is promised on a page outlives a restart."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from plugins.newsletter.database.tables import outgoing

# How long to wait after each try that came to nothing; after the last one it is given up.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
_BATCH = 20


class Kind(StrEnum):
    """What a letter says: "is it you?", "you are on the list", "welcome", or a comment to the author."""

    CONFIRM = "confirm"
    KNOWN = "known"
    WELCOME = "welcome"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One letter that is owed. `about` is the number of a sign-up or a subscriber, or a comment's id."""

    id: int
    kind: Kind
    about: str
    language: str
    attempts: int


def owe(connection: Connection, kind: Kind, about: str, *, language: str, now: datetime) -> None:
    """Keep that a letter is owed."""
    row = {"kind": kind, "about": about, "language": language, "made": now, "not_before": now}
    connection.execute(outgoing.insert().values(attempts=0, **row))


def due(connection: Connection, *, now: datetime) -> list[Owed]:
    """Give the first letters that may go now."""
    rows = connection.execute(
        select(outgoing)
        # Made in the future: the clock was set back.
        .where((outgoing.c.not_before <= now) | (outgoing.c.made > now))
        .order_by(outgoing.c.id)
        .limit(_BATCH)
    )
    return [
        Owed(
            id=row.id,
            kind=Kind(row.kind),
            about=row.about,
            language=row.language,
            attempts=row.attempts,
        )
        for row in rows
    ]


def done(connection: Connection, one: Owed) -> None:
    """Forget a letter that was handed over, or that is not wanted any more."""
    connection.execute(outgoing.delete().where(outgoing.c.id == one.id))


def put_off(connection: Connection, one: Owed, *, now: datetime) -> bool:
    """Try a letter again later; give False when it was tried often enough, and is given up."""
    if one.attempts >= len(_WAITS):
        done(connection, one)
        return False
    later = {"attempts": one.attempts + 1, "not_before": now + _WAITS[one.attempts]}
    connection.execute(outgoing.update().where(outgoing.c.id == one.id).values(**later))
    return True


def count_owed(connection: Connection) -> int:
    """Give how many letters wait."""
    return connection.scalar(select(func.count()).select_from(outgoing)) or 0
