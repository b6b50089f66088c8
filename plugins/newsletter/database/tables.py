"""The tables, for SQLAlchemy Core. The steps that make them are in steps.py; a test compares the two."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)


def format_moment(value: datetime) -> str:
    """Give the text that stands for a point in time in the database, in UTC."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as text in UTC (`2026-11-23T08:00:00.000Z`), so that text order is time's."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Give the text for the database."""
        del dialect
        return None if value is None else format_moment(value)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """Give the aware time."""
        del dialect
        return datetime.fromisoformat(value) if value else None


metadata = MetaData()

# Which steps of the schema were taken.
schema_step = Table(
    "schema_step",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("at", Moment, nullable=False),
)

# Small facts, such as when the newsletter began.
fact = Table(
    "fact",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

# Posts in the order in which they were published: `counted` is None while a post is held back.
post = Table(
    "post",
    metadata,
    Column("id", String, primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("url", String, nullable=False),
    Column("title", String, nullable=False),
    Column("published", Moment, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("counted", Moment),
    Column("is_gone", Integer, nullable=False, default=0),
)

# `mark`: the sequence number of the last post they were served; `floor`: what it was when they
# confirmed, and below which it never goes back. `refusals`: letters refused in a row as unknown.
subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, unique=True),
    Column("shown", String),
    Column("wire", String),
    Column("name", String, nullable=False, default=""),
    Column("status", String, nullable=False),
    Column("cadence", String, nullable=False),
    Column("language", String, nullable=False, default=""),
    Column("mark", Integer, nullable=False, default=0),
    Column("floor", Integer, nullable=False, default=0),
    Column("refusals", Integer, nullable=False, default=0),
    Column("consent_at", Moment),
    Column("consent_how", String, nullable=False, default=""),
    Column("consent_words", String, nullable=False, default=""),
    Column("created", Moment, nullable=False),
    Column("invited", Moment),
    Column("confirmed", Moment),
    Column("left", Moment),
    Column("paused_until", Moment),
    Index("subscriber_standing", "status", "cadence"),
    sqlite_autoincrement=True,  # an id, and so a token, is never given to somebody else
)

# Keyed hashes of the addresses that are never written to again; they outlive the addresses.
suppression = Table(
    "suppression",
    metadata,
    Column("hash", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("at", Moment, nullable=False),
)

# The author's words for one reader's next letter; `used_by` is the digest that carried them.
note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", Integer, ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("words", String, nullable=False),
    Column("made", Moment, nullable=False),
    Column("used_by", Integer, ForeignKey("digest.id")),
    sqlite_autoincrement=True,
)

# One digest, or one round of invitations. `date` is what every letter of it has as its Date.
digest = Table(
    "digest",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("cadence", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("due", Moment, nullable=False),
    Column("date", Moment, nullable=False),
    Column("to_seq", Integer, nullable=False),
    Column("is_open", Integer, nullable=False),
    Column("candidates", Integer, nullable=False),
)

# What a digest's readers get who lack the same posts: `number` is the first post they lack.
variant = Table(
    "variant",
    metadata,
    Column("digest", Integer, ForeignKey("digest.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("template", LargeBinary, nullable=False),
)

# One letter to one subscriber. `from_mark` is their mark without it; `first_try` when it was tried first.
delivery = Table(
    "delivery",
    metadata,
    Column("digest", Integer, ForeignKey("digest.id"), primary_key=True),
    Column("subscriber", Integer, ForeignKey("subscriber.id"), primary_key=True),
    Column("state", String, nullable=False),
    Column("variant", Integer, nullable=False),
    Column("from_mark", Integer, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("first_try", Moment),
    Column("not_before", Moment),
    Column("answer", String, nullable=False, default=""),
    Column("at", Moment),
    Index("delivery_of_subscriber", "subscriber"),
    sqlite_with_rowid=False,
)

# Somebody typed this address into a form, and has not answered the letter yet; gone after some days.
# `confirmed` is when they did: from then on the row only says that this was done.
signup = Table(
    "signup",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, index=True),
    Column("shown", String, nullable=False),
    Column("wire", String, nullable=False),
    Column("language", String, nullable=False),
    Column("made", Moment, nullable=False),
    Column("confirmed", Moment),
    sqlite_autoincrement=True,  # an id, and so a token, is never given to somebody else
)

# Letters that the desk owes: to a sign-up, to a subscriber, or to the author about a comment.
outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("language", String, nullable=False),
    Column("made", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# What was tried at the desk, to be counted against its limits; `who` is a keyed hash.
attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index("attempt_of", "kind", "who", "at"),
    Index("attempt_at", "at"),
)
