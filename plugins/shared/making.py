"""Files that a plugin makes besides the pages, so that what they were made of says whether they have to be made.

A plugin says what each file is made of, and how; plugins.speed, where it is at work, makes only those
whose ingredients have changed, in several processes. Without it all of them are made, one after another.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAKER = "MAKE_FILES"  # the context's name for who makes them instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file at `path` below the output, and what gives its bytes.

    `given` is all that `make` knows besides what it reads of contents' attributes: texts, numbers, dates,
    tuples, frozen dataclasses, and contents themselves. `make` has no effects but its result.
    """

    path: str
    given: Any
    make: Callable[[], bytes]


def make_files(context: Mapping[str, Any], output: Path, files: Iterable[Made]) -> None:
    """Write files below `output`, as far as they are not there from an earlier build unchanged."""
    context.get(MAKER, make_each)(output, files)


def make_each(output: Path, files: Iterable[Made]) -> None:
    """Write all of them."""
    for file in files:
        path = output / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.make())
