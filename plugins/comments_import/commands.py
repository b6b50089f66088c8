"""What tasks.py asks of the importer: read a file, plan, write, report."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plugins.comments_import.merging import Existing, Plan, make_plan
from plugins.comments_import.sources import recognise
from plugins.shared.errors import BadContent, BadExport, shown
from plugins.shared.files import read_text, write_all
from plugins.shared.front_matter import content_files, read_front_matter
from plugins.shared.text import shorten

_KINDS_BY_START: Mapping[bytes, str] = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip archive; unpack it first",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"SQLite format 3": "an SQLite database",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import found and did; `plan` holds the numbers."""

    path: Path
    source: str
    plan: Plan
    is_dry_run: bool

    def as_json(self) -> dict[str, Any]:
        """Give the report for machines."""
        return {
            "file": self.path.name,
            "source": self.source,
            "dry_run": self.is_dry_run,
            "posts": asdict(self.plan.posts),
            "comments": asdict(self.plan.comments),
            "written": sorted(shown(path) for path in self.plan.files),
            "notes": list(self.plan.notes),
        }

    def __str__(self) -> str:
        """Give the report for people."""
        rows = [f"{shown(self.path)}: {self.source}", ""]
        rows.append(f"{'':10}{'found':>8}{'added':>8}{'already there':>16}{'skipped':>10}")
        for name, row in (("posts", self.plan.posts), ("comments", self.plan.comments)):
            rows.append(
                f"{name:10}{row.found:8}{row.added:8}{row.already_there:16}{row.skipped:10}"
            )
        if self.plan.authors:
            rows += ["", f"Comments by {shorten(', '.join(self.plan.authors), 400)}."]
        verb = "Would write" if self.is_dry_run else "Wrote"
        written = [f"{verb} {shown(path)}" for path in sorted(self.plan.files)]
        return "\n".join(
            [*rows, "", *self.plan.notes, *(written or ["Nothing new; nothing was changed."])]
        )


def import_file(
    path: Path, content: Path, *, is_dry_run: bool = False, report: Path | None = None
) -> ImportReport:
    """Import an export into the folder `content`, which stays as it was when anything fails.

    Raises BadExport, BadContent, CannotWrite.
    """
    text = read_export(path)
    try:
        source = recognise(text)
        export = source.read(text)
    except BadExport as error:
        raise BadExport(f"{shown(path)}: {error}") from error
    plan = make_plan(export, read_existing(content), content)
    done = ImportReport(path=path, source=source.TITLE, plan=plan, is_dry_run=is_dry_run)
    files = {} if is_dry_run else dict(plan.files)
    if report:
        files[report] = (json.dumps(done.as_json(), ensure_ascii=False, indent=2) + "\n").encode()
    write_all(files)  # with the report: when that cannot be written, nothing is
    return done


def read_export(path: Path) -> str:
    """Give the text of an export; windows-1252 is read where UTF-8 is not possible. Raises BadExport."""
    if path.is_dir():
        raise BadExport(f"{shown(path)} is a folder; name the file in it that holds the export.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadExport(f"{shown(path)}: {error.strerror}; is the name right?") from error
    kind = next((kind for start, kind in _KINDS_BY_START.items() if data.startswith(start)), "")
    if not data.strip():
        raise BadExport(f"{shown(path)} is empty; save the page or the export once more.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Windows once called "Unicode"
        return data.decode("utf-16", errors="replace")
    if kind or b"\0" in data:
        raise BadExport(
            f"{shown(path)} is {kind or 'a binary file'}; a text copy of a blog page is needed."
        )
    try:
        return read_text(path)
    except ValueError:
        return data.decode("windows-1252", errors="replace")


def read_existing(content: Path) -> Existing:
    """Give what `content` holds. Raises BadContent when a comment file cannot be read."""
    texts = {}
    for path in sorted(filter(Path.is_file, (content / "comments").glob("*.txt"))):
        try:
            texts[path] = path.read_bytes().decode()  # with its byte order mark: these bytes stay
        except ValueError as error:
            raise BadContent(
                f"{shown(path)}: it is not UTF-8 text; save it as UTF-8 first."
            ) from error
    return Existing(
        posts=tuple(read_front_matter(path) for path in content_files(content / "posts")),
        comment_texts=texts,
    )
