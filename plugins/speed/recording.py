"""What is read while one page is made: attributes of contents, variables, operations on lists, templates.

Each is a *fact*: an object's key, a name, and its value told by a short text (values.py). A page keeps
which facts it has read; on the next build it stands as long as all of them do.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from plugins.speed.values import Unknown, tell

# For tests alone: what is not recorded on purpose, so that they can show that it is missed.
BLIND = frozenset(filter(None, os.environ.get("SPEED_BLIND", "").split(",")))
VARIABLES, TEMPLATES = "variables", "templates"
MISSING = "missing"


class Facts:
    """The values of everything that was read in this process, each told once; `fresh` are those not yet passed on."""

    def __init__(self) -> None:
        """Begin with none."""
        self.known: set[tuple[str, Any]] = set()
        self.fresh: dict[tuple[str, Any], str] = {}
        self.environment: Any = None  # the one whose templates the next build looks at

    def tell(self, fact: tuple[str, Any], value: Any) -> None:
        """Keep what a value is, which was not known; functions are asked for theirs. Raises Unknown."""
        self.fresh[fact] = tell(value() if isinstance(value, Later) else value)
        self.known.add(fact)


class Later:
    """A value that is worked out only when it has to be told."""

    __slots__ = ("_work",)

    def __init__(self, work: Callable[[], Any]) -> None:
        """Keep what works it out."""
        self._work = work

    def __call__(self) -> Any:
        """Work it out."""
        return self._work()


class Reads:
    """What one page reads. `own` are facts of what it was given alone, by their names."""

    __slots__ = (
        "by_object",
        "facts",
        "given",
        "own",
        "reason",
        "shared",
        "variables",
        "variables_read",
    )

    def __init__(
        self, facts: Facts, variables: Mapping[str, Any], given: Mapping[str, Any]
    ) -> None:
        """Begin a page that is made with the site's `variables`, and with those it alone is `given`."""
        self.facts = facts
        self.variables = variables
        self.given = given
        self.shared: dict[str, set[Any]] = {}
        self.by_object: dict[int, set[str]] = {}  # the same sets, found sooner
        self.variables_read: set[str] = set()
        self.own: dict[tuple[str, Any], str] = {}
        self.reason = ""

    def add(self, key: str, name: Any, value: Any) -> set[Any]:
        """Note that a fact of the whole site was read; give all names of its object."""
        names = self.shared.get(key)
        if names is None:
            names = self.shared[key] = set()
        if name not in names:
            names.add(name)
            if (key, name) not in self.facts.known:
                try:
                    self.facts.tell((key, name), value)
                except Unknown as error:
                    self.give_up(f"{_said(key, name)} is {error}")
        return names

    def add_told(self, key: str, name: Any) -> set[Any]:
        """Note that a fact was read which is told already, or need not be; give all names of its object."""
        names = self.shared.get(key)
        if names is None:
            names = self.shared[key] = set()
        names.add(name)
        return names

    def has(self, key: str, name: Any) -> bool:
        """Whether a fact of the whole site was read already."""
        return name in self.shared.get(key, ())

    def add_own(self, key: str, name: Any, value: Any) -> None:
        """Note that a fact of what the page alone was given was read."""
        fact = (key, name)
        if fact not in self.own:
            try:
                self.own[fact] = tell(value)
            except Unknown as error:
                self.give_up(f"{_said(key, name)} is {error}")

    def give_up(self, reason: str) -> None:
        """Note that what the page hangs on cannot be known: it is made in every build."""
        self.reason = self.reason or reason


def _said(key: str, name: Any) -> str:
    return f"{name}" if key == VARIABLES else f"{key}: {name}"


class _Now:
    """Whose reads are noted at the moment."""

    reads: Reads | None = None
    # What lets contents watch again (watched.py).
    wake: Callable[[], None] = staticmethod(lambda: None)


NOW = _Now()


@contextmanager
def noting(reads: Reads | None) -> Iterator[None]:
    """Note what is read meanwhile; None lets nothing be noted."""
    if reads is not None:
        NOW.wake()
    before, NOW.reads = NOW.reads, reads
    try:
        yield
    finally:
        NOW.reads = before


def is_blind(what: str) -> bool:
    """Whether a kind of fact is not recorded on purpose, as tests ask for."""
    return bool(BLIND) and what in BLIND
