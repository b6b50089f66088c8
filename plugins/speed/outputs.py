"""The files below the output: which of the last build's are kept, and those that are written in this one."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.utils import sanitised_join

from plugins.speed.policy import Policy
from plugins.speed.sources import Source, is_same, sources_of
from plugins.speed.state import Job


class Outputs:
    """What becomes of each file. `kept` are those that stay as the last build has left them."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        job: Job,
        policy: Policy,
        copied: Mapping[str, Source] | None = None,
    ) -> None:
        """Nothing is kept yet; `copied` are the files that the last build has copied, by where they lie."""
        self._settings, self._job, self._policy = settings, job, policy
        self._folder = os.path.abspath(settings["OUTPUT_PATH"])  # noqa: PTH100 - without a look at the disk
        self._folders: set[str] = set()  # those that were made
        self._is_fresh_start = not job.is_known or bool(policy.rewrites)
        self._is_shown = bool(settings.get("FOR_PUBLISHING") or policy.looks_at_files)
        self._copied_before = copied or {}
        self.kept: set[str] = set()
        self.copied: dict[str, Source] = {}

    def is_damaged(self, name: str) -> bool:
        """Whether somebody has touched a file since it was built."""
        return bool(self._job.damaged) and plain(name) in self._job.damaged

    def keep(self, name: str) -> None:
        """Let a file stay as it is."""
        self.kept.add(plain(name))
        if self._is_shown:
            self._show(name)

    def give_up(self, name: str) -> None:
        """Let a file be no longer kept: another takes its place."""
        self.kept.discard(plain(name))

    def place_of(self, name: str) -> str:
        """Give where a file is written now. Raises RuntimeError for one outside of the output."""
        short = plain(name)
        if short.startswith(".."):
            return str(sanitised_join(self._folder, name))
        return f"{self._folder}/{short}"

    def write(self, name: str, data: bytes) -> bool:
        """Write a file, unless the last build's has the same bytes; whether they are new."""
        path = self.place_of(name)
        is_old_whole = not self._is_fresh_start and not self.is_damaged(name)
        if is_old_whole and _holds(self._job.output / name, data):
            Path(path).unlink(missing_ok=True)  # what it takes the place of
            return False
        folder, _, _file = path.rpartition("/")
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - of thousands
            self._folders.add(folder)
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data)
        return True

    def is_copy_wanted(self, content: Any) -> bool:
        """Whether a file that is copied as it is has to be copied."""
        name, source = str(content.save_as), str(Path(self._settings["PATH"]) / content.source_path)
        known = self._copied_before.get(name)
        stands = known and known[0] == source and not self.is_damaged(name) and is_same(known)
        is_seen = self._policy.looks_at_files or self._policy.writes_itself
        if stands and known and not self._is_fresh_start and not is_seen:
            self.copied[name] = known
            self.keep(name)
            return False
        self.copied[name] = sources_of([source])[0]
        return True

    def _show(self, name: str) -> None:
        """Let a kept file be seen where Pelican writes to, for those that look at files there."""
        path = Path(self.place_of(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        old = self._job.output / name
        if self._policy.looks_at_files:
            path.write_bytes(old.read_bytes())
        else:
            os.link(old, path)


def plain(name: str) -> str:
    """Give the one way in which a path below the output is written."""
    return shortest(name.lstrip("/"))


def shortest(path: str) -> str:
    """Give a path without detours, as os.path.normpath does; nearly all are so already, which is seen sooner."""
    if path[:1] in "./" or path[-1] == "/" or "//" in path or "/." in path:
        return os.path.normpath(path)
    return path


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
