"""Random histories of a blog: after each step its incremental build is held against a clean one."""

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from speed import comparing, post_edits, site_edits
from speed.beginnings import begin
from speed.blogs import Blog
from speed.builds import Builds, Ended
from speed.edits import make, names_for

__all__ = ["post_edits", "site_edits"]  # they register their edits
_WRITTEN = ("content", "theme/templates", "overrides", "plugins_of_ana")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An edit of a kind; the seed says which."""

    kind: str
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A blog's life: how it begins, and what is done to it; the same each time it is lived."""

    theme: str
    processes: int
    seed: int
    posts: int
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        """Give what is needed to live it again."""
        steps = "\n".join(f"    {step.kind} ({step.seed})" for step in self.steps)
        return (
            f"theme {self.theme}, {self.processes} processes, seed {self.seed}, "
            f"{self.posts} posts, steps:\n{steps}"
        )

    def until(self, number: int) -> "History":
        """Give the same history, which ends with a step."""
        return replace(self, steps=self.steps[: number + 1])


class Miss(AssertionError):
    """An incremental build was not what a clean one is."""

    def __init__(self, at: int, what: Sequence[str]) -> None:
        """`at` is the step, from 0; -1 is the first build."""
        super().__init__(f"after step {at + 1}: " + "; ".join(what[:12]))
        self.at = at


@dataclass(slots=True, kw_only=True)
class Figures:
    """What came of histories: numbers of files, and seconds of CPU of both kinds of build."""

    posts: int = 0
    steps: int = 0
    pages: int = 0
    rendered: int = 0
    changed: int = 0
    misses: int = 0
    failed: int = 0  # builds that failed, as the clean one did
    incremental_cpu: float = 0.0
    clean_cpu: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Figures") -> None:
        """Add those of another history."""
        self.posts = max(self.posts, other.posts)
        for name in ("steps", "pages", "rendered", "changed", "misses", "failed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.incremental_cpu += other.incremental_cpu
        self.clean_cpu += other.clean_cpu


def random_history(theme: str, *, processes: int, seed: int, posts: int, steps: int) -> History:
    """Give a history in which each kind of edit comes once before any comes twice."""
    rng = Random(f"{theme} {processes} {seed}")
    chosen: list[Step] = []
    while len(chosen) < steps:
        names = names_for(theme)
        rng.shuffle(names)
        chosen += [Step(kind=name, seed=rng.randrange(1 << 30)) for name in names]
    return History(
        theme=theme, processes=processes, seed=seed, posts=posts, steps=tuple(chosen[:steps])
    )


class Kept:
    """A blog as it was before a step, should that break it."""

    def __init__(self, blog: Blog) -> None:
        """Copy what its author writes, with all times."""
        self._blog = deepcopy(blog)
        self._folder = blog.folder / "before"
        shutil.rmtree(self._folder, ignore_errors=True)
        for name in _WRITTEN:
            shutil.copytree(blog.folder / name, self._folder / name)
        shutil.copy2(blog.settings_file, self._folder)

    def mended(self) -> Blog:
        """Put everything back, and give the blog."""
        for name in _WRITTEN:
            shutil.rmtree(self._blog.folder / name)
            shutil.copytree(self._folder / name, self._blog.folder / name)
        shutil.copy2(self._folder / self._blog.settings_file.name, self._blog.folder)
        return self._blog


class Life:
    """One history while it is lived, in a folder of its own."""

    def __init__(
        self,
        history: History,
        folder: Path,
        builds: Builds,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.blog = Blog(folder=folder, theme=history.theme, processes=history.processes)
        self.figures = Figures(posts=history.posts)
        self._history, self._builds, self._environment = history, builds, environment
        begin(self.blog, Random(history.seed), posts=history.posts)

    def live(self) -> Figures:
        """Build after each step. Raises Miss."""
        self.check(-1)
        for number, step in enumerate(self._history.steps):
            self.figures.kinds[step.kind] = self.figures.kinds.get(step.kind, 0) + 1
            kept = Kept(self.blog)
            if not make(self.blog, step.kind, step.seed):
                continue
            if not self.check(number):
                self.blog = kept.mended()
            elif self.blog.due:
                self.wait_for_the_scheduled(number)
        return self.figures

    def remove(self) -> None:
        """Remove all that it wrote."""
        shutil.rmtree(self.blog.folder)

    def wait_for_the_scheduled(self, number: int) -> None:
        """Build again once its time has come."""
        due, self.blog.due = self.blog.due, None
        assert due
        time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()) + 0.05)
        self.check(number)

    def check(self, number: int) -> bool:
        """Build in both ways and compare; a build that fails has to leave all as it was. Say whether it built."""
        blog, before = self.blog, comparing.look(self.blog.output)
        got = self._builds.build(blog, self._environment)
        clean = self._builds.clean(blog)
        if blog.due and datetime.now(UTC) >= blog.due:
            return True  # the two may have been on either side of it
        new = comparing.look(blog.output)
        found = _disagreement(got, clean)
        if number < 0 and not clean.is_right:
            raise Miss(number, ["the blog cannot be built to begin with", clean.said])
        if clean.is_right and not found:
            found = comparing.faults(new, comparing.look(blog.clean_output), before)
        elif not found and new != before:
            found = ["a build that failed changed the output"]
        if found:
            raise Miss(number, found)
        self._note(got, clean, comparing.changed(new, before), len(new))
        return clean.is_right

    def _note(self, got: Ended, clean: Ended, changed: int, pages: int) -> None:
        figures = self.figures
        figures.steps += 1
        figures.failed += not clean.is_right
        figures.pages += pages
        figures.changed += changed
        figures.rendered += report_of(self.blog).get("rendered", pages)
        figures.incremental_cpu += got.cpu
        figures.clean_cpu += clean.cpu


def _disagreement(got: Ended, clean: Ended) -> list[str]:
    if got.is_right == clean.is_right and (got.is_right or got.is_told):
        return []
    return [f"it ended with {got.code}, the clean one with {clean.code}:\n{got.said}\n{clean.said}"]


def report_of(blog: Blog) -> dict[str, Any]:
    """Give what plugins.speed says of the last build; nothing without it."""
    found = sorted(blog.state.rglob("report.json")) or sorted(blog.state.rglob("done.json"))
    report = json.loads(found[-1].read_text()) if found else {}
    if isinstance(report.get("kept"), list):
        report["kept"] = len(report["kept"])
    return report


def live(history: History, folder: Path, builds: Builds, **asked: Mapping[str, str]) -> Figures:
    """Live a history in a new folder, which goes when all is well. Raises Miss."""
    shutil.rmtree(folder, ignore_errors=True)
    life = Life(history, folder, builds, **asked)
    figures = life.live()
    life.remove()
    return figures


def shrink(history: History, fails: Callable[[History], bool]) -> History:
    """Give the shortest history found that still fails: steps are dropped by halves, then one by one."""
    size = max(1, len(history.steps) // 2)
    while True:
        at = 0
        while at < len(history.steps):
            fewer = replace(history, steps=history.steps[:at] + history.steps[at + size :])
            if len(fewer.steps) < len(history.steps) and fails(fewer):
                history = fewer
            else:
                at += size
        if size == 1:
            return history
        size //= 2
