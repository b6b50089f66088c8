"""Where Pelican meets the rest: it asks here for its readers, its cached contents and its writer."""

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pelican import signals
from pelican.contents import Article, Page
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader

from plugins.shared.awaiting import CONTENT_IS_AWAITED
from plugins.shared.making import MAKER
from plugins.shared.sharing import SHARER
from plugins.speed import linear, moments
from plugins.speed.edition import key_for
from plugins.speed.library import Library
from plugins.speed.policy import is_pure, policy_for
from plugins.speed.reading import Reader
from plugins.speed.session import Session
from plugins.speed.state import Job, foresee
from plugins.speed.templates import CompiledTemplates, doubt_filters, watch_environment
from plugins.speed.values import Unknown
from plugins.speed.workers import share_out
from plugins.speed.writing import QuickWriter

log = logging.getLogger(__name__)

_MOST_PROCESSES = 8
_COLLECTING = (
    20_000,
    20,
    100,
)  # Jinja's contexts are cyclic: never to collect would cost a gigabyte


class _Run:
    """The run of Pelican that is going on."""

    def __init__(self, pelican: Any) -> None:
        settings = pelican.settings
        self.settings = settings
        self.processes = _processes(settings)
        self.policy: Any = None
        self.key = ""
        self.session: Session | None = None
        self.generators: list[Any] = []

    def learn(self) -> None:
        """Find out what may be relied on, and under which key results are kept."""
        if self.policy is None:
            self.policy = policy_for(self.settings)
            try:
                self.key = key_for(self.settings)
            except Unknown as error:
                log.info("Nothing is kept for the next build: a setting is %s.", error)

    def foresee(self, _nobody: Any) -> None:
        """Do what can be done before it is known what has changed."""
        self.learn()
        foresee(self.settings.get("SPEED_STATE", ""), self.key)

    def share(self, work: Any, pieces: Any) -> Any:
        """Let several processes do some work (plugins/shared/sharing.py)."""
        return share_out(pieces, work, processes=self.processes)


_LAST: list[tuple[Any, Any]] = []


def connect() -> None:
    """Ask Pelican to call us at each of its steps."""
    signals.initialized.connect(begin)


def begin(pelican: Any) -> None:
    """Begin a run: all plugins are there."""
    gc.set_threshold(*_COLLECTING)
    gc.disable()  # contents that are found stay to the end
    for signal, handler in _LAST:  # of a run before this one, in the same process
        signal.disconnect(handler)
    run = _Run(pelican)
    linear.install()
    moments.install()
    _LAST[:] = (
        (CONTENT_IS_AWAITED, run.foresee),
        (signals.readers_init, quicken_readers),
        (signals.generator_init, run_watch(run)),
        (signals.article_generator_init, run_read(run, Article)),
        (signals.page_generator_init, run_read(run, Page)),
        (signals.static_generator_init, run_copy(run)),
        (signals.all_generators_finalized, run_collect(run)),
        (signals.get_writer, run_writer(run)),
        (signals.finalized, run_finish(run)),
    )
    for signal, handler in _LAST:
        signal.connect(handler, weak=False)


def quicken_readers(readers: Any) -> None:
    """Let Markdown be read faster, where it is Pelican's own reader that would read it."""
    from plugins.speed.markdown.reader import quick_reader  # noqa: PLC0415 - as late as can be

    for ending, kind in list(readers.reader_classes.items()):
        if kind is MarkdownReader:
            readers.reader_classes[ending] = quick_reader(MarkdownReader)


def run_watch(run: _Run) -> Any:
    """Give the handler that lets a generator's templates be watched."""

    def watch(generator: Any) -> None:
        session = _session(run)
        watch_environment(generator.env)
        if session.job.is_lasting and generator.env.bytecode_cache is None:
            generator.env.bytecode_cache = CompiledTemplates(
                session.job.folder / "templates", run.key
            )

    return watch


def _session(run: _Run) -> Session:
    """Give the session; it begins with the first generator, when all settings have been made."""
    if run.session is None:
        settings = run.settings
        run.learn()
        job = Job(settings.get("SPEED_STATE", ""), run.key)
        job.clear()
        library = None
        if run.policy.reads_more:
            log.info("Posts are read anew: %s.", run.policy.reads_more)
        elif job.is_lasting:
            library = Library(job.folder, run.key, job.commit, job.untouched)
        if library is None:
            gc.enable()  # Pelican reads all posts, and reading leaves much behind
        run.session = Session(settings, job, library, run.policy)
    return run.session


def run_read(run: _Run, kind: type) -> Any:
    """Give the handler that lets a generator find its contents in the library."""

    def read(generator: Any) -> None:
        session = _session(run)
        if kind is Article:
            linear.archive_by_year(generator)
        generator.context["REMEMBERED"] = session.remembered
        generator.context[SHARER] = run.share
        if session.library is not None:
            is_trusted = not run.policy.changes_late
            Reader(
                generator, session.library, kind, processes=run.processes, is_trusted=is_trusted
            ).install()

    return read


def run_copy(run: _Run) -> Any:
    """Give the handler that lets only changed files be copied."""

    def copy(generator: Any) -> None:
        needed = generator._file_update_required  # noqa: SLF001 - Pelican asks it for each file

        def is_needed(content: Any) -> bool:
            return needed(content) and _session(run).outputs.is_copy_wanted(content)

        generator._file_update_required = is_needed  # noqa: SLF001

    return copy


def run_collect(run: _Run) -> Any:
    """Give the handler that keeps the generators at hand."""

    def collect(generators: list[Any]) -> None:
        run.generators = generators

    return collect


def run_writer(run: _Run) -> Any:
    """Give the handler that gives Pelican its writer: all is read now, and nothing written."""

    def writer(_pelican: Any) -> type | None:
        session = _session(run)
        gc.freeze()
        gc.enable()
        if run.policy.writes_itself:
            log.info("All pages are made anew: %s.", run.policy.writes_itself)
            return None
        session.begin_writing(run.generators, run.processes)
        impure = frozenset(run.settings.get("SPEED_IMPURE_FILTERS", ()))
        for generator in run.generators:
            if hasattr(generator, "env"):  # a plugin's may be of any class
                doubt_filters(
                    generator.env,
                    lambda name, one: name not in impure and is_pure(one, run.settings),
                )
        session.context[MAKER] = session.make_files
        kind = type("Writer", (QuickWriter,), {"session": session})
        for generator in run.generators:
            _gather(generator, session)
        return kind

    return writer


def _gather(generator: Any, session: Session) -> None:
    """Let the posts' generator gather its pages."""
    generate = getattr(generator, "generate_pages", None)
    if isinstance(generator, ArticlesGenerator):
        linear.take_turns(generator)
    if generate is None or session.policy.writes_along or session.policy.rewrites:
        return

    def generate_pages(writer: Any) -> None:
        with writer.gathering(), _posts_that_stand_kept(generator, writer):
            generate(writer)

    generator.generate_pages = generate_pages


@contextmanager
def _posts_that_stand_kept(generator: Any, writer: Any) -> Iterator[None]:
    """Let Pelican write only the pages of posts that do not stand as they are."""
    generate = getattr(generator, "generate_articles", None)
    if generate is None or signals.article_generator_write_article.receivers:
        yield
        return

    def generate_articles(write: Any) -> None:
        whole = generator.articles
        generator.articles = writer.unsettled(generator, whole)
        try:
            generate(write)
        finally:
            generator.articles = whole
        if not generator.hidden_articles and not generator.hidden_translations:
            writer.pass_posts(list.__getitem__(whole, slice(-1, None)))

    generator.generate_articles = generate_articles
    try:
        yield
    finally:
        del generator.generate_articles


def run_finish(run: _Run) -> Any:
    """Give the handler that keeps what the next build needs."""

    def finish(_pelican: Any) -> None:
        _session(run).finish()
        gc.unfreeze()  # where Pelican runs again in this process, all of this is garbage then

    return finish


def _processes(settings: Any) -> int:
    wanted = settings.get("SPEED_PROCESSES")
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return int(wanted or min(_MOST_PROCESSES, cores))
