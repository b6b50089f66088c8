"""Every export in exports/ is claimed by exactly one source and gives what stands beside it.

Adding a case is adding a file (or a folder, for sources that are folders) and running
`python -m pytest tests/comments_import/test_exports.py --update-golden`, then reading the .expected.
"""

from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.comments_import.files.export_file import file_on_disk
from plugins.comments_import.model import ImportedComment, Note, Skipped
from plugins.comments_import.sources import SOURCES, recognise
from plugins.shared.dates import format_utc
from plugins.shared.errors import BadExport

EXPORTS = Path(__file__).parent / "exports"
CASES = sorted(path for path in EXPORTS.iterdir() if path.suffix != ".expected")
ZONE = ZoneInfo("Europe/Lisbon")


def files_of(case):
    """Give the files of a case: one, or all in a folder."""
    paths = sorted(path for path in case.rglob("*") if path.is_file()) if case.is_dir() else [case]
    return [
        file_on_disk(path, name=path.relative_to(EXPORTS).as_posix(), zone=ZONE) for path in paths
    ]


def dump(item):
    """Give an item as text: what is not usual, one line each, texts with their line ends shown."""
    if isinstance(item, Note):
        return f"note: {item.text}"
    if isinstance(item, ImportedComment):
        return f"{item.kind.value}: {rows(item.comment, skip=('line',))}\n  post: {' '.join(item.post)}"
    name = "skipped" if isinstance(item, Skipped) else item.kind.value
    return f"{name}: {rows(item)}"


def rows(item, skip=()):
    found = []
    for field in fields(item):
        value = getattr(item, field.name)
        if value == field.default or field.name in skip:
            continue
        shown = format_utc(value) if field.name in {"date", "updated"} and value else value
        shown = " | ".join(value) if isinstance(value, tuple) else shown
        found.append(
            f"  {field.name}: {shown!r}" if "\n" in str(shown) else f"  {field.name}: {shown}"
        )
    return "\n" + "\n".join(line.rstrip() for line in found)


def read_case(case):
    parts = []
    for file in files_of(case):
        source = recognise(file)
        parts.append(f"{file.name}: {source.NAME if source else 'nobody'}")
        try:
            parts += [dump(item) for item in source.read(file)] if source else []
        except BadExport as error:
            parts.append(f"refused: {error}")
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_export_gives_what_stands_beside_it(case, request):
    expected = case.with_name(f"{case.name}.expected")
    found = read_case(case)
    if request.config.getoption("--update-golden"):
        expected.write_text(found)

    assert found == expected.read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_two_sources_claim_one_file(case):
    for file in files_of(case):
        assert sum(source.claims(file) for source in SOURCES) <= 1
