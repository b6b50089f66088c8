"""Addresses that are never written to again, as keyed hashes, which outlive the addresses."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.tables import suppression
from plugins.newsletter.tokens import Secrets, hashes_of


def suppress(connection: Connection, hashes: Iterable[str], *, now: datetime, reason: str) -> None:
    """Keep the hashes of addresses that are never written to again."""
    rows = [{"hash": one, "reason": reason, "at": now} for one in dict.fromkeys(hashes)]
    if rows:
        adding = sqlite_insert(suppression)
        connection.execute(
            adding.on_conflict_do_update(
                index_elements=["hash"], set_={"reason": adding.excluded.reason}
            ),
            rows,
        )


def suppressed(connection: Connection) -> set[str]:
    """Give all suppressed hashes."""
    return set(connection.scalars(select(suppression.c.hash)))


def is_suppressed(connection: Connection, address: Address, *, secrets: Secrets) -> bool:
    """Whether an address is never to be written to again."""
    chosen = select(suppression.c.hash).where(suppression.c.hash.in_(hashes_of(secrets, address)))
    return connection.execute(chosen).first() is not None


def erased_hashes(connection: Connection) -> list[str]:
    """Give the hashes of erased people, in order."""
    return list(
        connection.scalars(
            select(suppression.c.hash)
            .where(suppression.c.reason == "erased")
            .order_by(suppression.c.hash)
        )
    )


def allow(connection: Connection, address: Address, *, secrets: Secrets) -> None:
    """Take an address off again: its owner came back."""
    hashes = hashes_of(secrets, address)
    connection.execute(suppression.delete().where(suppression.c.hash.in_(hashes)))
