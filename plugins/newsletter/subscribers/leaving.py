"""Leaving, and taking that back: what readers do by themselves, with the token in any of their letters."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.model import Consent, Status, Subscriber
from plugins.newsletter.tokens import Secrets

# Who comes back within that time misses no post; later, they begin anew.
UNDO = timedelta(days=7)
GONE = frozenset({Status.UNSUBSCRIBED, Status.BOUNCED})


def leave(connection: Connection, one: Subscriber, *, secrets: Secrets, now: datetime) -> bool:
    """Never write to somebody again; give whether that is new."""
    if one.status in {Status.UNSUBSCRIBED, Status.ERASED}:
        return False
    # Whose letters came back has had none since then: coming back is counted from there.
    left = one.left if one.status is Status.BOUNCED and one.left else now
    store.unsubscribe(connection, one, secrets=secrets, now=left, reason="unsubscribed")
    return True


def come_back(
    connection: Connection, one: Subscriber, *, words: str, secrets: Secrets, now: datetime
) -> bool:
    """Let somebody get letters again who left, or whose address did not work; give whether that is new.

    Within a week all is as it was before. Who had not said yes yet has not said so now, however late it is.
    `words` are those of the page on which they asked for it.
    """
    if one.status not in GONE:
        return False
    is_undo = one.left is not None and one.left > now - UNDO
    if is_undo or not one.consent:
        store.restore(connection, one, secrets=secrets)
    else:
        consent = Consent(at=now, how="form", words=words)
        store.confirm(connection, one, consent=consent, secrets=secrets, now=now)
    return True
