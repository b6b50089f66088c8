"""Many random histories, a table of what came of them, and how to live again those that failed.

python3 tasks.py speed.histories [--steps 10000] [--seed 1] [--theme nasty]
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from speed.builds import Builds
from speed.histories import Figures, History, Life, Miss, live, random_history, shrink
from speed.themes import THEMES

STEPS = 40  # in one history
POSTS = (12, 30, 60)
PROCESSES = (1, 4)
_COLUMNS = ("theme", "posts", "steps", "pages", "rendered", "changed", "false", "failed", "misses")


@dataclass
class Run:
    """All histories of a run: those that wait, and what came of the others."""

    waiting: Iterator[History]
    of_themes: dict[str, Figures] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> History | None:
        """Give a history that nobody else lives."""
        with self.lock:
            return next(self.waiting, None)

    def note(self, theme: str, figures: Figures, miss: str = "") -> None:
        """Add what came of one."""
        with self.lock:
            self.of_themes.setdefault(theme, Figures()).add(figures)
            if miss:
                self.misses.append(miss)
                say(miss)


def main() -> int:
    """Live as many steps as are asked for; end with 1 when one of them failed."""
    asked = _asked()
    themes = [asked.theme] if asked.theme else list(THEMES)
    run = Run(waiting=_histories(themes, seed=asked.seed, steps=asked.steps))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="histories-") as folder:
        workers = [
            threading.Thread(target=_live_all, args=(run, Path(folder) / str(number)))
            for number in range(asked.jobs)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    say(table(run.of_themes))
    say(f"{time.monotonic() - started:.0f} s; {len(run.misses)} of the histories failed.")
    return 1 if run.misses else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def _histories(themes: list[str], *, seed: int, steps: int) -> Iterator[History]:
    """Give histories of all themes and numbers of processes in turn, until there are so many steps."""
    number = 0
    while number * STEPS < steps:
        theme = themes[number % len(themes)]
        turn = number // len(themes)
        yield random_history(
            theme,
            processes=PROCESSES[turn % len(PROCESSES)],
            seed=seed + turn,
            posts=POSTS[turn % len(POSTS)],
            steps=min(STEPS, steps - number * STEPS),
        )
        number += 1


def _live_all(run: Run, folder: Path) -> None:
    builds = Builds()
    folder.mkdir(parents=True)
    while history := run.next():
        life = Life(history, folder / "blog", builds)
        try:
            life.live()
            run.note(history.theme, life.figures)
        except Miss as miss:
            life.figures.misses += 1
            run.note(history.theme, life.figures, _told(history, miss, folder, builds))
        life.remove()
    builds.close()


def _told(history: History, miss: Miss, folder: Path, builds: Builds) -> str:
    """Give the shortest history that fails as this one did."""

    def fails(fewer: History) -> bool:
        try:
            live(fewer, folder / "shrinking", builds)
        except Miss:
            return True
        return False

    shortest = shrink(history.until(miss.at), fails)
    return f"\n{miss}\n  found by seed {history.seed}; the shortest that fails:\n  {shortest}\n"


def table(of_themes: dict[str, Figures]) -> str:
    """Give the figures of all themes, a line each."""
    rows = [_COLUMNS, *(_row(theme, figures) for theme, figures in sorted(of_themes.items()))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _row(theme: str, figures: Figures) -> tuple[str, ...]:
    false = max(0, figures.rendered - figures.changed) / max(1, figures.rendered)
    numbers = (figures.posts, figures.steps, figures.pages, figures.rendered, figures.changed)
    return (
        theme,
        *(f"{number:,}" for number in numbers),
        f"{false:.0%}",
        str(figures.failed),
        str(figures.misses),
    )


def say(text: str) -> None:
    """Print it at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
