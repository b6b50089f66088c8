"""The looks at a site's files before it is built: each file is read once for all of them, or not at all.

A look is a function of one file and the ground it stands on, and gives plain values: these are remembered
for as long as the file, the ground and the look's own source stay the same. What hangs on several files is
put together from them anew each time.
"""

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from plugins.shared.files import is_file
from plugins.shared.front_matter import READ_HERE, FrontMatter, is_content, parse_file
from plugins.shared.ground import Ground, outside, source_of
from plugins.shared.listing import entries_of, walk
from plugins.shared.remembering import (
    Remembered,
    Stamp,
    digest_of,
    is_young,
    read_memory,
    stamp_of,
    write_memory,
)
from plugins.shared.site import Site
from plugins.shared.written import Kind, Written, written_in

__all__ = ["Ground", "Looks", "remembered_looks"]

_Plain = TypeVar("_Plain")
_Entry = os.DirEntry[str]
# A path, and what asks for its status, once.
_File = tuple[str, Callable[[], os.stat_result]]
_FOLDERS: dict[Kind, str] = {"post": "ARTICLE_PATHS", "page": "PAGE_PATHS"}


@contextmanager
def remembered_looks(site: Site, *, now: int | None = None) -> Iterator["Looks"]:
    """Give looks that know again what has not changed since the last time; at the end it is kept.

    `now` is the time in nanoseconds since 1970.
    """
    path = site.var / "speed" / ("looks-publishing" if site.is_for_publishing else "looks")
    hangs_on = repr((Ground.of_site(site), *outside(site))).encode(errors="surrogatepass")
    with _nothing_collected():
        before = read_memory(path, hangs_on)
        looks = Looks(site, before, now=now)
        yield looks
        after = looks.remembered()
        if after != before:
            write_memory(path, hangs_on, after)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python not go through a hundred thousand tuples for circles meanwhile: it takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Looks:
    """Looks at the files of a site as they are now; all are listed and read once at most."""

    def __init__(
        self, site: Site, before: Remembered | None = None, *, now: int | None = None
    ) -> None:
        """`before` is what earlier looks found, `now` the time in nanoseconds since 1970."""
        self._site = site
        self._ground = Ground.of_site(site)
        self._before = before or Remembered()
        self._after = Remembered()
        self._now = time.time_ns() if now is None else now
        self._listed: dict[str, list[_Entry]] = {}
        self._content_files: dict[tuple[str, frozenset[str]], list[_File]] = {}
        self._known: dict[str, bool] = {}
        self._young: set[str] = set()
        self._unsure: set[str] = set()
        self._lines: dict[tuple[Kind, str], Written] = {}

    def posts(
        self,
        look: Callable[[Written, Ground], _Plain],
        *,
        endings: frozenset[str] = READ_HERE,
        lines_only: bool = False,
    ) -> list[tuple[str, _Plain]]:
        """Give what `look` finds in each post, with its file, in the order of their names.

        With `lines_only` it looks at the metadata lines alone, and is given no body.
        """
        return self._written("post", look, endings, lines_only=lines_only)

    def pages(
        self,
        look: Callable[[Written, Ground], _Plain],
        *,
        endings: frozenset[str] = READ_HERE,
        lines_only: bool = False,
    ) -> list[tuple[str, _Plain]]:
        """Give what `look` finds in each page, as posts() does."""
        return self._written("page", look, endings, lines_only=lines_only)

    def fronts(
        self, folder: str, look: Callable[[FrontMatter, Ground], _Plain]
    ) -> list[tuple[str, _Plain]]:
        """Give what `look` finds in each content file of a folder of the content."""
        return self._facts(
            self._content(folder), look, lambda path: look(self._front(path), self._ground)
        )

    def files(
        self, entries: Iterable[_Entry], look: Callable[[bytes, Path, Ground], _Plain]
    ) -> list[tuple[str, _Plain]]:
        """Give what `look` finds in some files."""
        there = ((entry.path, entry.stat) for entry in entries)
        return self._facts(there, look, self._find_in_bytes(look))

    def file(
        self, name: str, look: Callable[[bytes, Path, Ground], _Plain]
    ) -> list[tuple[str, _Plain]]:
        """Give what `look` finds in one file of the content, nothing when there is none."""
        path = self._site.content / name
        there = [(str(path), path.stat)] if is_file(path) else []
        return self._facts(there, look, self._find_in_bytes(look))

    def _find_in_bytes(
        self, look: Callable[[bytes, Path, Ground], _Plain]
    ) -> Callable[[str], _Plain]:
        return lambda path: look(self._bytes(path), Path(path), self._ground)

    def below(self, folder: str) -> list[_Entry]:
        """Give all that lies below a folder of the content, in the order of the paths."""
        if folder not in self._listed:
            self._listed[folder] = list(walk(self._site.content / folder))
        return self._listed[folder]

    def within(self, folder: str) -> list[_Entry]:
        """Give what lies right in a folder of the content, in the order of the names."""
        return entries_of(str(self._site.content / folder))

    def remembered(self) -> Remembered:
        """Give what was found by now, to be given to the next looks.

        Of looks that nobody asked for now, what they found in the same files is kept.
        """
        for path in self._unsure | (self._young - self._after.young.keys()):
            self._after.stamps.pop(path, None)
        tables = dict(self._after.tables)
        for name in self._before.tables.keys() - tables.keys():
            table = self._before.tables[name]
            if name.endswith(source_of(name.partition(" ")[0])):  # else another source found it
                kept = {path: fact for path, fact in table.items() if self._known.get(path)}
                tables.update({name: kept} if kept else {})
        return replace(self._after, tables=tables)

    def _written(
        self,
        kind: Kind,
        look: Callable[[Written, Ground], _Plain],
        endings: frozenset[str],
        *,
        lines_only: bool,
    ) -> list[tuple[str, _Plain]]:
        folders = self._site.settings[_FOLDERS[kind]]
        there = chain.from_iterable(self._content(folder, endings) for folder in folders)
        get = self._written_lines if lines_only else self._written_whole
        return self._facts(there, look, lambda path: look(get(kind, path), self._ground), of=kind)

    def _content(self, folder: str, endings: frozenset[str] = READ_HERE) -> list[_File]:
        if (folder, endings) not in self._content_files:
            self._content_files[folder, endings] = [
                (entry.path, entry.stat)
                for entry in self.below(folder)
                if is_content(entry, endings)
            ]
        return self._content_files[folder, endings]

    def _facts(
        self,
        there: Iterable[_File],
        look: Callable[..., _Plain],
        find: Callable[[str], _Plain],
        *,
        of: str = "",
    ) -> list[tuple[str, _Plain]]:
        name = f"{look.__module__} {look.__qualname__} {of} {source_of(look.__module__)}"
        before = self._before.tables.get(name, {})
        after = self._after.tables.setdefault(name, {})
        found = []
        for path, status in there:
            is_known = self._known.get(path)
            if is_known is None:
                is_known = self._known[path] = self._is_known(path, stamp_of(status()))
            # What a look has found is what it gives: its source is in the table's name.
            fact = before[path] if is_known and path in before else find(path)
            after[path] = fact
            found.append((path, fact))
        return found

    def _is_known(self, path: str, stamp: Stamp) -> bool:
        """Whether a file is as it was when it was looked at before."""
        self._after.stamps[path] = stamp
        is_same = self._before.stamps.get(path) == stamp
        digest = self._before.young.get(path)
        if is_same and digest is None:
            return True
        if is_young(stamp, self._now):
            self._young.add(path)
        return is_same and digest_of(self._bytes(path)) == digest

    def _written_whole(self, kind: Kind, path: str) -> Written:
        found = written_in(self._front(path), self._ground.naming, kind=kind)
        self._lines[kind, path] = replace(found, front=replace(found.front, body=""))
        return found

    def _written_lines(self, kind: Kind, path: str) -> Written:
        if (kind, path) not in self._lines:
            self._written_whole(kind, path)
        return self._lines[kind, path]

    def _front(self, path: str) -> FrontMatter:
        return parse_file(self._bytes(path), Path(path))

    def _bytes(self, path: str) -> bytes:
        data = read_bytes(path)
        if path in self._young:
            digest = digest_of(data)
            if self._after.young.setdefault(path, digest) != digest:  # somebody writes meanwhile
                self._unsure.add(path)
        return data


def read_bytes(path: str) -> bytes:
    """Give what a file holds."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path for each takes its time
        return file.read()
