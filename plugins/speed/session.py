"""One run of Pelican: what the last build has left, what has changed since, and what this one makes."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pelican import signals
from pelican.contents import Content

from plugins.shared.making import PLANNED, Made
from plugins.speed.book import Book, Note, Notebook
from plugins.speed.changes import addresses_in, changed_facts, late_names, watch_all
from plugins.speed.files import Files, Given
from plugins.speed.library import Library
from plugins.speed.outputs import Outputs
from plugins.speed.policy import Policy
from plugins.speed.recording import Facts, Reads, noting
from plugins.speed.report import Report
from plugins.speed.restored import forget_fetched
from plugins.speed.standing import Standing
from plugins.speed.state import Job
from plugins.speed.templates import note_template
from plugins.speed.watched import rest
from plugins.speed.words import forget_worked_out, links_of
from plugins.speed.workers import share_out
from plugins.speed.writing import Listed, Task

_OVER = "they take the place of others"
_ATTACHED = "files are attached to pages with templates of their own"
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
        self.facts = Facts()
        kept = job.load_pages()
        self._book = Book(kept)
        self.outputs = Outputs(settings, job, policy, kept["copied"] if kept else {})
        self.remembered: dict[str, bytes] = dict(kept["remembered"]) if kept else {}
        self._files = Files(self._why_file, self._make, self.remembered)
        self._new: dict[str, None] = {}
        self._notebooks: dict[int, Notebook] = {}
        self._skips = False
        self._made = 0  # by this process
        self._traces = bool(settings.get("SPEED_TRACING", True))
        self._everything = "" if kept else "there is no earlier build to go by"

    def begin_writing(self, generators: Sequence[Any], processes: int) -> None:
        """Let everything be watched, and find out what has changed; all that is to be read has been read."""
        self.context, self._processes = generators[0].context, processes
        self.facts.environment = generators[0].env
        contents = watch_all(self.context)
        late = late_names(contents)
        if not _settle_attached(contents.values()):
            self._everything, self._processes = _ATTACHED, 1
        is_known = not self._everything and self._traces
        if is_known:
            self._everything = self.policy.rewrites
        else:
            self._book = Book()
            self._everything = self._everything or "nothing was noted"
        self._skips = not (
            self._everything or self.policy.writes_along or signals.content_written.receivers
        )
        self._standing = standing = Standing(self._book, self.outputs)
        if self._skips and processes > 1:
            self._files.begin(self.context.get(PLANNED, ()), standing)
        if is_known:
            changed = changed_facts(self._book, contents, generators[0], self.library)
            standing.touched = self._book.touched_by(changed)
        self._files.go_on(standing)
        self._book.late = late
        forget_fetched()

    def differing(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the variables that a copy of the context has for itself."""
        ours = self.context
        return {
            name: one
            for name, one in context.items()
            if ours.get(name) is not one and name not in {"localsiteurl", "SITEURL"}
        }

    # --- pages -----------------------------------------------------------------------------------------

    def stands(self, task: Task) -> bool:
        """Whether a page stands as it is, and nobody wants to be told of it; it is kept then."""
        if not self._skips or task.name in self._new or self._standing.why(task):
            return False
        self.keep(task.name)
        return True

    def pages_of(self, listed: Listed) -> list[str]:
        """Give the pages of a list that all stand as they are; none when any of them does not."""
        return self._standing.pages_of(listed) if self._skips else []

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
            self.outputs.give_up(name)
            return self._decide(name, _OVER)
        return self._decide(name, reason or self._standing.why(task))

    def _decide(self, name: str, reason: str) -> bool:
        """Keep a file, or give the word that it is to be made, for a reason."""
        if reason:
            self.report.needed(reason)
            return True
        self.keep(name)
        return False

    def keep(self, name: str) -> None:
        """Let a page stay as the last build has made it."""
        self._new[name] = None
        self.outputs.keep(name)
        self.report.kept += 1

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
        is_new = self.outputs.write(task.name, text.encode())
        if self.policy.rewrites:
            signals.content_written.send(self.outputs.place_of(task.name), context=local)
        return self._note(reads, inputs=task.inputs, template=str(task.template.name)), is_new

    def _note(self, reads: Reads, **made_of: str) -> Note:
        self._made += 1
        if self._made % _FEW == 0:
            forget_worked_out()
            forget_fetched()
        pid = os.getpid()
        if pid not in self._notebooks:
            self._notebooks[pid] = Notebook((pid, time.monotonic_ns()))
        book = self._notebooks[pid]
        return book.note(reads.shared, reads.own, reads.reason, self.facts.fresh, **made_of)

    def _tell_listeners(self, tasks: Iterable[Task]) -> None:
        """Tell those who only look of all pages, kept ones too."""
        if signals.content_written.receivers:
            for task in tasks:
                path = self.outputs.place_of(task.name)
                signals.content_written.send(path, context=task.variables(task.given))

    # --- files -----------------------------------------------------------------------------------------

    def make_files(self, _output: Any, files: Iterable[Made]) -> None:
        """Make those of some files that have to be made (plugins/shared/making.py)."""
        outcomes = self._files.outcomes(files, processes=self._processes)
        for path, reason, note, is_new in outcomes:
            if self._decide(path, reason) and note:
                self._book.write(path, note)
                self._note_made(path, is_new=is_new)

    def _why_file(self, path: str, given: str) -> str:
        return self._everything or self._standing.why_file(path, given)

    def _make(self, one: Given) -> tuple[Note, bool]:
        file, given = one
        reads = Reads(self.facts, self.context, {})
        if not given:
            reads.give_up("what they were given cannot be told")
        with noting(reads if self._traces else None):
            data = file.make()
        return self._note(reads, inputs=given), self.outputs.write(file.path, data)

    def _note_made(self, name: str, *, is_new: bool) -> None:
        self._new[name] = None
        self.report.rendered += 1
        if not is_new:
            self.report.same += 1
            self.outputs.keep(name)

    def finish(self) -> None:
        """Keep what the next build needs."""
        rest()
        if self._traces and self.job.is_lasting and not self.policy.writes_itself:
            self._book.keep(self._new)
            # Not before: a file that was asked for its address cannot be attached any more.
            self._book.addresses = addresses_in(self.context)
            more: dict[str, Mapping[Any, Any]] = {
                "copied": self.outputs.copied,
                "remembered": self.remembered,
            }
            self.job.save(
                self.library,
                self._book.as_tables() | more,
                lambda: self._book.tidied().as_tables() | more,
            )
        for text in self.policy.reasons():
            self.report.why[text] += 0  # told, though no page was made for it alone
        self.job.tell(self.report, self.outputs.kept, is_known=self._is_known())

    def _is_known(self) -> bool:
        """Whether the next build may stop when no file has changed: nothing here hangs on anything else."""
        return (
            not any(self._book.reasons())
            and not self.policy.knows_more
            and not self.policy.reads_more
        )


def _settle_attached(contents: Iterable[Content]) -> bool:
    """Let {attach} say where files lie before anybody asks, in the order in which Pelican's pages do.

    Give whether that is known: a template of a page's own may never ask.
    """
    attaching = [one for one in contents if any(what == "attach" for what, _ in links_of(one))]
    if any(content.template != content.default_template for content in attaching):
        return False
    for content in attaching:
        content.content  # noqa: B018 - asking for it moves the file
    return True
