"""Coming to the list: added by the author, or saying yes; never without stated consent."""

from sqlalchemy import Connection

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.opening import told
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers import store, suppression
from plugins.newsletter.subscribers.finding import address_of, find_subscriber, name_of, unknown
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.newsletter.tokens import any_of, hashes_of
from plugins.newsletter.tokens import find_subscriber as find_token
from plugins.shared.errors import BadSubscriber
from plugins.shared.text import one_line, shorten

LONGEST_NAME = 100
LEFT = (Status.UNSUBSCRIBED, Status.BOUNCED)


def add(  # noqa: PLR0913 - each is one thing to know
    newsletter: Newsletter,
    text: str,
    *,
    name: str = "",
    cadence: Cadence | None = None,
    language: str = "",
    consent: str = "",
) -> str:
    """Add one person; with the author's word for their consent they are active, else to be invited."""
    address = address_of(text)
    now = newsletter.now
    with told(newsletter.path), newsletter.engine.begin() as connection:
        refuse_known(connection, newsletter, address)
        words = one_line(consent)
        said = Consent(at=now, how="the author", words=words) if words else None
        new = NewSubscriber(
            address=address,
            status=Status.ACTIVE if said else Status.INVITED,
            cadence=cadence or newsletter.cadence,
            name=shorten(one_line(name), LONGEST_NAME),
            language=one_line(language),
            consent=said,
            created=now,
            confirmed=now if said else None,
        )
        store.insert(connection, [new])
    if said:
        return f"{address.shown} is subscribed ({new.cadence}); what is published from now on reaches them."
    return (
        f"{address.shown} is on the list, to be asked once whether they would like your letters: "
        "subscribers.invite. If they have said yes already, say how you know: --consent."
    )


def refuse_known(connection: Connection, newsletter: Newsletter, address: Address) -> None:
    """Stop before an address that is on the list, or has left. Raises BadSubscriber."""
    known = store.find(connection, address)
    if known and known.status not in LEFT:
        raise BadSubscriber(
            f"{address.shown} is on the list already ({known.status}); subscribers.change changes what they "
            "chose, subscribers.confirm says that they said yes."
        )
    hashes = hashes_of(newsletter.secrets, address)
    if known or any_of(hashes, suppression.suppressed(connection)):
        how = (
            "their address does not work"
            if known and known.status is Status.BOUNCED
            else "they left"
        )
        raise BadSubscriber(
            f"{address.shown} is not written to any more ({how}). If they ask for it themselves: "
            "subscribers.confirm, with what they wrote as --consent."
        )


def confirm(newsletter: Newsletter, text: str, *, consent: str) -> str:
    """Let somebody be active who said yes, to an invitation or after they had left.

    Who left, is not on the list any more, or was never asked, needs the author's word for it.
    """
    now = newsletter.now
    words = one_line(consent)
    with told(newsletter.path), newsletter.engine.begin() as connection:
        one = find_subscriber(connection, newsletter.secrets, text)
        if one is None or not one.address:
            one = _taken_back(connection, newsletter, text, words)
        if one.status in {Status.ACTIVE, Status.PAUSED}:
            return f"{name_of(one)} is {one.status} already; nothing was changed."
        if one.status in LEFT and not words:
            raise BadSubscriber(
                f"{name_of(one)} left ({one.status}). Say with --consent how you know that they want to come back."
            )
        was_asked = one.invited or find_token(newsletter.secrets, text) is not None
        if not was_asked and not words:
            raise BadSubscriber(
                f"{name_of(one)} was never asked: subscribers.invite does so. If they said yes otherwise, say "
                "with --consent how you know."
            )
        how = "the author" if words else "invitation"
        said = Consent(at=now, how=how, words=words or "said yes to the invitation")
        store.confirm(connection, one, consent=said, secrets=newsletter.secrets, now=now)
    return (
        f"{name_of(one)} is subscribed ({one.cadence}); what is published from now on reaches them."
    )


def _taken_back(
    connection: Connection, newsletter: Newsletter, text: str, words: str
) -> Subscriber:
    """Give a new entry for somebody who was erased and comes back by their own wish."""
    address = address_of(text)
    hashes = hashes_of(newsletter.secrets, address)
    if not any_of(hashes, suppression.suppressed(connection)):
        raise unknown(text)
    if not words:
        raise BadSubscriber(
            f"{address.shown} left. Say with --consent how you know that they want to come back."
        )
    new = NewSubscriber(
        address=address,
        status=Status.INVITED,
        cadence=newsletter.cadence,
        created=newsletter.now,
    )
    store.insert(connection, [new])
    found = store.find(connection, address)
    if not found:
        raise unknown(text)
    return found
