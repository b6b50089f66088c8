"""What tasks.py asks about one subscriber: who comes, who goes, and what each of them chose."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from plugins.newsletter.addresses import Address
from plugins.newsletter.database.copies import list_copies, list_rehearsals
from plugins.newsletter.database.opening import open_database, reading, told
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.finding import (
    address_of,
    find_subscriber,
    known_subscriber,
    unknown,
)
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.newsletter.tokens import any_of, hashes_of
from plugins.newsletter.tokens import find_subscriber as find_token
from plugins.shared.dates import format_day
from plugins.shared.errors import BadDatabase, BadSubscriber, shown
from plugins.shared.text import count, one_line, shorten

_LONGEST_NAME = 100
_LONGEST_NOTE = 2_000
_LEFT = (Status.UNSUBSCRIBED, Status.BOUNCED)


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
        _refuse_known(connection, newsletter, address)
        words = one_line(consent)
        said = Consent(at=now, how="the author", words=words) if words else None
        new = NewSubscriber(
            address=address,
            status=Status.ACTIVE if said else Status.INVITED,
            cadence=cadence or newsletter.cadence,
            name=shorten(one_line(name), _LONGEST_NAME),
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


def _refuse_known(connection: Connection, newsletter: Newsletter, address: Address) -> None:
    known = store.find(connection, address)
    if known and known.status not in _LEFT:
        raise BadSubscriber(
            f"{address.shown} is on the list already ({known.status}); subscribers.change changes what they "
            "chose, subscribers.confirm says that they said yes."
        )
    hashes = hashes_of(newsletter.secrets, address)
    if known or any_of(hashes, store.suppressed(connection)):
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
            return f"{_shown(one)} is {one.status} already; nothing was changed."
        if one.status in _LEFT and not words:
            raise BadSubscriber(
                f"{_shown(one)} left ({one.status}). Say with --consent how you know that they want to come back."
            )
        was_asked = one.invited or find_token(newsletter.secrets, text) is not None
        if not was_asked and not words:
            raise BadSubscriber(
                f"{_shown(one)} was never asked: subscribers.invite does so. If they said yes otherwise, say "
                "with --consent how you know."
            )
        how = "the author" if words else "invitation"
        said = Consent(at=now, how=how, words=words or "said yes to the invitation")
        store.confirm(connection, one, consent=said, secrets=newsletter.secrets, now=now)
    return (
        f"{_shown(one)} is subscribed ({one.cadence}); what is published from now on reaches them."
    )


def _taken_back(
    connection: Connection, newsletter: Newsletter, text: str, words: str
) -> Subscriber:
    """Give a new entry for somebody who was erased and comes back by their own wish."""
    address = address_of(text)
    hashes = hashes_of(newsletter.secrets, address)
    if not any_of(hashes, store.suppressed(connection)):
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


def unsubscribe(newsletter: Newsletter, text: str) -> str:
    """Never write to somebody again. `text` is an address, a token, or the subject that holds one."""

    def leave(connection: Connection, one: Subscriber) -> str:
        if one.status is Status.UNSUBSCRIBED:
            return f"{_shown(one)} had left before; nothing was changed."
        store.unsubscribe(
            connection, one, secrets=newsletter.secrets, now=newsletter.now, reason="unsubscribed"
        )
        return f"{_shown(one)} is unsubscribed, and will not be written to again."

    return _with(newsletter, text, leave)


def bounced(newsletter: Newsletter, text: str) -> str:
    """Write no more to an address from which letters come back."""

    def mark(connection: Connection, one: Subscriber) -> str:
        if one.status is Status.UNSUBSCRIBED:
            return f"{_shown(one)} has left; nothing was changed."
        store.bounce(connection, one, now=newsletter.now)
        return (
            f"{_shown(one)} is not written to any more. When the address works again: "
            "subscribers.confirm, with --consent."
        )

    return _with(newsletter, text, mark)


def pause(newsletter: Newsletter, text: str, *, until: datetime | None) -> str:
    """Write nothing to somebody for a while; afterwards they miss no post."""

    def hold(connection: Connection, one: Subscriber) -> str:
        _refuse_unless(one, Status.ACTIVE, Status.PAUSED)
        store.pause(connection, one, until=until)
        end = (
            f"until {format_day(until, newsletter.site.zone)}"
            if until
            else "until subscribers.resume"
        )
        return f"{_shown(one)} gets nothing {end}; the posts of that time come with the next letter after it."

    return _with(newsletter, text, hold)


def resume(newsletter: Newsletter, text: str) -> str:
    """End somebody's pause."""

    def go_on(connection: Connection, one: Subscriber) -> str:
        _refuse_unless(one, Status.PAUSED)
        store.resume(connection, one)
        return f"{_shown(one)} gets letters again."

    return _with(newsletter, text, go_on)


def change(  # noqa: PLR0913 - each is one thing to know
    newsletter: Newsletter,
    text: str,
    *,
    name: str | None,
    cadence: Cadence | None,
    language: str | None,
    address: str,
) -> str:
    """Change what somebody chose, or their address."""

    def alter(connection: Connection, one: Subscriber) -> str:
        new = address_of(address) if address else None
        if new and (not one.address or new.key != one.address.key):
            _refuse_known(connection, newsletter, new)
        store.change(
            connection,
            one,
            name=None if name is None else shorten(one_line(name), _LONGEST_NAME),
            cadence=cadence,
            language=None if language is None else one_line(language),
            address=new,
        )
        return f"{new.shown if new else _shown(one)} is changed."

    return _with(newsletter, text, alter)


def note(newsletter: Newsletter, text: str, words: str) -> str:
    """Put a few words on top of one reader's next letter; none take back those that wait."""

    def put(connection: Connection, one: Subscriber) -> str:
        plain = _words(words)
        if not plain:
            taken = count(store.drop_notes(connection, one), "note")
            return f"{taken} to {_shown(one)} taken back."
        _refuse_unless(one, Status.ACTIVE, Status.PAUSED, Status.INVITED)
        waiting = store.waiting_notes(connection, one.id)
        if sum(map(len, [*waiting, plain])) > _LONGEST_NOTE:
            raise BadSubscriber(
                f"A note has at most {_LONGEST_NOTE} characters; with what waits already this would have more."
            )
        store.add_note(connection, one, plain, now=newsletter.now)
        behind = f", below the {len(waiting)} that wait already" if waiting else ""
        return f"On top of the next letter to {_shown(one)}, and nowhere else{behind}:\n\n{plain}"

    return _with(newsletter, text, put)


def _words(text: str) -> str:
    """Give a note's words with their line breaks, and nothing that cannot be shown."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


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


def listed(newsletter: Newsletter, status: str = "") -> str:
    """Give a line for each subscriber, of one status when it is named."""
    if status and status not in set(Status):
        wanted = ", ".join(one for one in Status if one is not Status.ERASED)
        raise BadSubscriber(f'--status is "{status}"; there are {wanted}.')
    with told(newsletter.path), reading(newsletter.engine) as connection:
        people = [one for one in store.everybody(connection) if status in {"", one.status}]
    lines = [
        f"{one.status:<12}  {one.cadence:<7}  {_shown(one)}  {one.name}".rstrip() for one in people
    ]
    return "\n".join([*lines, f"{len(people)} in all."])


def _with(newsletter: Newsletter, text: str, deed: Callable[[Connection, Subscriber], str]) -> str:
    with told(newsletter.path), newsletter.engine.begin() as connection:
        one = known_subscriber(connection, newsletter.secrets, text)
        if one.status is Status.ERASED:  # a token in an old letter still names them
            raise BadSubscriber(
                "That is somebody who is erased, and not written to any more. If they want to come back: "
                "subscribers.confirm, with their address and --consent."
            )
        return deed(connection, one)


def _refuse_unless(one: Subscriber, *wanted: Status) -> None:
    if one.status not in wanted:
        raise BadSubscriber(
            f"{_shown(one)} is {one.status}; this is for those who are {' or '.join(wanted)}."
        )


def _shown(one: Subscriber) -> str:
    return one.address.shown if one.address else "somebody who is erased"
