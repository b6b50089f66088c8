"""Files that a plugin makes besides the pages, so that what they were made of says whether they have to be made.

A plugin says what each file is made of, and how; plugins.speed, where it is at work, makes only those
whose ingredients have changed, in several processes. Without it all of them are made, one after another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAKER = "MAKE_FILES"  # the context's name for who makes them instead
PLANNED = "PLANNED_FILES"  # the context's name for those that may be made before it is their turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file at `path` below the output, and what gives its bytes.

    `given` is all that `make` knows besides what it reads of contents' attributes: texts, numbers, dates,
    tuples, frozen dataclasses, and contents themselves. `make` has no effects but its result.
    """

    path: str
    given: Any
    make: Callable[[], bytes]


class Planned:
    """Files that are certain once all has been read: they are the same whichever pages are written meanwhile."""

    def __init__(self, plan: Callable[[], Iterable[Made]]) -> None:
        """Keep what gives them."""
        self._plan = plan

    def __iter__(self) -> Iterator[Made]:
        """Give them."""
        return iter(self._plan())


def plan_files(context: MutableMapping[str, Any], plan: Callable[[], Iterable[Made]]) -> Planned:
    """Give files for `make_files` before all has been read, so that they may be made while pages are."""
    planned = Planned(plan)
    context.setdefault(PLANNED, []).append(planned)
    return planned


def make_files(context: Mapping[str, Any], output: Path, files: Iterable[Made]) -> None:
    """Write files below `output`, as far as they are not there from an earlier build unchanged."""
    context.get(MAKER, make_each)(output, files)


def make_each(output: Path, files: Iterable[Made]) -> None:
    """Write all of them."""
    for file in files:
        path = output / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.make())
