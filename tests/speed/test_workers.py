"""Work that is shared out among processes ends as it ends in one: the same results, words and errors."""

import logging
import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.log import FatalLogger, LimitFilter

from plugins.speed.workers import begin, share_out

PROCESSES = [1, 2, 3]
HERE = os.getpid()
MANY = range(60)


@pytest.fixture(autouse=True)
def _nothing_was_said(monkeypatch):
    monkeypatch.setattr(LimitFilter, "_raised_messages", set())
    monkeypatch.setattr(LimitFilter, "_ignore", set())


def elsewhere() -> bool:
    """Whether this is a forked process."""
    return os.getpid() != HERE


class Meeting:
    """Work that waits until each of two processes has some, so that neither can do all of it."""

    def __init__(self) -> None:
        self._own, self._other = os.pipe(), os.pipe()
        self._has_met = False

    def __call__(self) -> None:
        if self._has_met:
            return
        self._has_met = True
        mine, theirs = (self._other, self._own) if elsewhere() else (self._own, self._other)
        os.write(mine[1], b"x")
        os.read(theirs[0], 1)

    def close(self) -> None:
        for end in (*self._own, *self._other):
            os.close(end)


@pytest.fixture
def meet():
    meeting = Meeting()
    yield meeting
    meeting.close()


@settings(max_examples=15)
@given(st.lists(st.integers() | st.text(max_size=5), max_size=40), st.integers(1, 4))
def test_the_results_are_those_of_map(pieces, processes):
    work = [f"<{one}>" for one in pieces]

    assert list(share_out(pieces, lambda one: f"<{one}>", processes=processes)) == work


def test_each_process_does_some(meet):
    def work(_piece):
        meet()
        return os.getpid()

    assert len(set(share_out(MANY, work, processes=2))) == 2


def test_more_pieces_than_a_pipe_holds_are_all_done():
    many = range(70_000)

    assert list(share_out(many, abs, processes=2)) == list(many)


def test_what_a_killed_process_had_is_done_again(meet):
    def work(piece):
        meet()
        if elsewhere():
            os.kill(os.getpid(), signal.SIGKILL)
        return piece * 2

    assert list(share_out(MANY, work, processes=2)) == [piece * 2 for piece in MANY]


@pytest.mark.parametrize("way", [SystemExit, KeyboardInterrupt, MemoryError, ValueError])
def test_what_ends_or_fails_in_another_process_alone_is_done_again(meet, way):
    def work(piece):
        meet()
        if elsewhere() and piece % 3 == 0:
            raise way
        return piece * 2

    assert list(share_out(MANY, work, processes=2)) == [piece * 2 for piece in MANY]


class Unloadable:
    """What goes into a pickle and does not come out."""

    def __reduce__(self):
        return int, ("no number",)


@pytest.mark.parametrize("result", [lambda: 1, threading.Lock(), Unloadable()])
def test_a_result_that_cannot_be_handed_over_is_made_here(meet, result):
    def work(_piece):
        meet()
        return result

    assert list(share_out(MANY, work, processes=2)) == [result] * len(MANY)


@pytest.mark.parametrize("processes", PROCESSES)
def test_a_piece_that_fails_raises_when_it_is_its_turn(processes):
    def work(piece):
        if piece in {17, 40}:
            raise ValueError(piece)
        return piece

    given = []
    with pytest.raises(ValueError, match="17"):
        given.extend(share_out(MANY, work, processes=processes))
    assert given == list(range(17))


def test_where_there_can_be_no_more_processes_this_one_does_it_all(monkeypatch):
    def fork():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)

    assert list(share_out(MANY, abs, processes=3)) == list(MANY)


def open_files() -> int:
    """Give how many files this process has open; 0 where the system does not say."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


@pytest.mark.parametrize("processes", PROCESSES)
def test_nothing_is_left_open_and_nobody_is_left_over(processes):
    before, others = open_files(), children()

    list(share_out(MANY, abs, processes=processes))

    assert open_files() == before
    assert children() == others


def children() -> set[str]:
    """Give the processes that this one has begun and that are not done with; none where the system does not say."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(path.read_text().split()) if path.is_file() else set()


def said_by(caplog, work, processes: int) -> list[tuple[int, str]]:
    """Give what is said during some work, when Pelican has said nothing before."""
    LimitFilter._raised_messages.clear()  # noqa: SLF001 - Pelican's own
    LimitFilter._group_count.clear()  # noqa: SLF001
    caplog.clear()
    list(share_out(MANY, work, processes=processes))
    return [(record.levelno, record.getMessage()) for record in caplog.records]


def test_what_is_logged_is_logged_in_the_order_of_the_pieces(caplog, meet):
    log = logging.getLogger("pelican.of_workers")
    assert isinstance(log, FatalLogger)

    def work(piece):
        meet()
        log.warning("about %s of %d%%", piece // 2, 100)  # each twice: Pelican says it once
        log.error("an error")  # which it says each time

    said = said_by(caplog, work, 2)

    assert said == [
        (level, words)
        for piece in MANY
        for level, words in ((30, f"about {piece // 2} of 100%"), (40, "an error"))
        if level == 40 or piece % 2 == 0
    ]


def test_many_warnings_of_a_kind_are_cut_short_as_in_one_process(caplog, meet):
    log = logging.getLogger("pelican.of_workers")

    def work(piece):
        log.warning("picture %s", piece, extra={"limit_msg": "More pictures"})

    def work_together(piece):
        meet()
        work(piece)

    assert said_by(caplog, work_together, 2) == said_by(caplog, work, 1)
    assert len(caplog.records) == 5


def test_words_that_the_settings_filter_are_not_said(caplog, meet):
    log = logging.getLogger("pelican.of_workers")
    LimitFilter._ignore.add((logging.WARNING, "unwanted %s"))  # noqa: SLF001

    def work(piece):
        meet()
        log.warning("unwanted %s", piece)
        log.warning("wanted %s", piece)

    assert said_by(caplog, work, 2) == [(30, f"wanted {piece}") for piece in MANY]


def test_the_traceback_that_goes_with_a_message_is_kept(caplog, meet):
    def work(_piece):
        meet()
        try:
            int("deep down")
        except ValueError:
            logging.getLogger("pelican.of_workers").exception("it failed")

    said_by(caplog, work, 2)

    assert len(caplog.records) == len(MANY)
    assert all("deep down" in logging.Formatter().format(record) for record in caplog.records)


def test_a_warning_that_is_to_be_fatal_is(monkeypatch):
    monkeypatch.setattr(FatalLogger, "fatal_lvl", logging.WARNING)
    log = logging.getLogger("pelican.of_workers")

    def work(piece):
        if piece == 20:
            log.warning("here")
        return piece

    with pytest.raises(RuntimeError, match="Warning or error"):
        list(share_out(MANY, work, processes=2))


def test_work_that_was_begun_is_done_elsewhere_and_its_words_are_said_when_it_is_waited_for(caplog):
    def work():
        logging.getLogger("there").warning("it is %s", "done")
        return os.getpid()

    wait = begin(work)
    assert "it is done" not in caplog.text

    assert wait() != HERE
    assert "it is done" in caplog.text


@pytest.mark.parametrize("end", [lambda: 1 // 0, lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_of_work_that_failed_elsewhere_nothing_is_given(end):
    assert begin(end)() is None
