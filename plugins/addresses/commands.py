"""What tasks.py asks about addresses: faults in what authors state, and the ledger kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from plugins.addresses.authored import stated_by
from plugins.addresses.built import ids_of, lost_faults, table_faults
from plugins.addresses.ledger import LEDGER, Known, format_ledger, id_of, owners, parse_ledger
from plugins.addresses.model import Rule
from plugins.addresses.stated import REDIRECTS, Stated, clashes, parse_redirects
from plugins.addresses.written import Query, key_of
from plugins.shared.errors import BadContent, Fault, shown
from plugins.shared.files import is_file, read_text, write_file
from plugins.shared.front_matter import text_of
from plugins.shared.looking import Ground, Looks
from plugins.shared.site import Site
from plugins.shared.written import Written

__all__ = [
    "LEDGER",
    "address_faults",
    "keep_ledger",
    "lost_faults",
    "merge_ledgers",
    "table_faults",
]


_MEND_LEDGER = (
    "After a merge, keep the lines of both sides and take out git's marks; otherwise take the version "
    "that git has, or delete the file: the next publish writes it anew from what is live."
)
# A rule as its old address, its new one, its query, its source and its line.
_Rule = tuple[str, str, Query, str, int]
# Whether an import wrote it, the key of its address, "" where no page is, what it states, and what is wrong.
_Found = tuple[bool, str, tuple[_Rule, ...], tuple[tuple[int, str], ...]]


def address_faults(site: Site, looks: Looks | None = None) -> list[Fault]:
    """Give what is wrong with the old addresses that posts, pages and redirects.txt state.

    What an import wrote is a notice: the first of two rules counts, and a page before any rule.
    `looks` are those of the whole build; without them every file is read.
    """
    looks = looks or Looks(site)
    written = [
        *looks.posts(_find_in_written, lines_only=True),
        *looks.pages(_find_in_written, lines_only=True),
    ]
    table, ledger = looks.file(REDIRECTS, _find_in_table), looks.file(LEDGER, _find_in_ledger)
    found: list[Stated] = []
    faults: list[Fault] = []
    for path, (_is_imported, _key, rules, wrong) in [*written, *table]:
        if rules or wrong:
            found += _stated(rules, Path(path))
            faults += _faults(wrong, Path(path))
    pages = {one[1]: path.rpartition("/")[2] for path, one in written if one[1]}
    faults += clashes(found, pages)
    imported = {path for path, one in written if one[0]} if faults else frozenset()
    told = [replace(fault, is_notice=str(fault.path) in imported) for fault in faults]
    return [*told, *(fault for path, wrong in ledger for fault in _faults(wrong, Path(path)))]


def _find_in_written(one: Written, ground: Ground) -> _Found:
    is_page = bool(one.address) and one.status in {"published", "hidden"}
    key = key_of(f"/{one.address}") if is_page else ""
    rules, wrong = _plain(*stated_by(one, ground.base))
    return one.front.is_imported, key, rules, wrong


def _find_in_table(data: bytes, path: Path, ground: Ground) -> _Found:
    try:
        found = parse_redirects(text_of(data, path), path, ground.base)
    except ValueError as error:
        return False, "", (), ((0, f"{error}."),)
    return False, "", *_plain(*found)


def _find_in_ledger(data: bytes, path: Path, _ground: Ground) -> tuple[tuple[int, str], ...]:
    try:
        parse_ledger(text_of(data, path))
    except ValueError as error:
        return ((0, f"{error}. {_MEND_LEDGER}"),)
    return ()


def _plain(
    stated: Iterable[Stated], faults: Iterable[Fault]
) -> tuple[tuple[_Rule, ...], tuple[tuple[int, str], ...]]:
    rules = tuple(
        (one.rule.old, one.rule.new, one.rule.query, one.rule.source, one.line) for one in stated
    )
    return rules, tuple((fault.line, fault.message) for fault in faults)


def _stated(rules: Iterable[_Rule], path: Path) -> Iterator[Stated]:
    for old, new, query, source, line in rules:
        rule = Rule(old=old, new=new, query=query, source=source)
        yield Stated(rule=rule, path=path, line=line)


def _faults(wrong: Iterable[tuple[int, str]], path: Path) -> Iterator[Fault]:
    return (Fault(path=path, line=line, message=message) for line, message in wrong)


def _read_ledger(path: Path) -> frozenset[Known]:
    if not is_file(path):
        return frozenset()
    try:
        return parse_ledger(read_text(path))
    except ValueError as error:
        raise BadContent(f"{shown(path)}: {error}. {_MEND_LEDGER}") from error


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
