"""A file with a list of addresses, or an archive of several, as entries.

Whose list it is, its header row tells. What no service's header claims is read as a table of whatever columns,
or as plain lines.
"""

from datetime import UTC, tzinfo
from itertools import chain, islice
from pathlib import Path

from plugins.newsletter.lists.archives import Member, is_zip, read_members
from plugins.newsletter.lists.decoding import decode, seeming
from plugins.newsletter.lists.general import general_service
from plugins.newsletter.lists.headers import Sheet, open_sheet
from plugins.newsletter.lists.model import ListFile
from plugins.newsletter.lists.ours import is_ours, read_ours
from plugins.newsletter.lists.plain import read_plain
from plugins.newsletter.lists.services import SERVICES
from plugins.newsletter.lists.tables import read_table
from plugins.shared.errors import BadExport, Fault, shown
from plugins.shared.text import count

_LARGEST = 256 << 20  # bytes; a million subscribers of Mailchimp's are 300 MB
_SAMPLE = 50  # rows
_WANTED = "wanted is a list of addresses: a service's export as CSV, or a text file with an address a line"


def read_list(path: Path, *, zone: tzinfo = UTC) -> tuple[ListFile, ...]:
    """Read the lists in a file; times that state no zone are local to `zone`.

    An archive gives one ListFile for each list in it. Raises BadExport when there is none.
    """
    data = _read(path)
    if is_zip(data):
        return _read_archive(path, data, zone)
    return (_read_data(Member(path=path, data=data), zone),)


def readers_of(sheet: Sheet) -> tuple[str, ...]:
    """Give the names of all that claim a sheet; of none when it is nobody's in particular."""
    services = [one.name for one in SERVICES if one.claims(sheet.headings)]
    return (*(["ours"] if is_ours(sheet) else []), *services)


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise BadExport(f"{shown(path)} is a folder; name the files in it.")
        if path.stat().st_size > _LARGEST:
            raise BadExport(f"{shown(path)} is larger than {_LARGEST >> 20} MB; {_WANTED}.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadExport(f"{shown(path)}: there is no such file; is the name right?") from error
    except OSError as error:
        raise BadExport(f"{shown(path)} cannot be read: {error.strerror}.") from error


def _read_data(member: Member, zone: tzinfo) -> ListFile:
    what = seeming(member.data)
    if what:
        raise BadExport(f"{shown(member.path)} is {what}; {_WANTED}.")
    text = decode(member.data)
    sheet = open_sheet(text)
    if not readers_of(sheet) and "@" not in text:
        raise BadExport(f"{shown(member.path)} holds no e-mail address; {_WANTED}.")
    return _read_sheet(sheet, member.path, zone)


def _read_sheet(sheet: Sheet, path: Path, zone: tzinfo) -> ListFile:
    if is_ours(sheet):
        return read_ours(sheet, path=path)
    service = next((one for one in SERVICES if one.claims(sheet.headings)), None)
    if not service and sheet.columns:
        sample = tuple(islice(sheet.rows, _SAMPLE))
        sheet = Sheet(columns=sheet.columns, rows=chain(sample, sheet.rows), width=sheet.width)
        service = general_service(sheet.columns, sample)
    if service:
        return read_table(sheet, service, path=path, zone=zone)
    return read_plain(sheet, path=path)


def _read_archive(path: Path, data: bytes, zone: tzinfo) -> tuple[ListFile, ...]:
    members, notices = read_members(path, data, most=_LARGEST)
    # Beside Substack's list lie those of who got which post, in Mailchimp's account who opened which letter:
    # where one file is a service's list, what no service claims is none.
    claimed = [
        one for one in members if not seeming(one.data) and readers_of(open_sheet(decode(one.data)))
    ]
    found = []
    skipped = 0
    for member in claimed or members:
        try:
            found.append(_read_data(member, zone))
        except BadExport:
            skipped += 1
    if not found:
        raise BadExport(f"{shown(path)} is an archive without a list in it; {_WANTED}.")
    skipped += len(members) - len(claimed or members)
    if skipped:
        notices.append(_notice(path, f"{count(skipped, 'further file')} in it with no list of subscribers; not read."))  # fmt: skip
    return (_with(found[0], notices), *found[1:])


def _notice(path: Path, message: str) -> Fault:
    return Fault(path=path, message=message, is_notice=True)


def _with(first: ListFile, notices: list[Fault]) -> ListFile:
    return ListFile(
        path=first.path,
        source=first.source,
        read=first.read,
        entries=first.entries,
        faults=(*first.faults, *notices),
    )
