"""The author's words for one reader's next letter."""

from datetime import datetime

from sqlalchemy import Connection, select

from plugins.newsletter.database.tables import note
from plugins.newsletter.subscribers.model import Subscriber


def add_note(connection: Connection, one: Subscriber, words: str, *, now: datetime) -> None:
    """Put words on top of somebody's next letter, below those that wait already."""
    connection.execute(note.insert().values(subscriber=one.id, words=words, made=now))


def waiting_notes(connection: Connection, number: int) -> list[str]:
    """Give the words that wait for somebody's next letter."""
    return list(
        connection.scalars(
            select(note.c.words)
            .where(note.c.subscriber == number, note.c.used_by.is_(None))
            .order_by(note.c.id)
        )
    )


def drop_notes(connection: Connection, one: Subscriber) -> int:
    """Take back the words that wait; give how many there were."""
    waiting = (note.c.subscriber == one.id, note.c.used_by.is_(None))
    return connection.execute(note.delete().where(*waiting)).rowcount


def erase_notes(connection: Connection, one: Subscriber) -> None:
    """Remove every note to somebody, those they got, too."""
    connection.execute(note.delete().where(note.c.subscriber == one.id))
