"""What the author sees of the newsletter at a glance, and the letters whose fate is uncertain."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, select

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.database.tables import outgoing
from plugins.newsletter.ledger.digests import all_digests, answers, open_digests, tally
from plugins.newsletter.ledger.doubt import (
    doubt_unanswered,
    resolve_again,
    resolve_submitted,
)
from plugins.newsletter.ledger.model import Frozen, State
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.sending.lock import alone
from plugins.newsletter.slots import next_slot
from plugins.newsletter.subscribers import signing_up
from plugins.newsletter.subscribers.model import Cadence, Status
from plugins.newsletter.subscribers.store import counts, everybody
from plugins.shared.dates import format_minute
from plugins.shared.errors import BadSubscriber
from plugins.shared.text import count

_SHOWN = 5
_REASONS = 20


def status(newsletter: Newsletter, *, all_of: bool = False) -> str:
    """Give who reads, when the next letters are due, and the sums of the newest digests."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        lines = [_people(connection), *_desk(connection, newsletter), *_slots(newsletter), ""]
        digests = all_digests(connection)
        shown = digests if all_of else digests[-_SHOWN:]
        if not digests:
            lines.append("Nothing has been sent so far.")
        if len(shown) < len(digests):
            lines.append(f"({count(len(digests) - len(shown), 'earlier one')}: --all shows them)")
        for one in shown:
            lines += _digest(connection, one, newsletter)
    return "\n".join(lines)


def _people(connection: Connection) -> str:
    numbers = counts(connection)
    parts = [f"{numbers[one]} {one}" for one in Status if numbers.get(one)]
    cadences = [one.cadence for one in everybody(connection) if one.status is Status.ACTIVE]
    each = ", ".join(f"{cadences.count(one)} {one}" for one in Cadence if one in cadences)
    return f"Subscribers: {', '.join(parts) or 'none'}{f' (active: {each})' if each else ''}."


def _desk(connection: Connection, newsletter: Newsletter) -> Iterator[str]:
    """Say what waits at the desk, when anything does."""
    asked = signing_up.count_open(connection, now=newsletter.now)
    if asked:
        whom = "One person has" if asked == 1 else f"{asked} people have"
        yield f"{whom} signed up and not confirmed yet; after a week that is forgotten."
    owed = connection.scalar(select(func.count()).select_from(outgoing)) or 0
    if owed:
        yield f"The desk owes {count(owed, 'letter')}; its log says why."


def _slots(newsletter: Newsletter) -> Iterator[str]:
    zone = newsletter.site.zone
    for cadence in (Cadence.WEEKLY, Cadence.MONTHLY):
        slot = next_slot(cadence, newsletter.now, times=newsletter.times, zone=zone)
        yield f"The next {cadence} letter is due on {format_minute(slot, zone)}."


def _digest(connection: Connection, one: Frozen, newsletter: Newsletter) -> list[str]:
    lines = [
        f"{format_minute(one.date, newsletter.site.zone)}  {one.subject}",
        f"  {tally(connection, one)}",
    ]
    rows = answers(connection, one.id, [State.FAILED, State.DEFERRED, State.SKIPPED])
    lines += [f"    {row.state}: {_name(row)}: {row.answer}" for row in rows[:_REASONS]]
    if len(rows) > _REASONS:
        lines.append(f"    and {len(rows) - _REASONS} more")
    return lines


def _name(row: Row[Any]) -> str:
    return row.shown or "somebody who is erased"


def list_uncertain(newsletter: Newsletter) -> str:
    """Give the letters that may or may not have arrived, and how to decide."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        found = [
            (one, answers(connection, one.id, [State.UNCERTAIN, State.DOTTING]))
            for one in open_digests(connection)
        ]
    lines = [
        f"{one.key} ({one.subject}): {_name(row)}: {row.answer}"
        for one, rows in found
        for row in rows
    ]
    if not lines:
        return "No letter is uncertain."
    return "\n".join(
        [
            *lines,
            "",
            (
                f"{count(len(lines), 'letter')} may or may not have arrived: the connection ended between the "
                "letter and the server's answer. Nearly all such letters did arrive. Look in your mail "
                "server's log, or ask; then: digest.uncertain --mark-submitted, or --resend to send them "
                "once more (with --only ADDRESS for one of them)."
            ),
        ]
    )


def resolve_uncertain(newsletter: Newsletter, *, is_resend: bool, only: str = "") -> str:
    """Take uncertain letters for submitted, or queue them once more. Raises BadSubscriber, CannotSend."""
    number = 0
    with alone(newsletter.path), told(newsletter.path), newsletter.engine.begin() as connection:
        doubt_unanswered(connection)
        for one in open_digests(connection):
            rows = answers(connection, one.id, [State.UNCERTAIN])
            people = [row.subscriber for row in rows if not only or row.shown == only]
            number += len(people)
            for start in range(0, len(people), 500):
                some = people[start : start + 500]
                if is_resend:
                    resolve_again(connection, one, some)
                else:
                    resolve_submitted(connection, one.id, some)
    if only and not number:
        raise BadSubscriber(
            f"No letter to {only} is uncertain; digest.uncertain lists those that are."
        )
    done = "queued once more: digest.send sends them" if is_resend else "taken for submitted"
    return f"{count(number, 'letter')} {done}."
