"""Signing up: an address typed into a form, the letter that asks whether it was its owner, and their yes.

Nothing is kept of who never answers but for a week.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.tables import signup
from plugins.newsletter.subscribers import store, suppression
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.newsletter.tokens import Secrets

KEPT = timedelta(days=7)


class Answer(StrEnum):
    """The letter that a sign-up is answered with: "is it you?", "you are on the list", or none at all."""

    CONFIRM = "confirm"
    KNOWN = "known"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """An address that somebody typed; `confirmed` is when its owner said yes, None before."""

    id: int
    address: Address
    language: str
    made: datetime
    confirmed: datetime | None = None


def sign_up(
    connection: Connection, address: Address, *, language: str, secrets: Secrets, now: datetime
) -> tuple[Answer, int]:
    """Keep that somebody typed an address; give the letter it is owed, and whom or what that is about.

    The number is the sign-up's, or the subscriber's for `KNOWN`. Who left is not written to, whoever asks.
    """
    known = store.find(connection, address)
    if known and known.status in {Status.ACTIVE, Status.PAUSED}:
        return Answer.KNOWN, known.id
    if suppression.is_suppressed(connection, address, secrets=secrets):
        return Answer.NONE, 0
    return Answer.CONFIRM, _keep(connection, address, language, now)


def _keep(connection: Connection, address: Address, language: str, now: datetime) -> int:
    """Give the number of the open sign-up of an address: asking again makes the same letter."""
    open_one = (
        signup.c.key == address.key,
        signup.c.confirmed.is_(None),
        signup.c.made > now - KEPT,
    )
    number = connection.scalar(select(signup.c.id).where(*open_one))
    values = {"shown": address.shown, "wire": address.wire, "language": language, "made": now}
    if number is not None:
        connection.execute(signup.update().where(signup.c.id == number).values(**values))
        return int(number)
    made = connection.execute(signup.insert().values(key=address.key, **values))
    return int(made.lastrowid)


def find_signup(connection: Connection, number: int, *, now: datetime) -> Signup | None:
    """Give the sign-up of that number, when it is not too old."""
    chosen = select(signup).where(signup.c.id == number, signup.c.made > now - KEPT)
    row = connection.execute(chosen).first()
    return _signup(row) if row else None


def _signup(row: Row[Any]) -> Signup:
    return Signup(
        id=row.id,
        address=Address(shown=row.shown, wire=row.wire, key=row.key),
        language=row.language,
        made=row.made,
        confirmed=row.confirmed,
    )


def confirm_signup(  # noqa: PLR0913 - each is one thing to know
    connection: Connection,
    one: Signup,
    *,
    words: str,
    name: str,
    cadence: Cadence,
    secrets: Secrets,
    now: datetime,
) -> tuple[Subscriber | None, bool]:
    """Let the owner of an address get letters; give who they are, and whether that is new.

    A sign-up says yes once: pressing the button again changes nothing, even for who left meanwhile.
    `words` are those of the page on which they said so.
    """
    known = store.find(connection, one.address)
    if one.confirmed:
        return known, False
    connection.execute(signup.update().where(signup.c.id == one.id).values(confirmed=now))
    if not known:
        known = _insert(connection, one, cadence, now)
    consent = Consent(at=now, how="form", words=words)
    store.confirm(connection, known, consent=consent, secrets=secrets, now=now)
    store.change(connection, known, name=name or None, cadence=cadence, language=one.language)
    return store.get(connection, known.id), True


def _insert(connection: Connection, one: Signup, cadence: Cadence, now: datetime) -> Subscriber:
    new = NewSubscriber(
        address=one.address, status=Status.INVITED, cadence=cadence, created=now, invited=one.made
    )
    store.insert(connection, [new])
    found = store.find(connection, one.address)
    if not found:
        raise AssertionError("somebody who was just inserted is not there")
    return found


def count_open(connection: Connection, *, now: datetime) -> int:
    """Give how many have signed up and not answered."""
    chosen = select(func.count()).where(signup.c.confirmed.is_(None), signup.c.made > now - KEPT)
    return connection.scalar(chosen.select_from(signup)) or 0


def drop(connection: Connection, address: Address) -> None:
    """Forget that an address was ever typed."""
    connection.execute(signup.delete().where(signup.c.key == address.key))


def sweep(connection: Connection, *, now: datetime) -> None:
    """Forget sign-ups that are too old, whether they were confirmed or not."""
    connection.execute(signup.delete().where(signup.c.made <= now - KEPT))
