"""A process that has loaded Pelican and all that the last build needed, and forks a child for each build.

It is asked line by line over its input, and answers over its output, in JSON. It has one thread, so that
forking it is safe, and it ends when nobody holds the other end of a pipe any more, whatever ended them.
"""

import contextlib
import gc
import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from plugins.publishing.begun import Begun
from plugins.publishing.here import load_pelican
from plugins.publishing.process import (
    Forked,
    Order,
    Run,
    Spawned,
    can_ever_fork,
    end_with,
    start,
)
from plugins.shared.site import ENGINE

_CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from plugins.publishing.warm import attend; attend(int(sys.argv[2]))"
)


class Warm:
    """Lets Pelican begin at once, in a child of a process that is kept for it."""

    def __init__(self) -> None:
        """Start nothing before it is needed."""
        self._helper: _Helper | None = None
        self._frame: object = None
        self.is_closed = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing running."""
        self.close()

    def close(self) -> None:
        """End the process, and the build that it is at."""
        self.is_closed = True
        self.end()

    def expect(self, plugins: Iterable[object]) -> None:
        """Nothing: all is loaded."""

    def get_ready(self, order: Order, frame: Callable[[], object], code: str) -> None:
        """Have the process started, and Pelican begin with an order that is likely to come."""
        if self._helper or self.is_closed or not can_ever_fork(os.environ):
            return
        self._helper = _Helper(code)
        self._frame = frame()
        self._helper.ask(order, run=False, go_on=False, begin=self._frame is not None)

    def start(self, order: Order, frame: Callable[[], object], code: str) -> Run:
        """Let Pelican begin; where no process can be forked, in a new one.

        With other `code` than before comes a new process. Where the `frame` is that of the build before, Pelican
        has begun already, and goes on.
        """
        if self.is_closed or not can_ever_fork(os.environ):
            return start(order)
        if self._helper and (self._helper.code != code or not self._helper.is_running):
            self.end()
        self._helper = self._helper or _Helper(code)
        before, self._frame = self._frame, frame()
        is_framed = self._frame is not None
        may_go_on = is_framed and self._frame == before
        return Asked(self._helper, order, may_go_on=may_go_on, may_begin=is_framed)

    def end(self) -> None:
        """End the process; another one is started when it is needed."""
        if self._helper:
            self._helper.end()
        self._helper = None


class _Helper:
    """The process; `code` is what it was started with."""

    def __init__(self, code: str) -> None:
        self.code = code
        watched, self._held = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CODE, str(ENGINE), str(watched)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[watched],
            start_new_session=True,  # Ctrl-C is for whoever started it
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        os.close(watched)

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def ask(self, order: Order, **may: bool) -> None:
        with contextlib.suppress(OSError):  # when it is dead, it gives no answer either
            line = json.dumps([asdict(order), str(Path.cwd()), may])
            self._stream(self._process.stdin).write(f"{line}\n")
            self._stream(self._process.stdin).flush()

    def answer(self) -> tuple[int, str]:
        line = self._stream(self._process.stdout).readline()
        if not line.endswith("\n"):
            return 1, "The process that builds was ended."
        code, log = json.loads(line)
        return code, log

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            os.close(self._held)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                self._stream(stream).close()

    @staticmethod
    def _stream(stream: IO[str] | None) -> IO[str]:
        if stream is None:
            raise OSError
        return stream


class Asked:
    """Pelican, running in a child of the process that is kept."""

    def __init__(self, helper: _Helper, order: Order, *, may_go_on: bool, may_begin: bool) -> None:
        """Let it begin, or go on; afterwards it may begin anew, until somebody asks."""
        self._helper = helper
        self._is_done = False
        helper.ask(order, run=True, go_on=may_go_on, begin=may_begin)

    def wait(self) -> tuple[int, str]:
        """Wait for its end; give its exit code, and its log."""
        answer = self._helper.answer()
        self._is_done = True
        return answer

    def end(self) -> None:
        """End it now, with the process that is kept, if it runs."""
        if not self._is_done:
            self._helper.end()


def attend(watched: int) -> None:
    """Be the process that is kept: do what is asked until nobody asks any more."""
    end_with(watched)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what anybody prints is no answer
    load_pelican()
    begun: Begun | None = None
    for line in sys.stdin:
        asked, folder, may = json.loads(line)
        os.chdir(folder)
        order = Order(**asked)
        run = _begin(order, begun, may_go_on=may["go_on"]) if may["run"] else None
        ended, modules = run and run.wait(), _modules_in(order.loaded)
        if run:
            answers.write(f"{json.dumps(ended)}\n")
            answers.flush()
            run.end()
        _warm_up(modules)
        begun = Begun(order) if may["begin"] and _is_alone() else None


def _begin(order: Order, begun: Begun | None, *, may_go_on: bool) -> Forked | Spawned:
    """Let Pelican begin, or go on where it has begun with the same."""
    if begun and may_go_on and begun.is_for(order):
        return begun.go_on()
    if begun:
        begun.end()
    return Forked(order) if _is_alone() else Spawned(order)


def _is_alone() -> bool:
    return threading.active_count() == 1


def _modules_in(loaded: str) -> Iterable[str]:
    try:
        return list(json.loads(Path(loaded).read_bytes())["modules"])
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _warm_up(modules: Iterable[str]) -> None:
    """Load what the last build has loaded: so it is there already when the next one begins."""
    missing = [name for name in modules if name not in sys.modules]
    for name in missing:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if missing:
        gc.collect()
        gc.freeze()
