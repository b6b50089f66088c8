"""What tasks.py asks of the importer: open, read, plan, write, report."""

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from plugins.comments_import.bodies import Bodies, hosts_of
from plugins.comments_import.content import read_content
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.intake import Intake, Limits
from plugins.comments_import.files.seeming import seeming
from plugins.comments_import.gathering import Gathered, Sorted, gather, sort_files
from plugins.comments_import.merging import Merging
from plugins.comments_import.model import Kind
from plugins.comments_import.pictures.missing import megabytes
from plugins.comments_import.pictures.taking import PictureShelf
from plugins.comments_import.report import Row, SourceReport, table
from plugins.comments_import.sources import SOURCES
from plugins.comments_import.url_map import UrlMap, read_url_map
from plugins.shared.errors import BadExport, CannotWrite, SiteError, shown
from plugins.shared.files import Staging, write_file
from plugins.shared.site import Site
from plugins.shared.text import count

__all__ = ["ImportReport", "Limits", "Options", "import_files", "limits_of"]

_MOST_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import found and did."""

    sources: list[SourceReport]
    written: list[Path]
    notes: list[str]
    is_dry_run: bool

    @property
    def totals(self) -> dict[Kind, Row]:
        """The numbers of all sources together."""
        rows = {kind: Row() for kind in Kind}
        for source in self.sources:
            for kind, row in source.rows.items():
                rows[kind].add(row)
        return rows

    def as_json(self) -> dict[str, Any]:
        """Give the report for machines."""
        return {
            "dry_run": self.is_dry_run,
            **{kind.value: row.as_json(kind) for kind, row in self.totals.items()},
            "sources": [source.as_json() for source in self.sources],
            "notes": self.notes,
            "written": sorted(shown(path) for path in self.written),
        }

    def __str__(self) -> str:
        """Give the report for people."""
        parts = [str(source) for source in self.sources]
        if len(self.sources) > 1:
            parts.append("\n".join(["All together", "", *table(self.totals)]))
        if self.notes:
            parts.append("\n".join(self.notes))
        verb = "Would write" if self.is_dry_run else "Wrote"
        named = [f"{verb} {shown(path)}" for path in sorted(self.written)[:_MOST_SHOWN]]
        more = len(self.written) - len(named)
        if more > 0:
            named.append(f"… and {more} more; --report names them all.")
        parts.append("\n".join(named) or "Nothing new; nothing was changed.")
        return "\n\n".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an import is done; `timezone` is a name such as Europe/Lisbon, or "" for the site's."""

    timezone: str = ""
    url_map: Path | None = None
    is_dry_run: bool = False
    report: Path | None = None
    limits: Limits = field(default_factory=Limits)


def import_files(paths: list[Path], site: Site, options: Options) -> ImportReport:
    """Import exports into a site's content, which stays as it was when anything fails.

    Raises BadExport, BadContent, CannotWrite.
    """
    _refuse_bad_report(options.report)
    urls = read_url_map(options.url_map) if options.url_map else UrlMap()
    with _rare_collection(), Intake(zone=_zone_of(options, site), limits=options.limits) as intake:
        found = sort_files(
            _each_once((path, file) for path in paths for file in intake.files(path))
        )
        if not found.exports:
            raise BadExport(_nothing_in(paths, found))
        with _progress("Reading", sum(file.size for _source, file in found.exports)) as advance:
            gathered = gather(found.exports, advance)
        report = _write(gathered, found, site, urls, is_dry_run=options.is_dry_run)
    if options.report:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
        write_file(options.report, f"{text}\n".encode("utf-8", "replace"))
    return report


def limits_of(max_size: str, max_ratio: str) -> Limits:
    """Give the limits that the options name: MB, and how many times its size. Raises SiteError."""
    if not max_ratio.isdigit() or int(max_ratio) < 1:
        raise SiteError(f'--max-ratio is "{max_ratio}": a whole number such as 100 is needed.')
    return Limits(size=megabytes(max_size), ratio=int(max_ratio))


def _each_once(files: Iterable[tuple[Path, ExportFile]]) -> Iterator[ExportFile]:
    """Leave out what is named twice; two archives of one name in two folders are two."""
    seen: set[tuple[Path, str]] = set()
    for path, file in files:
        mark = (file.place.resolve(), "") if file.place else (path.resolve(), file.name)
        if mark not in seen:
            seen.add(mark)
            yield file


def _write(
    gathered: Gathered, found: Sorted, site: Site, urls: UrlMap, *, is_dry_run: bool
) -> ImportReport:
    hosts = hosts_of(arrival.post.address for arrival in gathered.posts)
    bodies = Bodies(PictureShelf(found.pictures), site.content, hosts=hosts)
    merging = Merging(gathered, read_content(site), bodies, urls)
    written = []
    with _progress("Writing", merging.total) as advance, Staging(site.content) as staging:
        for change in merging.changes():
            if change is None:
                advance(1)
                continue
            written.append(change.path)
            if is_dry_run:
                continue
            if change.data is None:
                staging.remove(change.path)
            else:
                staging.put(change.path, change.data)
        staging.commit()
    notes = [*(f"Not read: {why}" for why in gathered.failed), *merging.notes]
    notes += [*_notes_on_files(found), *_notes_on_bodies(merging)]
    notes += _note_on_id(gathered, site) if merging.written else []
    return ImportReport(
        sources=gathered.reports, written=written, notes=notes, is_dry_run=is_dry_run
    )


def _notes_on_bodies(merging: Merging) -> list[str]:
    found = [
        f"{count(number, 'post')} as {name}" for name, number in sorted(merging.written.items())
    ]
    return [f"New files: {', '.join(found)}."] if found else []


def _note_on_id(gathered: Gathered, site: Site) -> list[str]:
    """Give the id of the old blog's own feed: readers that follow it by that id go on."""
    ids = (arrival.post.guid.rpartition(".")[0] for arrival in gathered.posts)
    old = next((id_ for id_ in ids if id_.startswith("tag:blogger.com,")), "")
    if not old or site.settings["SITE_ID"] == old:
        return []
    keeping = f"python3 tasks.py start --id {old}"
    return [f"The old feed's own id is {old}; a site that begins now keeps it with: {keeping}"]


def _notes_on_files(found: Sorted) -> list[str]:
    if not found.others:
        return []
    names = ", ".join(file.name for file in found.others[:5])
    more = f", and {len(found.others) - 5} more" if len(found.others) > 5 else ""  # noqa: PLR2004
    return [f"Not an export, left alone: {names}{more}."]


def _zone_of(options: Options, site: Site) -> ZoneInfo:
    if not options.timezone:
        return site.zone
    try:
        return ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadExport(
            f'--timezone is "{options.timezone}": a name such as "Europe/Lisbon" is needed.'
        ) from error


def _refuse_bad_report(path: Path | None) -> None:
    """Stop before anything is written when the report has no place."""
    if path and path.is_dir():
        raise CannotWrite(f"{shown(path)} is a folder; --report names a file.")
    if path and not path.parent.is_dir():
        raise CannotWrite(f"{shown(path.parent)}: there is no such folder for the report.")


def _nothing_in(paths: list[Path], found: Sorted) -> str:
    known = "; ".join(source.TITLE for source in SOURCES)
    names = ", ".join(shown(path) for path in paths)
    seen = [*found.others, *found.pictures]
    what = f"this seems to be {seeming(seen[0])}" if len(seen) == 1 else f"no export is among its {count(len(seen), 'file')}"  # fmt: skip
    if not seen:
        what = "it is empty"
    return f"{names}: {what}. What can be imported: {known}."


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Let Python look for garbage more rarely: what is gathered lives until the end.

    To look through all of it again and again takes a quarter of the time of a large import.
    """
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _progress(what: str, total: int) -> Iterator[Any]:
    """Show how far it is, at a terminal."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=max(total, 1))
        yield lambda steps: bar.advance(task, steps)
