"""One command run to its end: how long it took, and how much of the processors' time."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """The command did not do what is to be timed; the message says what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command's time: `seconds` on the wall, `cpu` seconds of it and of all processes it waited for."""

    seconds: float
    cpu: float
    said: str


def run(
    command: Sequence[str | Path],
    folder: Path,
    *,
    timeout: float,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run a command in a folder. Raises Failed when it fails, or takes more than `timeout` seconds."""
    before = _cpu()
    started = time.perf_counter()
    process = start(command, folder, environment=environment)
    try:
        said, _nothing = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failed(f"{_name(command)} took more than {timeout:.0f} s") from None
    finally:
        end(process)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise Failed(f"{_name(command)} ended with {process.returncode}:\n{_last_lines(said)}")
    return Run(seconds=seconds, cpu=_cpu() - before, said=said)


def start(
    command: Sequence[str | Path], folder: Path, *, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a command in a session of its own, so that all of its processes can be found and ended."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env={**_surroundings(), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str]) -> None:
    """End the command and whatever it has started, if it is still there."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _surroundings() -> dict[str, str]:
    """Give this process's environment without what it says to Python: the task has set paths for itself."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _name(command: Sequence[str | Path]) -> str:
    return " ".join(Path(part).name for part in command[:4])


def _last_lines(said: str) -> str:
    return "\n".join(said.strip().splitlines()[-12:])
