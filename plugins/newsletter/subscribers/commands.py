"""What tasks.py asks about one subscriber: who comes, who goes, and what each of them chose."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers import notes, store
from plugins.newsletter.subscribers.finding import address_of, known_subscriber, name_of
from plugins.newsletter.subscribers.joining import LONGEST_NAME, refuse_known
from plugins.newsletter.subscribers.model import Cadence, Status, Subscriber
from plugins.shared.dates import format_day
from plugins.shared.errors import BadSubscriber
from plugins.shared.text import count, one_line, shorten

_LONGEST_NOTE = 2_000


def unsubscribe(newsletter: Newsletter, text: str) -> str:
    """Never write to somebody again. `text` is an address, a token, or the subject that holds one."""

    def leave(connection: Connection, one: Subscriber) -> str:
        if one.status is Status.UNSUBSCRIBED:
            return f"{name_of(one)} had left before; nothing was changed."
        store.unsubscribe(
            connection, one, secrets=newsletter.secrets, now=newsletter.now, reason="unsubscribed"
        )
        return f"{name_of(one)} is unsubscribed, and will not be written to again."

    return _with(newsletter, text, leave)


def bounced(newsletter: Newsletter, text: str) -> str:
    """Write no more to an address from which letters come back."""

    def mark(connection: Connection, one: Subscriber) -> str:
        if one.status is Status.UNSUBSCRIBED:
            return f"{name_of(one)} has left; nothing was changed."
        store.bounce(connection, one, now=newsletter.now)
        return (
            f"{name_of(one)} is not written to any more. When the address works again: "
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
        return f"{name_of(one)} gets nothing {end}; the posts of that time come with the next letter after it."

    return _with(newsletter, text, hold)


def resume(newsletter: Newsletter, text: str) -> str:
    """End somebody's pause."""

    def go_on(connection: Connection, one: Subscriber) -> str:
        _refuse_unless(one, Status.PAUSED)
        store.resume(connection, one)
        return f"{name_of(one)} gets letters again."

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
            refuse_known(connection, newsletter, new)
        store.change(
            connection,
            one,
            name=None if name is None else shorten(one_line(name), LONGEST_NAME),
            cadence=cadence,
            language=None if language is None else one_line(language),
            address=new,
        )
        return f"{new.shown if new else name_of(one)} is changed."

    return _with(newsletter, text, alter)


def note(newsletter: Newsletter, text: str, words: str) -> str:
    """Put a few words on top of one reader's next letter; none take back those that wait."""

    def put(connection: Connection, one: Subscriber) -> str:
        plain = _words(words)
        if not plain:
            taken = count(notes.drop_notes(connection, one), "note")
            return f"{taken} to {name_of(one)} taken back."
        _refuse_unless(one, Status.ACTIVE, Status.PAUSED, Status.INVITED)
        waiting = notes.waiting_notes(connection, one.id)
        if sum(map(len, [*waiting, plain])) > _LONGEST_NOTE:
            raise BadSubscriber(
                f"A note has at most {_LONGEST_NOTE} characters; with what waits already this would have more."
            )
        notes.add_note(connection, one, plain, now=newsletter.now)
        behind = f", below the {len(waiting)} that wait already" if waiting else ""
        return f"On top of the next letter to {name_of(one)}, and nowhere else{behind}:\n\n{plain}"

    return _with(newsletter, text, put)


def _words(text: str) -> str:
    """Give a note's words with their line breaks, and nothing that cannot be shown."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def listed(newsletter: Newsletter, status: str = "") -> str:
    """Give a line for each subscriber, of one status when it is named."""
    if status and status not in set(Status):
        wanted = ", ".join(one for one in Status if one is not Status.ERASED)
        raise BadSubscriber(f'--status is "{status}"; there are {wanted}.')
    with told(newsletter.path), reading(newsletter.engine) as connection:
        people = [one for one in store.everybody(connection) if status in {"", one.status}]
    lines = [
        f"{one.status:<12}  {one.cadence:<7}  {name_of(one)}  {one.name}".rstrip() for one in people
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
            f"{name_of(one)} is {one.status}; this is for those who are {' or '.join(wanted)}."
        )
