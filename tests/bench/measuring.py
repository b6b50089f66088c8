"""The rounds of a measurement: who builds what in which order, and what came of it."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from goals import BIG, HUGE, SMALL, Of, shown
from memory import can_be_measured, peak_megabytes
from reloading import seconds_to_reload
from running import Failed, Run, run
from sites import (
    EDITS,
    Expected,
    Site,
    command,
    differing_files,
    edit,
    files_in,
    has_speed,
    make_cold,
    write_site,
)

CONTESTANTS = ("hugo", "plain", "simple", "ours")
OURS = ("simple", "ours")  # those that build what was edited, and no more
Done = TypeVar("Done")
SAVES = 2  # in each round
WARMING_POSTS = 20


class Measurement:
    """Gathers figures, round by round; what fails is told in the end, and the rest goes on."""

    def __init__(self, folder: Path, *, hugo: Path) -> None:
        self.figures: dict[Of, list[float]] = defaultdict(list)
        self.failures: list[str] = []
        self._folder = folder
        self._hugo = hugo
        self._sites: dict[tuple[str, int], Site] = {}
        self._files: dict[int, dict[str, int]] = defaultdict(dict)
        self._differing: dict[int, list[Path]] = {}
        self._rendered: dict[Of, list[int]] = {}

    def warm_up(self) -> None:
        """Build a few posts with each, so that Python has compiled all. Raises SystemExit on failure."""
        for who in CONTESTANTS:
            site = write_site(who, self._folder / "warm" / who, WARMING_POSTS)
            try:
                _count_written(site, self._build(site))
            except Failed as error:
                sys.exit(f"{who}: {error}")

    def write_sites(self, posts: int) -> None:
        """Write so many posts for everyone who builds them."""
        for who in OURS if posts == HUGE else CONTESTANTS:
            site = write_site(who, self._folder / f"{posts}" / who, posts)
            self._sites[who, posts] = site

    def measure_round(self, posts: int, number: int) -> None:
        """Let everyone have their turn with so many posts; in every second round the other way round."""
        sites = [site for (_who, many), site in self._sites.items() if many == posts]
        sites = sites if number % 2 == 0 else sites[::-1]
        for site in sites:
            self._measure_cold(site)
        if posts == HUGE:
            return
        if number == 0:
            outputs = (self._sites[who, posts].output for who in ("plain", "simple"))
            self._differing[posts] = differing_files(*outputs)
        for kind in EDITS:
            for site in sites:
                if site.who == "ours" or (site.who == "simple" and kind != "comment"):
                    self._measure_edit(site, kind, number)
        if posts == SMALL:
            self._measure_reloads(self._sites["ours", posts], number)
        if posts == BIG and can_be_measured():
            for who in ("hugo", "ours"):
                self._measure_memory(self._sites[who, posts])

    def told_files(self) -> Iterator[str]:
        """Give lines that say how many files everyone wrote, and whether plain Pelican's were the same."""
        for posts, found in sorted(self._files.items()):
            same = len({number for who, number in found.items() if who != "ours"}) == 1
            verdict = "the same page set" if same else "NOT THE SAME PAGE SET"
            numbers = ", ".join(f"{who} {number:,}" for who, number in found.items())
            yield f"files of {posts:,} posts: {numbers}" + f" ({verdict})" * (posts != HUGE)
        for posts, differing in self._differing.items():
            yield f"{posts:,} posts, simple: {len(differing)} files differ from plain Pelican's {differing[:3]}"

    def told_figures(self) -> Iterator[str]:
        """Give a line for each figure, and for each kind of edit the pages it had rendered."""
        units = {"memory": "MB"}
        for of, values in self.figures.items():
            if of.posts:
                told = shown(values, units.get(of.what, "s"))
                yield f"{of.posts:>6,} posts  {of.who:6}  {of.what:12}  {told}"
        for of, (rendered, same) in self._rendered.items():
            yield f"{of.posts:>6,} posts  {of.who:6}  {of.what:12}  {rendered} pages rendered, {same} unchanged"

    def _measure_cold(self, site: Site) -> None:
        if site.who in OURS and site.posts != HUGE and has_speed():
            self._measure_tracing(site)
            return
        if done := self._cold_build(site):
            self._keep(site, "cold", done.seconds)

    def _measure_tracing(self, site: Site) -> None:
        """Build twice, with tracing and without."""
        untraced = self._cold_build(site, "untraced")
        traced = self._cold_build(site)
        if traced:
            self._keep(site, "cold", traced.seconds)
        if traced and untraced:
            self._keep(site, "traced", traced.cpu)
            self._keep(site, "tracing", traced.cpu - untraced.cpu)

    def _cold_build(self, site: Site, settings: str = "settings") -> Run | None:
        make_cold(site)
        return self._try(site, "cold", lambda: self._build_all(site, settings))

    def _build_all(self, site: Site, settings: str) -> Run:
        done = self._build(site, settings)
        self._files[site.posts].setdefault(site.who, _count_written(site, done))
        return done

    def _measure_edit(self, site: Site, kind: str, number: int) -> None:
        before = _time_of(site.report)
        expected = edit(site, kind, number=number)
        done = self._try(site, kind, lambda: self._build_edited(site, expected))
        if done:
            self._keep(site, kind, done.seconds)
        if done and _time_of(site.report) != before:
            self._read_report(site, kind)

    def _build_edited(self, site: Site, expected: Expected | None) -> Run:
        done = self._build(site)
        page = expected and site.output / expected.page
        if expected and page and expected.text not in page.read_text():
            raise Failed(f'"{expected.text}" is not in {expected.page}')
        return done

    def _read_report(self, site: Site, kind: str) -> None:
        report = json.loads(site.report.read_text())
        rendered, same = (_number(report.get(name, 0)) for name in ("rendered", "same"))
        kept = self._rendered.setdefault(Of(who=site.who, what=kind, posts=site.posts), [0, 0])
        for place, number in enumerate((rendered, same)):
            kept[place] += number
            what = ("rendered", "same")[place]
            of = Of(who="both", what=what, posts=0)
            self.figures[of] = [sum(self.figures[of]) + number]

    def _measure_reloads(self, site: Site, number: int) -> None:
        first = SAVES * number
        times = self._try(
            site, "reloaded", lambda: seconds_to_reload(site, saves=SAVES, first=first)
        )
        for seconds in times or []:
            self._keep(site, "reloaded", seconds)

    def _measure_memory(self, site: Site) -> None:
        make_cold(site)
        building = command(site, hugo=self._hugo)
        used = self._try(
            site, "memory", lambda: peak_megabytes(building, site.folder, timeout=site.timeout)
        )
        if used:
            self._keep(site, "memory", used)

    def _build(self, site: Site, settings: str = "settings") -> Run:
        building = command(site, hugo=self._hugo, settings=settings)
        return run(building, site.folder, timeout=site.timeout)

    def _try(self, site: Site, what: str, act: Callable[[], Done]) -> Done | None:
        try:
            return act()
        except (Failed, OSError) as error:
            self.failures.append(f"{site.who}, {what}, {site.posts:,} posts: {error}")
            return None

    def _keep(self, site: Site, what: str, value: float) -> None:
        self.figures[Of(who=site.who, what=what, posts=site.posts)].append(value)
        sys.stderr.write(f"{site.posts:>6,} posts  {site.who:6}  {what:12}  {value:9.3f}\n")


def _count_written(site: Site, done: Run) -> int:
    """Give how many files there are. Raises Failed when a post has none: such a build is no measure."""
    number = len(files_in(site.output))
    if number < site.posts:
        raise Failed(f"only {number} files were written; it said:\n{done.said}")
    return number


def _number(found: int | list[str]) -> int:
    return found if isinstance(found, int) else len(found)


def _time_of(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0
