"""What one process tells another later: a file that nobody else can read until it is told."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def promised(path: Path) -> Iterator[Callable[[Any], None]]:
    """Promise to tell something, as JSON has it; what is given tells it. Raises OSError.

    Whoever asks for it waits until it is told, or until this is over, however it ends.
    """
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        def tell(value: Any) -> None:
            file.write(json.dumps(value).encode())
            file.flush()
            fcntl.flock(file, fcntl.LOCK_UN)

        try:
            yield tell
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing it does not, where a child was forked


def awaited(path: Path) -> Any:
    """Give what was promised, as soon as it is told. Raises OSError or ValueError when it never is."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return json.loads(file.read())
