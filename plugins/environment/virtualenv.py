"""Make .venv from requirements.lock, once, and go on inside it.

This is the only code that runs before anything is installed, so it needs nothing but Python itself.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
BASE_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"

NO_VENV = (
    'This Python cannot make virtual environments: its modules "venv" and "ensurepip" are needed. '
    "On Debian and Ubuntu: apt install python3-venv. Elsewhere: install Python from its own site."
)
NO_INSTALL = (
    "The libraries could not be had; this was said:\n\n{said}\n\n"
    "A connection to the Python package index is needed this once. Then run the command again."
)

# What Pelican and a theme make of a set has one order for all builds. It is not for the desk: strangers ask it.
_BUILDING = frozenset({"build", "publish", "check"})
_ORDERED = {"PYTHONHASHSEED": "0"}


class CannotSetUp(Exception):
    """The environment could not be made; the message says why and what to do."""


def enter(script: str, arguments: list[str], *, root: Path = ROOT) -> None:
    """Return when this process runs in an up-to-date .venv; otherwise make it and start again there."""
    home = root / ".venv"
    lock = root / BASE_LOCK.name
    inside = Path(sys.prefix).resolve() == home.resolve()
    if inside and is_current(home, lock):
        return
    if inside:  # an environment cannot be replaced from within itself
        _start_again(Path(sys._base_executable), script, arguments)  # type: ignore[attr-defined] # noqa: SLF001
    make(home, lock)
    _start_again(home / "bin" / "python", script, arguments)


def is_current(home: Path, lock: Path) -> bool:
    """Whether `home` holds just what `lock` lists, for the Python that is running."""
    try:
        return _stamp_path(home, lock).read_text() == _stamp(lock)
    except OSError:
        return False


def make(home: Path, lock: Path) -> None:
    """Make `home` anew from `lock` unless it is current; whoever comes second waits and finds it done."""
    with alone(home.parent / f"{home.name}.lock"):
        if is_current(home, lock) and (home / "bin" / "python").exists():
            return
        if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            raise CannotSetUp(NO_VENV)
        started = _say_start("Setting up, once: making .venv and installing the libraries …")
        _run([sys.executable, "-m", "venv", "--clear", str(home)])
        _install(home / "bin" / "python", home, lock)
        _say_end(started)


def add_test_tools() -> None:
    """Install requirements-test.lock into the environment this runs in, once.

    Raises CannotSetUp outside a virtual environment, or when the installation fails.
    """
    home = Path(sys.prefix)
    if home == Path(sys.base_prefix):
        raise CannotSetUp(
            "No virtual environment is active: run this as python3 tasks.py <task>, "
            "which makes its own, or activate one first."
        )
    with alone(home / "setup.lock"):
        if is_current(home, TEST_LOCK):
            return
        started = _say_start("Setting up, once: installing what the tests need …")
        _install(Path(sys.executable), home, TEST_LOCK)
        _say_end(started)


def pin(*, root: Path = ROOT) -> None:
    """Write both lock files anew, with the newest versions that go together; for any Python and system.

    Raises CannotSetUp.
    """
    how = ["--universal", "--python-version=3.11", "--generate-hashes", "--upgrade", "--quiet"]
    how += ["--no-emit-index-url", "--custom-compile-command=python3 tasks.py lock"]
    compiling = [sys.executable, "-m", "uv", "pip", "compile", "--directory", str(root), *how]
    _run([*compiling, "pyproject.toml", "-o", BASE_LOCK.name])
    _run([*compiling, "--group=test", f"--constraint={BASE_LOCK.name}", "-o", TEST_LOCK.name])


def _install(python: Path, home: Path, lock: Path) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    _run([str(python), "-m", "pip", "install", *options, "--requirement", str(lock)])
    _stamp_path(home, lock).write_text(_stamp(lock))  # last: an interrupted setup is done again


def _run(command: list[str]) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        said = (result.stdout + result.stderr).strip().splitlines()
        raise CannotSetUp(NO_INSTALL.format(said="\n".join(said[-12:])))


def _stamp_path(home: Path, lock: Path) -> Path:
    return home / f"{lock.name}.stamp"


def _stamp(lock: Path) -> str:
    python = f"{sys.implementation.name} {sys.version.split()[0]} {sys.base_prefix}"
    return f"{python}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}\n"


@contextmanager
def alone(lock_file: Path) -> Iterator[None]:
    """Hold `lock_file`; the system lets go of it when the process ends, however it ends."""
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _start_again(python: Path, script: str, arguments: list[str]) -> NoReturn:
    environment = {**os.environ, **(_ORDERED if _BUILDING & set(arguments) else {})}
    os.execve(python, [str(python), script, *arguments], environment)  # noqa: S606 - this replaces the process on purpose


def _say_start(text: str) -> float:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
    return time.monotonic()


def _say_end(started: float) -> None:
    sys.stderr.write(f"Set up in {time.monotonic() - started:.0f} seconds.\n")
