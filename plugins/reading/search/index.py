"""The index that the search page reads: made of posts' pages by Pagefind (https://pagefind.app/docs).

Pagefind reads what an element with `data-pagefind-body` holds, but for what is not a post's words.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.reading.search.kept import keep, key_of, put_back
from plugins.reading.search.parting import with_parted_words
from plugins.shared.errors import CannotWrite

FOLDER = "pagefind"
_ENTRY = "pagefind-entry.json"
_SCRIPT = "pagefind.js"
_SECONDS = 600
_RECIPE = (
    1  # whoever changes what is done with pages or files changes this, and the index is made anew
)
# What stands in a post's page between the words, by the theme's own names.
_NO_WORDS = (
    ".meta, .series, .contents, .tags, #comments-title, .permalink, .own-mark, .gone, .reply, "
    ".comment summary, .answer-title, .form"
)


def write_index(
    output: Path, pages: Iterable[str], language: str, *, kept: Path | None = None
) -> None:
    """Index pages of the site in `output`, and nothing else, into its folder pagefind/.

    `pages` are their files' paths in it. All are found from one search page, so they make one index,
    whose words are taken apart as those of `language` are. Without pages there is no folder. The index is
    kept in the file `kept`, and taken from there when all pages are as they were. Raises CannotWrite.
    """
    folder = output / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    found = sorted(set(pages))
    if not found:
        return
    program = _program()
    key = key_of(_made_of(output, found, program, language)) if kept else b""
    if kept and put_back(kept, key, folder):
        return
    with tempfile.TemporaryDirectory() as place:
        for page in found:
            _copy(output / page, Path(place) / page)
        _run(program, Path(place), folder, language)
    _remove_unused(folder)
    if kept:
        keep(kept, key, folder)


def _made_of(output: Path, pages: Iterable[str], program: Path, language: str) -> Iterator[bytes]:
    """Give everything that the index is made of, one after another."""
    about = program.stat() if program.is_file() else None
    yield repr((_RECIPE, language, about and (about.st_size, about.st_mtime_ns))).encode()
    for page in pages:
        yield page.encode()
        yield (output / page).read_bytes()


def _copy(page: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(with_parted_words(page.read_text(encoding="utf-8")), encoding="utf-8")


def _program() -> Path:
    from pagefind.service import get_executable  # noqa: PLC0415 - previews need not wait for it

    try:
        program = get_executable()
    except FileNotFoundError:
        program = None
    if not program:
        raise CannotWrite(
            "The search's index cannot be made: Pagefind's program is not here. "
            'It comes with the package "pagefind[bin]"; install requirements.lock once more.'
        )
    return program


def command(program: Path, site: Path, folder: Path, language: str) -> list[str]:
    """Give the command that indexes all pages below `site` into `folder`."""
    return [
        str(program),
        *("--site", str(site)),
        *("--output-path", str(folder)),
        *("--force-language", re.split("[-_]", language)[0].lower()),
        *("--exclude-selectors", _NO_WORDS),
        "--quiet",
    ]


def _run(program: Path, site: Path, folder: Path, language: str) -> None:
    try:
        result = subprocess.run(
            command(program, site, folder, language),
            cwd=site,  # where a file pagefind.toml of somebody else's cannot be
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotWrite(f"The search's index cannot be made: {error}.") from error
    if result.returncode:
        said = " ".join((result.stderr or result.stdout).split())
        raise CannotWrite(f'The search\'s index cannot be made; Pagefind says "{said}".')


def _remove_unused(folder: Path) -> None:
    languages = json.loads((folder / _ENTRY).read_bytes())["languages"]
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    for path in set(paths) - used(paths, languages):
        (folder / path).unlink()


def used(paths: Iterable[str], languages: Mapping[str, Any]) -> frozenset[str]:
    """Give those files of an index that our search page loads.

    Pagefind adds pages, styles and scripts of its own, and one more program, for languages that the
    index has none of. `languages` are those of the index, as its entry file has them.
    """
    programs = {f"wasm.{one.get('wasm') or 'unknown'}.pagefind" for one in languages.values()}
    wanted = {_ENTRY, _SCRIPT, *programs}
    return frozenset(
        path for path in paths if path in wanted or Path(path).suffix.startswith(".pf_")
    )
