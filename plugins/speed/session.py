"""One run of Pelican: what the last build has left, what has changed since, and what this one makes."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Content
from pelican.utils import sanitised_join

from plugins.shared.making import Made
from plugins.speed.book import Book, Note, Notebook
from plugins.speed.changes import addresses_in, changed_facts, late_names, own_fact, watch_all
from plugins.speed.library import Library
from plugins.speed.policy import Policy
from plugins.speed.recording import Facts, Reads, noting
from plugins.speed.report import Report
from plugins.speed.sources import Source, is_same, sources_of
from plugins.speed.state import Job
from plugins.speed.templates import note_template
from plugins.speed.values import Unknown, tell
from plugins.speed.words import links_of
from plugins.speed.workers import share_out
from plugins.speed.writing import Task

_OVER = "they take the place of others"
_FEW = 40  # pages that one process has made before others have begun


class Session:
    """What is known while Pelican runs."""

    def __init__(
        self, settings: Mapping[str, Any], job: Job, library: Library | None, policy: Policy
    ) -> None:
        """Begin with what the last build has left."""
        self.settings, self.job, self.policy = settings, job, policy
        self.library = library
        self.context: dict[str, Any] = {}
        self.report = Report()
        self.output = Path(settings["OUTPUT_PATH"])
        self.kept: set[str] = set()
        self.facts = Facts()
        kept = job.load_pages()
        self._book = Book(kept)
        self._statics: dict[str, Source] = kept["statics"] if kept else {}
        self._new_statics: dict[str, Source] = {}
        self.remembered: dict[str, bytes] = dict(kept["remembered"]) if kept else {}
        self._new: dict[str, None] = {}
        self._touched: dict[int, str] = {}
        self._notebooks: dict[int, Notebook] = {}
        self._traces = bool(settings.get("SPEED_TRACING", True))
        self._everything = "" if kept else "there is no earlier build to go by"

    def begin_writing(self, generators: Sequence[Any], processes: int) -> None:
        """Let everything be watched, and find out what has changed; all that is to be read has been read."""
        self.context, self._processes = generators[0].context, processes
        contents = watch_all(self.context)
        _settle_attached(contents.values())
        if self._everything or not self._traces:
            self._book = Book()
            self._everything = self._everything or "nothing was noted"
        else:
            changed = changed_facts(self._book, contents, generators[0], self.library)
            self._touched = self._book.touched_by(changed)
            self._everything = self.policy.rewrites
        self._book.late = late_names(contents)
        self._book.addresses = addresses_in(self.context)

    def differing(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the variables that a copy of the context has for itself."""
        ours = self.context
        return {
            name: one
            for name, one in context.items()
            if ours.get(name) is not one and name not in {"localsiteurl", "SITEURL"}
        }

    # --- pages -----------------------------------------------------------------------------------------

    def make_pages(self, tasks: Sequence[Task]) -> None:
        """Make those of some pages that have to be made."""
        wanted = [task for task in tasks if self._is_wanted(task)]
        is_alone = len(wanted) < _FEW or self.policy.rewrites or self.policy.writes_along
        for task, (note, is_new) in zip(
            wanted,
            share_out(wanted, self._render, processes=1 if is_alone else self._processes),
            strict=True,
        ):
            is_over = task.name in self._new
            self._book.write(task.name, note)
            if is_over:
                self._book.doubt(task.name, _OVER)
            self._note_made(task.name, is_new=is_new)
        if tasks and tasks[-1].relative:
            self.context["localsiteurl"] = tasks[-1].variables({})["localsiteurl"]
        if not self.policy.rewrites:
            self._tell_listeners(tasks)

    def _is_wanted(self, task: Task) -> bool:
        name = task.name
        reason = self._everything or (
            self.policy.writes_along and "article" in task.given and self.policy.writes_along
        )
        if name in self._new:  # it takes the place of another, whose reads the book has now
            self.kept.discard(_plain(name))
            return self._decide(name, _OVER)
        return self._decide(name, reason or self._why(name, task.given, task.inputs))

    def _decide(self, name: str, reason: str) -> bool:
        """Keep a file, or give the word that it is to be made, for a reason."""
        if reason:
            self.report.needed(reason)
            return True
        self._keep(name)
        return False

    def _keep(self, name: str) -> None:
        self._new[name] = None
        self.kept.add(_plain(name))
        self.report.kept += 1
        self._show(name)

    def _why(self, name: str, given: Mapping[str, Any], inputs: str = "") -> str:
        """Give why a file is to be made; "" when it stands."""
        page = self._book.page(name)
        if page is None:
            return "they are new"
        if _plain(name) in self.job.damaged:
            return "they were no longer as they had been built"
        touched = "" if page.reason else self._book.first_touched(page, self._touched)
        if page.reason or touched:
            return page.reason or _said(touched)
        is_placed = (inputs and inputs == page.inputs) or _has_its_own(page.own, given)
        return "" if is_placed else "their place among others changed"

    def _render(self, task: Task) -> tuple[Note, bool]:
        """Make a page, in any process; give what it has read, and whether its bytes are new."""
        given = task.watched()
        local = task.variables(given)
        if local["localsiteurl"]:
            task.site["localsiteurl"] = local["localsiteurl"]
        reads = Reads(self.facts, task.site, given)
        with noting(reads if self._traces else None):
            note_template(task.template.environment, task.template.name)
            text = task.template.render(local)
        is_new = self._write(task.name, text.encode())
        if self.policy.rewrites:
            signals.content_written.send(sanitised_join(str(self.output), task.name), context=local)
        return self._note(reads, task.inputs), is_new

    def _note(self, reads: Reads, inputs: str = "") -> Note:
        pid = os.getpid()
        if pid not in self._notebooks:
            self._notebooks[pid] = Notebook((pid, time.monotonic_ns()))
        book = self._notebooks[pid]
        return book.note(reads.shared, reads.own, reads.reason, self.facts.fresh, inputs)

    def _tell_listeners(self, tasks: Iterable[Task]) -> None:
        """Tell those who only look of all pages, kept ones too."""
        if signals.content_written.receivers:
            for task in tasks:
                path = sanitised_join(str(self.output), task.name)
                signals.content_written.send(path, context=task.variables(task.given))

    # --- files -----------------------------------------------------------------------------------------

    def make_files(self, _output: Any, files: Iterable[Made]) -> None:
        """Make those of some files that have to be made (plugins/shared/making.py)."""
        givens = [(file, {"given": _told(file.given)}) for file in files]
        wanted = [
            one
            for one in givens
            if self._decide(one[0].path, self._everything or self._why(one[0].path, one[1]))
        ]
        results = share_out(
            wanted, self._make, processes=1 if len(wanted) < _FEW else self._processes
        )
        for (file, _given), (note, is_new) in zip(wanted, results, strict=True):
            self._book.write(file.path, note)
            self._note_made(file.path, is_new=is_new)

    def _make(self, one: tuple[Made, Mapping[str, Any]]) -> tuple[Note, bool]:
        file, given = one
        reads = Reads(self.facts, self.context, given)
        if given["given"] is None:
            reads.give_up("what they were given cannot be told")
        else:
            reads.add_own("variables", "given", given["given"])
        with noting(reads if self._traces else None):
            data = file.make()
        return self._note(reads), self._write(file.path, data)

    def _write(self, name: str, data: bytes) -> bool:
        """Write a file, unless the last build's has the same bytes; whether they are new."""
        old, path = self.job.output / name, Path(sanitised_join(str(self.output), name))
        if (
            not self._is_fresh_start()
            and _plain(name) not in self.job.damaged
            and _holds(old, data)
        ):
            path.unlink(missing_ok=True)  # what it takes the place of
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return True

    def _is_fresh_start(self) -> bool:
        return not self.job.is_known or bool(self.policy.rewrites)

    def _note_made(self, name: str, *, is_new: bool) -> None:
        self._new[name] = None
        self.report.rendered += 1
        if not is_new:
            self.report.same += 1
            self.kept.add(_plain(name))
            self._show(name)

    def _show(self, name: str) -> None:
        """Let a kept file be seen where Pelican writes to, for those that look at files there."""
        if self.settings.get("FOR_PUBLISHING") or self.policy.looks_at_files:
            path = Path(sanitised_join(str(self.output), name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            old = self.job.output / name
            if self.policy.looks_at_files:
                path.write_bytes(old.read_bytes())
            else:
                os.link(old, path)

    def is_static_wanted(self, content: Any) -> bool:
        """Whether a file that is copied as it is has to be copied."""
        name, source = str(content.save_as), str(Path(self.settings["PATH"]) / content.source_path)
        known = self._statics.get(name)
        plain = _plain(name)
        stands = known and known[0] == source and plain not in self.job.damaged and is_same(known)
        is_seen = self.policy.looks_at_files or self.policy.writes_itself
        if stands and known and not self._is_fresh_start() and not is_seen:
            self._new_statics[name] = known
            self.kept.add(plain)
            self._show(name)
            return False
        self._new_statics[name] = sources_of([source])[0]
        return True

    def finish(self) -> None:
        """Keep what the next build needs."""
        if self._traces and self.job.is_lasting and not self.policy.writes_itself:
            self._book.keep(self._new)
            more: dict[str, Mapping[Any, Any]] = {
                "statics": self._new_statics,
                "remembered": self.remembered,
            }
            self.job.save(
                self.library,
                self._book.as_tables() | more,
                lambda: self._book.tidied().as_tables() | more,
            )
        for text in self.policy.reasons():
            self.report.why[text] += 0  # told, though no page was made for it alone
        self.job.tell(self.report, self.kept, is_known=self._is_known())

    def _is_known(self) -> bool:
        """Whether the next build may stop when no file has changed: nothing here hangs on anything else."""
        return (
            not any(self._book.reasons())
            and not self.policy.knows_more
            and not self.policy.reads_more
        )


def _has_its_own(own: Mapping[Any, str], given: Mapping[str, Any]) -> bool:
    """Whether what a page alone is given is what it was given before, as far as it has read it."""
    try:
        return all(own_fact(given, key, name) == text for (key, name), text in own.items())
    except Unknown:
        return False


def _said(key: str) -> str:
    if key == "variables":
        return "a variable of all pages changed"
    if key == "templates":
        return "a template changed"
    if key.startswith("list "):
        return "a list of posts changed"
    return "posts that they show changed"


def _told(given: Any) -> str | None:
    try:
        return tell(given)
    except Unknown:
        return None


def _plain(name: str) -> str:
    return os.path.normpath(name.lstrip("/"))


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _settle_attached(contents: Iterable[Content]) -> None:
    """Let {attach} say where files lie before anybody asks, in the order in which Pelican's pages do."""
    for content in contents:
        if any(what == "attach" for what, _value in links_of(content)):
            content.content  # noqa: B018 - asking for it moves the file
