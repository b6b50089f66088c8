"""What tasks.py asks about addresses: faults in what authors state, and the ledger kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from plugins.addresses.authored import read_stated
from plugins.addresses.built import ids_of, lost_faults, table_faults
from plugins.addresses.ledger import LEDGER, Known, format_ledger, id_of, owners, parse_ledger
from plugins.addresses.stated import Stated, clashes
from plugins.addresses.written import key_of
from plugins.shared.errors import BadContent, Fault, shown
from plugins.shared.files import is_file, read_text, write_file
from plugins.shared.site import Site
from plugins.shared.written import Written, read_pages, read_posts

__all__ = [
    "LEDGER",
    "address_faults",
    "keep_ledger",
    "lost_faults",
    "merge_ledgers",
    "table_faults",
]


def address_faults(site: Site) -> list[Fault]:
    """Give what is wrong with the old addresses that posts, pages and redirects.txt state.

    What an import wrote is a notice: the first of two rules counts, and a page before any rule.
    """
    written = [*read_posts(site), *read_pages(site)]
    found: list[Stated] = []
    faults: list[Fault] = []
    for stated, wrong in read_stated(site, written):
        found += stated
        faults += wrong
    faults += clashes(found, _pages(written))
    imported = {one.front.path for one in written if one.front.is_imported}
    told = [replace(fault, is_notice=fault.path in imported) for fault in faults]
    return [*told, *_ledger_faults(site.content / LEDGER)]


def _pages(written: Iterable[Written]) -> dict[str, str]:
    seen = (one for one in written if one.address and one.status in {"published", "hidden"})
    return {key_of(f"/{one.address}"): one.front.path.name for one in seen}


def _ledger_faults(path: Path) -> list[Fault]:
    try:
        _read_ledger(path)
    except BadContent as error:
        return [Fault(path=path, message=str(error).removeprefix(f"{shown(path)}: "))]
    return []


def _read_ledger(path: Path) -> frozenset[Known]:
    if not is_file(path):
        return frozenset()
    try:
        return parse_ledger(read_text(path))
    except ValueError as error:
        raise BadContent(
            f"{shown(path)}: {error}. After a merge, keep the lines of both sides and take out git's "
            "marks; otherwise take the version that git has, or delete the file: the next publish "
            "writes it anew from what is live."
        ) from error


def merge_ledgers(
    site: Site, live: Iterable[bytes | None], path: Path, *, example: str
) -> frozenset[Known]:
    """Write to `path` what the content's ledger and those of live sites know together.

    From a ledger of the site with the id `example`, which nobody but its own readers misses, only what
    the content still has is taken; what is left out is given.
    Raises BadContent when the content's, or a live one, cannot be read.
    """
    found = [_read_ledger(site.content / LEDGER), *_parse_live(live)]
    left_out: frozenset[Known] = frozenset()
    if site.settings["SITE_ID"] != example:
        ids = ids_of(site)
        theirs = frozenset().union(*(one for one in found if example in owners(one)))
        left_out = frozenset(one for one in theirs if id_of(one.what) not in ids)
    write_file(path, format_ledger(frozenset().union(*found) - left_out).encode())
    return left_out


def _parse_live(live: Iterable[bytes | None]) -> Iterator[frozenset[Known]]:
    for data in filter(None, live):
        try:
            yield parse_ledger(data.decode())
        except ValueError as error:
            raise BadContent(
                f"what is live at {LEDGER} is no list of addresses ({error}). Where another site is live, "
                "or none yet, leave --live out; else take that file away there, and publish again."
            ) from error


def keep_ledger(output: Path, content: Path) -> None:
    """Keep the ledger of a site that was published in its content. Raises CannotWrite."""
    data = (output / LEDGER).read_bytes()
    path = content / LEDGER
    if not is_file(path) or path.read_bytes() != data:
        write_file(path, data)
