"""All that is kept about one subscriber, for themselves (GDPR, articles 15 and 20)."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from plugins.newsletter.database.tables import delivery, digest, note
from plugins.newsletter.subscribers.model import Subscriber
from plugins.shared.dates import format_utc


def own_data(connection: Connection, one: Subscriber) -> bytes:
    """Give it as JSON: what they chose, their consent, each letter and what became of it, notes they got."""
    known = {
        "address": one.address.shown if one.address else None,
        "name": one.name,
        "status": one.status,
        "cadence": one.cadence,
        "language": one.language,
        "consent": _consent(one),
        "on_the_list_since": _time(one.created),
        "invited": _time(one.invited),
        "confirmed": _time(one.confirmed),
        "left": _time(one.left),
        "paused_until": _time(one.paused_until),
        "letters": _letters(connection, one),
        "notes": _notes(connection, one),
    }
    return json.dumps(known, ensure_ascii=False, indent=2).encode() + b"\n"


def _consent(one: Subscriber) -> dict[str, Any] | None:
    if not one.consent:
        return None
    return {"at": _time(one.consent.at), "how": one.consent.how, "words": one.consent.words}


def _letters(connection: Connection, one: Subscriber) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(digest.c.key, digest.c.subject, digest.c.date, delivery.c.state, delivery.c.at)
        .join(delivery, delivery.c.digest == digest.c.id)
        .where(delivery.c.subscriber == one.id)
        .order_by(digest.c.id)
    )
    return [
        {
            "digest": row.key,
            "subject": row.subject,
            "date": _time(row.date),
            "state": row.state,
            "at": _time(row.at),
        }
        for row in rows
    ]


def _notes(connection: Connection, one: Subscriber) -> list[str]:
    """Give the personal words they got; those that still wait are the author's."""
    chosen = select(note.c.words).where(note.c.subscriber == one.id, note.c.used_by.is_not(None))
    return list(connection.scalars(chosen.order_by(note.c.id)))


def _time(moment: datetime | None) -> str | None:
    return format_utc(moment) if moment else None
