"""Many pieces of work shared out among forked processes, and their results in order.

A forked process has all that this one has; it takes pieces from a common list until none is left. What one
cannot do, this process does again itself, so that it ends here as if there were no others.
"""

import gc
import logging
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Any, TypeVar

from plugins.speed.listening import listening, portable, say

Piece = TypeVar("Piece")
Result = TypeVar("Result")
_PIECES_AT_ONCE = 8
_NUMBER = 4  # bytes of a number in the list
_MOST_IN_A_PIPE = 8_000
_DAMPED = (20_000, 20, 100)


def share_out(
    pieces: Sequence[Piece], work: Callable[[Piece], Result], *, processes: int
) -> Iterator[Result]:
    """Give the result of each piece of work, in order; what is logged meanwhile is logged in order, too."""
    if processes < 2 or not hasattr(os, "fork"):  # noqa: PLR2004
        yield from map(work, pieces)
        return
    found = _shared(pieces, work, processes)
    for number, piece in enumerate(pieces):
        if number in found:
            result, said = found.pop(number)
            for record in said:
                say(record)
            yield result
        else:
            yield work(piece)


def begin(work: Callable[[], Result]) -> Callable[[], Result | None]:
    """Let a forked process do a piece of work meanwhile; give what waits for its result, None where it failed.

    What was logged is logged when it is waited for. The work has no other effect on this process.
    """
    if not hasattr(os, "fork"):
        return lambda: None

    def do() -> tuple[Result, list[logging.LogRecord]]:
        with listening() as said:
            result = work()
        return result, [portable(one) for one in said]

    def wait() -> Result | None:
        result, said = _result_of(*started) or (None, ())
        for record in said:
            say(record)
        return result

    try:
        started = _fork(do)
    except OSError:  # no more processes, or no room
        return lambda: None
    return wait


def _shared(
    pieces: Sequence[Any], work: Callable[[Any], Any], processes: int
) -> dict[int, tuple[Any, list[logging.LogRecord]]]:
    each = len(pieces) // (2 * processes)
    at_once = max(2, min(_PIECES_AT_ONCE, each) // 2 * 2, -(-len(pieces) // _MOST_IN_A_PIPE))
    todo = _open_list(range(0, len(pieces), at_once))
    gc.collect(0)
    gc.freeze()  # else each process would soon have a copy of its own of everything
    others: list[tuple[int, IO[bytes]]] = []
    with suppress(OSError):  # there may be no more processes, or no room: these have to do
        while len(others) < processes - 1:
            others.append(_start(pieces, work, todo, at_once))
    found = dict(_do(pieces, work, todo, at_once, parent=None))
    os.close(todo)
    for pid, file in others:
        found |= dict(_result_of(pid, file) or {})
    gc.unfreeze()
    return found


def _open_list(numbers: Iterable[int]) -> int:
    """Give a pipe to take numbers from: each is given to one process only."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER, "big") for number in numbers))
    os.close(writing)
    return reading


def _start(
    pieces: Sequence[Any], work: Callable[[Any], Any], todo: int, at_once: int
) -> tuple[int, IO[bytes]]:
    parent = os.getpid()
    return _fork(lambda: dict(_do(pieces, work, todo, at_once, parent=parent)))


def _fork(do: Callable[[], Any]) -> tuple[int, IO[bytes]]:
    """Begin a process; give its number, and the file for what it finds. Raises OSError."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its results are read
    try:
        pid = os.fork()
    except OSError:
        file.close()
        raise
    if pid == 0:
        _work_and_end(file, do)
    return pid, file


def _work_and_end(file: IO[bytes], do: Callable[[], Any]) -> None:
    """Do the work in a forked process, and end it whatever happens: it must not go on as its parent would."""
    try:
        gc.set_threshold(*_DAMPED)
        pickle.dump(do(), file, protocol=5)
        file.flush()
    finally:
        os._exit(0)


def _do(
    pieces: Sequence[Any],
    work: Callable[[Any], Any],
    todo: int,
    at_once: int,
    *,
    parent: int | None,
) -> Iterator[tuple[int, tuple[Any, list[logging.LogRecord]]]]:
    """Do what is taken from the list; what fails is left out."""
    while number := os.read(todo, _NUMBER):
        start = int.from_bytes(number, "big")
        for index in range(start, min(start + at_once, len(pieces))):
            if parent and os.getppid() != parent:
                return
            with listening() as said:
                try:
                    result = work(pieces[index])
                except Exception:  # noqa: BLE001, S112 - it fails once more, and is told, in the first process
                    continue
            yield index, (result, [portable(one) for one in said])


def _result_of(pid: int, file: IO[bytes]) -> Any:
    """Wait for a process; give what it has found, or None."""
    os.waitpid(pid, 0)
    file.seek(0)
    try:
        return pickle.load(file)  # noqa: S301 - from our own process
    except Exception:  # noqa: BLE001 - whatever it has left: all of it is done here
        return None
    finally:
        file.close()
