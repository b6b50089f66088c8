"""What is handed from build to build: what the task says of the last one, and where the next finds this one's.

The task that runs Pelican (plugins/publishing) writes job.json before, damaged.json when it has looked at the
output meanwhile, and reads done.json afterwards. What is saved here counts once the task has written its
manifest: until then the next build goes by the last one.
"""

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from plugins.shared.promised import awaited
from plugins.speed.journal import Journal, Tables, clear
from plugins.speed.library import Library
from plugins.speed.report import Report
from plugins.speed.sources import Untouched

_JOURNALS = ("contents", "pages")


class Job:
    """One build's place among others. Without a folder there are no others."""

    def __init__(self, folder: str, key: str) -> None:
        """Read what the task says; a key of "" lets nothing be kept."""
        self.folder = Path(folder or ".")
        self._pages = Journal(self.folder, "pages", key)
        self.is_lasting = bool(folder and key)
        told = _read(self.folder / "job.json") if folder else {}
        self.commit = str(told.get("commit") or "")
        self.output = Path(told.get("output") or ".")
        edited = told.get("edited")
        self.untouched = (
            Untouched(str(told.get("content")), frozenset(edited)) if edited is not None else None
        )
        self.is_known = bool(told.get("known") and self.is_lasting)
        self._next = f"{int(self.commit) + 1}" if self.commit.isdigit() else "1"

    @cached_property
    def damaged(self) -> frozenset[str]:
        """The files of the output that are not as the last build left them; who asks first may have to wait."""
        return frozenset(awaited(self.folder / "damaged.json")) if self.is_known else frozenset()

    def load_pages(self) -> dict[str, dict[Any, Any]] | None:
        """Give what the last build has saved besides the library; None when it cannot be gone by."""
        return self._pages.read(self.commit) if self.is_known else None

    def save(self, library: Library | None, pages: Tables, tidied: Callable[[], Tables]) -> None:
        """Save what the next build needs; where it cannot be written, the next begins anew.

        `tidied` gives the pages' tables without what no page needs any more.
        """
        try:
            if library:
                library.save(self._next)
            self._pages.save(self._next, pages, tidied)
        except OSError:
            self.is_lasting = False

    def tell(self, report: Report, kept: Iterable[str], *, is_known: bool) -> None:
        """Tell the task what was done, and whether all of what it hung on is known."""
        if not self.folder.is_dir() or not (self.folder / "job.json").exists():
            return
        done = {**report.as_value(), "kept": sorted(kept)}
        done["commit"] = self._next if self.is_lasting else ""
        if not is_known:
            done["valid_until"] = 0
        (self.folder / "done.json").write_text(json.dumps(done), encoding="utf-8")

    def clear(self) -> None:
        """Remove what the last build has not left."""
        for name in _JOURNALS:
            clear(self.folder, name, self.commit)


def foresee(folder: str, key: str) -> None:
    """Unpack what the last build seems to have left, for whoever is told later that it has."""
    if folder and key:
        for name in _JOURNALS:
            Journal(Path(folder), name, key).foresee()


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
