"""The subscribers in the database, and what happens to each."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.tables import subscriber
from plugins.newsletter.ledger.posts import newest_seq
from plugins.newsletter.subscribers import notes, suppression
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.newsletter.tokens import Secrets, hashes_of


def find(connection: Connection, address: Address) -> Subscriber | None:
    """Give the subscriber with that address, however it is written."""
    row = connection.execute(select(subscriber).where(subscriber.c.key == address.key)).first()
    return _subscriber(row) if row else None


def get(connection: Connection, number: int) -> Subscriber | None:
    """Give the subscriber of that number, erased ones, too."""
    row = connection.execute(select(subscriber).where(subscriber.c.id == number)).first()
    return _subscriber(row) if row else None


def everybody(connection: Connection) -> Iterator[Subscriber]:
    """Give all who have an address, in its order."""
    rows = connection.execute(
        select(subscriber).where(subscriber.c.key.is_not(None)).order_by(subscriber.c.key)
    )
    return map(_subscriber, rows)


def counts(connection: Connection) -> dict[Status, int]:
    """Give how many there are of each status."""
    rows = connection.execute(
        select(subscriber.c.status, func.count()).group_by(subscriber.c.status)
    )
    return {Status(status): number for status, number in rows}


def _subscriber(row: Row[Any]) -> Subscriber:
    consent = (
        Consent(at=row.consent_at, how=row.consent_how, words=row.consent_words)
        if row.consent_at
        else None
    )
    return Subscriber(
        id=row.id,
        address=Address(shown=row.shown, wire=row.wire, key=row.key) if row.key else None,
        status=Status(row.status),
        cadence=Cadence(row.cadence),
        name=row.name,
        language=row.language,
        mark=row.mark,
        consent=consent,
        created=row.created,
        invited=row.invited,
        confirmed=row.confirmed,
        left=row.left,
        paused_until=row.paused_until,
    )


def insert(connection: Connection, new: Iterable[NewSubscriber]) -> None:
    """Add people; their number and mark are given here: nothing older than now ever reaches them."""
    seq = newest_seq(connection)
    rows = [_row(one, seq) for one in new]
    if rows:
        connection.execute(subscriber.insert(), rows)


def _row(one: NewSubscriber, seq: int) -> dict[str, Any]:
    return {
        "key": one.address.key,
        "shown": one.address.shown,
        "wire": one.address.wire,
        "name": one.name,
        "status": one.status,
        "cadence": one.cadence,
        "language": one.language,
        "mark": seq,
        "floor": seq,
        "refusals": 0,
        "created": one.created,
        "invited": one.invited,
        "confirmed": one.confirmed,
        "left": one.left,
        "paused_until": one.paused_until,
        **_consent(one.consent),
    }


def _consent(consent: Consent | None) -> dict[str, Any]:
    if not consent:
        return {"consent_at": None, "consent_how": "", "consent_words": ""}
    return {
        "consent_at": consent.at,
        "consent_how": consent.how,
        "consent_words": consent.words,
    }


def confirm(
    connection: Connection, one: Subscriber, *, consent: Consent, secrets: Secrets, now: datetime
) -> None:
    """Make somebody active, who said so themselves: what is published from now on reaches them."""
    seq = newest_seq(connection)
    _change(
        connection,
        one.id,
        status=Status.ACTIVE,
        mark=seq,
        floor=seq,
        refusals=0,
        confirmed=now,
        left=None,
        paused_until=None,
        **_consent(consent),
    )
    if one.address:
        suppression.allow(connection, one.address, secrets=secrets)


def restore(connection: Connection, one: Subscriber, *, secrets: Secrets) -> None:
    """Let all be as it was before somebody left: they miss no post, and are asked nothing twice."""
    status = Status.ACTIVE if one.consent else Status.INVITED
    _change(connection, one.id, status=status, left=None, refusals=0)
    if one.address:
        suppression.allow(connection, one.address, secrets=secrets)


def unsubscribe(
    connection: Connection, one: Subscriber, *, secrets: Secrets, now: datetime, reason: str
) -> None:
    """Never write to somebody again; the keyed hash of their address stays even when they are erased."""
    _change(connection, one.id, status=Status.UNSUBSCRIBED, left=now, paused_until=None)
    notes.drop_notes(connection, one)
    if one.address:
        suppression.suppress(
            connection, [hashes_of(secrets, one.address)[0]], now=now, reason=reason
        )


def pause(connection: Connection, one: Subscriber, *, until: datetime | None) -> None:
    """Write nothing to somebody until then, or until they are resumed; afterwards they miss no post."""
    _change(connection, one.id, status=Status.PAUSED, paused_until=until)


def resume(connection: Connection, one: Subscriber) -> None:
    """End a pause."""
    _change(connection, one.id, status=Status.ACTIVE, paused_until=None)


def end_pauses(connection: Connection, *, now: datetime) -> None:
    """Resume all whose pause is over."""
    connection.execute(
        subscriber.update()
        .where(subscriber.c.status == Status.PAUSED, subscriber.c.paused_until <= now)
        .values(status=Status.ACTIVE, paused_until=None)
    )


def bounce(connection: Connection, one: Subscriber, *, now: datetime) -> None:
    """Write no more to an address that does not work."""
    _change(connection, one.id, status=Status.BOUNCED, left=now, paused_until=None)


def change(  # noqa: PLR0913 - each is one thing to know
    connection: Connection,
    one: Subscriber,
    *,
    name: str | None = None,
    cadence: Cadence | None = None,
    language: str | None = None,
    address: Address | None = None,
) -> None:
    """Change what somebody chose; None leaves it as it is."""
    values: dict[str, Any] = {"name": name, "cadence": cadence, "language": language}
    if address:
        values |= {"key": address.key, "shown": address.shown, "wire": address.wire, "refusals": 0}
    _change(
        connection, one.id, **{key: value for key, value in values.items() if value is not None}
    )


def erase(connection: Connection, one: Subscriber, *, secrets: Secrets, now: datetime) -> None:
    """Forget a person: what stays is a number in the ledger's sums, and the keyed hash."""
    unsubscribe(connection, one, secrets=secrets, now=now, reason="erased")
    notes.erase_notes(connection, one)
    _change(
        connection,
        one.id,
        status=Status.ERASED,
        key=None,
        shown=None,
        wire=None,
        name="",
        language="",
        consent_at=None,
        consent_how="",
        consent_words="",
        invited=None,
        confirmed=None,
    )


def _change(connection: Connection, number: int, **values: Any) -> None:
    if not values:
        return
    connection.execute(subscriber.update().where(subscriber.c.id == number).values(**values))
