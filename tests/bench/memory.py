"""The memory of a command with all its processes together, as Linux counts it.

A page that several processes share is counted once: each process's share of it is its PSS
(https://www.kernel.org/doc/html/latest/filesystems/proc.html, smaps_rollup).
"""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from running import Failed, end, start

PROC = Path("/proc")
PAUSE = 0.05


def can_be_measured() -> bool:
    """Whether this machine says how much memory each process has."""
    return (PROC / "self" / "smaps_rollup").exists()


def peak_megabytes(command: Sequence[str | Path], folder: Path, *, timeout: float) -> float:
    """Run a command and give the most memory that its processes had together, in MB.

    Raises Failed when the command fails, or takes more than `timeout` seconds.
    """
    process = start(command, folder)
    said: list[str] = []
    reading = threading.Thread(target=lambda: said.extend(process.stdout))
    reading.start()
    peak = 0
    until = time.monotonic() + timeout
    try:
        while process.poll() is None and time.monotonic() < until:
            peak = max(peak, sum(map(_pss, _processes(process.pid))))
            time.sleep(PAUSE)
    finally:
        if process.poll() is None:
            process.kill()
        reading.join(timeout=10)
        end(process)
    if process.returncode:
        raise Failed(f"while its memory was measured it failed:\n{''.join(said[-12:])}")
    return peak * 1024 / 1_000_000


def _processes(session: int) -> Iterator[int]:
    """Give the session's processes, and those whose parent is one of them."""
    known = {session}
    for pid in sorted(int(path.name) for path in PROC.iterdir() if path.name.isdigit()):
        parent, its_session = _parent_and_session(pid)
        if its_session == session or parent in known:
            known.add(pid)
    yield from known


def _parent_and_session(pid: int) -> tuple[int, int]:
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:  # it has just ended
        return 0, 0
    # The name, in brackets, may hold anything; after it come the state, the parent, the group, the session.
    parts = text.rpartition(")")[2].split()
    return int(parts[1]), int(parts[3])


def _pss(pid: int) -> int:
    """Give a process's share of the memory in KiB, 0 when it has just ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
