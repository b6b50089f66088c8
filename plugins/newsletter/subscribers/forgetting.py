"""Forgetting somebody: in the database, in its copies, and wherever else a trace of them lies."""

from pathlib import Path

from sqlalchemy import Connection

from plugins.newsletter.database.copies import list_copies, list_rehearsals
from plugins.newsletter.database.opening import empty_journal, open_database, reading, told
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers import signing_up, store
from plugins.newsletter.subscribers.finding import known_subscriber
from plugins.newsletter.subscribers.model import Subscriber
from plugins.shared.errors import BadDatabase, shown


def forget(newsletter: Newsletter, text: str) -> str:
    """Erase somebody, in the copies of the database, too; a keyed hash keeps them from being added again.

    The copies come first: should one of them fail, this can be repeated.
    """
    now = newsletter.now
    with told(newsletter.path), reading(newsletter.engine) as connection:
        one = known_subscriber(connection, newsletter.secrets, text)
    if not one.address:
        return "They were erased before."
    copies = list_copies(newsletter.path)
    for path in [*copies, *list_rehearsals(newsletter.path)]:
        _forget_in_copy(path, one, newsletter)
    with told(newsletter.path), newsletter.engine.begin() as connection:
        store.erase(connection, one, secrets=newsletter.secrets, now=now)
        signing_up.drop(connection, one.address)
    with told(newsletter.path):
        empty_journal(newsletter.engine)
    for preview in (newsletter.site.var / "preview").glob("digest.*"):
        preview.unlink(missing_ok=True)  # it may be the letter they would have got
    return (
        f"Erased, from the database and {len(copies)} of its copies. A keyed hash of the address stays, so "
        "that no list brings it back."
    )


def _forget_in_copy(path: Path, one: Subscriber, newsletter: Newsletter) -> None:
    now = newsletter.now
    try:
        engine = open_database(path, now=now, pragmas={"journal_mode": "DELETE"})
        with told(path), engine.begin() as connection:
            for found in _same_person(connection, one):
                store.erase(connection, found, secrets=newsletter.secrets, now=now)
            if one.address:
                signing_up.drop(connection, one.address)
        engine.dispose()
    except BadDatabase as error:
        raise BadDatabase(
            f"{shown(path)}: this copy cannot be opened, so nobody can be erased from it; remove it, then "
            "run this again."
        ) from error


def _same_person(connection: Connection, one: Subscriber) -> list[Subscriber]:
    """Give whom a copy knows by their address, or by their number from before they changed it."""
    by_address = store.find(connection, one.address) if one.address else None
    by_number = store.get(connection, one.id)
    if by_number and (by_number.created != one.created or not by_number.address):
        by_number = None  # somebody else's number in a copy of another life
    return [found for found in (by_address, by_number) if found]
