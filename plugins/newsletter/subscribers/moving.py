"""Subscribers moving house: lists of other services coming in, and everybody written into a file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.lists.ours import format_list
from plugins.newsletter.lists.reading import read_list
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers import store, suppression
from plugins.newsletter.subscribers.importing import Decisions, decide
from plugins.newsletter.subscribers.model import Cadence, Status
from plugins.newsletter.tokens import Secrets, any_of, hashes_of
from plugins.shared.errors import Fault
from plugins.shared.files import write_private_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to; str() gives the report, whose numbers add up."""

    decisions: Decisions
    sources: tuple[str, ...]
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        """Give the report."""
        return f"{', '.join(self.sources)}:\n{self.decisions}"


def import_lists(
    newsletter: Newsletter,
    paths: list[Path],
    *,
    consent: str,
    cadence: Cadence | None,
    is_dry_run: bool,
) -> Imported:
    """Take lists of addresses in; without the author's word for their consent, people are to be invited.

    Raises BadExport, BadDatabase.
    """
    files = [found for path in paths for found in read_list(path, zone=newsletter.site.zone)]
    sources = tuple(dict.fromkeys(file.source for file in files))
    now = newsletter.now
    with told(newsletter.path), newsletter.engine.begin() as connection:
        known = {one.address.key: one for one in store.everybody(connection) if one.address}
        hashes = suppression.suppressed(connection)
        decisions = decide(
            (entry for file in files for entry in file.entries),
            known,
            is_suppressed=lambda one: any_of(hashes_of(newsletter.secrets, one), hashes),
            consent=consent,
            source=" and ".join(sources),
            cadence=cadence or newsletter.cadence,
            now=now,
            faults=sum(file.read - len(file.entries) for file in files),
        )
        if not is_dry_run:
            _carry_out(connection, decisions, secrets=newsletter.secrets, now=now)
    faults = tuple(fault for file in files for fault in file.faults)
    return Imported(decisions=decisions, sources=sources, faults=faults)


def _carry_out(
    connection: Connection, decisions: Decisions, *, secrets: Secrets, now: datetime
) -> None:
    """Insert, and suppress those whom the list says to have left."""
    store.insert(connection, decisions.added)
    for known, status in decisions.leaving:
        if status is Status.BOUNCED:
            store.bounce(connection, known, now=now)
        else:
            store.unsubscribe(connection, known, secrets=secrets, now=now, reason="unsubscribed")
    gone = [
        hashes_of(secrets, one.address)[0]
        for one in decisions.added
        if one.status is Status.UNSUBSCRIBED
    ]
    suppression.suppress(connection, gone, now=now, reason="unsubscribed")
    if decisions.hashes:
        back = _who_came_back(connection, secrets)
        erased = [one for one in decisions.hashes if one not in back]
        suppression.suppress(connection, erased, now=now, reason="erased")


def _who_came_back(connection: Connection, secrets: Secrets) -> set[str]:
    """Give the hashes of those who said yes here: an export from before does not take that back."""
    return {
        one
        for person in store.everybody(connection)
        if person.address and person.status in {Status.ACTIVE, Status.PAUSED}
        for one in hashes_of(secrets, person.address)
    }


def export(newsletter: Newsletter, path: Path) -> int:
    """Write all subscribers, and the hashes of the erased, into a CSV file; give how many there are."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        people = list(store.everybody(connection))
        hashes = suppression.erased_hashes(connection)
    write_private_file(path, format_list(people, hashes))
    return len(people)
