"""Pelican in a process of its own: forked from this one where that is safe, else started anew.

A fork saves Python's start, and brings what is loaded already. It is safe in a process that does nothing
else: with one thread, without Pelican's traces, and not on macOS, whose own libraries do not bear it.
"""

import contextlib
import fcntl
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, NoReturn, Protocol, TypeAlias

from plugins.publishing.here import run_here
from plugins.shared.site import ENGINE

HOW = "SPEED_START"  # the environment's name for how processes are started: spawn forks none
_ANEW = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from plugins.publishing.here import run_here; run_here(sys.argv[3:], loaded=sys.argv[2])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What Pelican is asked: its arguments, its environment, and the file for the modules that it loaded."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    loaded: str = ""


class Run(Protocol):
    """Pelican at work."""

    def wait(self) -> tuple[int, str]:
        """Wait for its end; give its exit code, and its log."""

    def end(self) -> None:
        """End it and all its processes now, if it runs."""


Start: TypeAlias = Callable[[Order], Run]


def start(order: Order) -> Run:
    """Let Pelican begin, in the way that is safe here."""
    return Forked(order) if can_fork(os.environ) else Spawned(order)


def can_fork(environ: Mapping[str, str]) -> bool:
    """Whether a fork of this process would do what a new process does."""
    return (
        can_ever_fork(environ)
        and threading.active_count() == 1
        and "pelican" not in sys.modules
        and not logging.getLogger().handlers
    )


def can_ever_fork(environ: Mapping[str, str]) -> bool:
    """Whether forks are safe on this system, and nobody wants none."""
    return hasattr(os, "fork") and sys.platform != "darwin" and environ.get(HOW) != "spawn"


class Spawned:
    """Pelican in a new interpreter."""

    def __init__(self, order: Order) -> None:
        """Let it begin."""
        command = [sys.executable, "-c", _ANEW, str(ENGINE), order.loaded, *order.arguments]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it was read
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env=dict(order.environment),
        )

    def wait(self) -> tuple[int, str]:
        """Wait for its end; give its exit code, and its log."""
        code = self._process.wait()
        return code, read_log(self._log)

    def end(self) -> None:
        """End it now."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


class Forked:
    """Pelican in a child of this process, which ends when this one does."""

    def __init__(self, order: Order | Callable[[], Order]) -> None:
        """Let it begin; an order that is still to come is asked for there."""
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - as above
        watched, self._held = os.pipe()
        self._told, telling = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._is_done = False
        self._pid = os.fork()
        if not self._pid:
            os.close(self._held)
            become_pelican(order, log=self._log.fileno(), watched=watched, telling=telling)
        os.close(watched)
        os.close(telling)

    @property
    def is_running(self) -> bool:
        """Whether it is neither done nor dead."""
        return bool(self._pid) and not _says(self._told)

    def wait(self) -> tuple[int, str]:
        """Wait until it is done; give its exit code, and its log.

        What it holds in memory is given back after that: end() waits for it.
        """
        told = os.read(self._told, 1)
        self._is_done = bool(told)
        return told[0] if told else self._wait(), read_log(self._log)

    def end(self) -> None:
        """End it and its workers now, if it runs."""
        if self._pid and self._is_done:
            self._wait()
        elif self._pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)  # before it had a group of its own
            self._wait()

    def _wait(self) -> int:
        _pid, status = os.waitpid(self._pid, 0)
        self._pid = 0
        os.close(self._held)
        os.close(self._told)
        return os.waitstatus_to_exitcode(status)


def become_pelican(
    order: Order | Callable[[], Order], *, log: int, watched: int, telling: int
) -> NoReturn:
    """Be Pelican from now on, in a process that was just forked, and end with it.

    What is logged goes into the file `log`, the exit code into the pipe `telling`. `watched` is the end of a
    pipe, too: when nobody holds the other one any more, this process and its workers are ended.
    """
    code = 1
    try:
        os.setpgid(0, 0)
        end_with(watched)
        os.register_at_fork(
            after_in_child=lambda: _close(telling)
        )  # what workers hold tells nothing
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for target, place in ((0, nothing), (1, nothing), (2, log)):
            os.dup2(place, target)
        if not isinstance(order, Order):
            order = order()
        os.environ.clear()
        os.environ.update(order.environment)
        run_here(order.arguments, loaded=order.loaded)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - as Python tells at the end of a process
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        with contextlib.suppress(OSError):
            os.write(telling, bytes([code & 255]))
        os._exit(code)


def _close(handle: int) -> None:
    with contextlib.suppress(OSError):  # a worker's worker has closed it
        os.close(handle)


def end_with(watched: int) -> None:
    """Let the system end this process and its workers when nobody holds the other end of the pipe any more."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(watched, fcntl.F_SETOWN, -os.getpgrp())
    flags = fcntl.fcntl(watched, fcntl.F_GETFL)
    fcntl.fcntl(watched, fcntl.F_SETFL, flags | os.O_ASYNC)
    if _says(watched):
        os._exit(1)


def _says(pipe: int) -> bool:
    """Whether something has come by a pipe, or its other end was closed."""
    return bool(select.select([pipe], [], [], 0)[0])


def read_log(log: IO[bytes]) -> str:
    """Give what a process has written into its log, and close it."""
    with log:
        log.seek(0)
        return log.read().decode(errors="replace")
