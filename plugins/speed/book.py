"""The book of pages: what each page of the last build has read, and what all of that was. Pure.

Values stand once, by object and name. A page has numbers only: of an object together with a set of names.
"""

from array import array
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

Fact = tuple[str, Any]
_SHIFT = 24
_MASK = (1 << _SHIFT) - 1


class PageReads(NamedTuple):
    """What a page has read: numbers of pairs, facts of its own, and why it is made in every build, or ""."""

    pairs: bytes
    own: Mapping[Fact, str]
    reason: str
    inputs: str = ""  # what tells all that its own variables were made of, where that is known


class Note(NamedTuple):
    """What a process tells of a page it made; numbers are its own, and new ones are explained.

    `place` is where it stands among all that this process tells: 0, 1, 2 …
    """

    teller: tuple[int, int]
    place: int
    objects: tuple[str, ...]
    sets: tuple[frozenset[Any], ...]
    facts: Mapping[Fact, str]
    page: PageReads


class _Told:
    """What a process has told: our numbers in the order of its own, and notes that came too early."""

    def __init__(self) -> None:
        self.objects: list[int] = []
        self.sets: list[int] = []
        self.next = 0
        self.waiting: dict[int, tuple[str, Note]] = {}


class Index:
    """Numbers for objects' keys and for sets of names."""

    def __init__(self, objects: Iterable[str] = (), sets: Iterable[frozenset[Any]] = ()) -> None:
        """Begin with some that have their numbers already, in this order."""
        self.objects = {key: number for number, key in enumerate(objects)}
        self.sets = {names: number for number, names in enumerate(sets)}

    def pairs_of(self, shared: Mapping[str, set[Any]]) -> bytes:
        """Give the numbers for facts, each object's names together."""
        return array(
            "Q", sorted(self.pair(key, frozenset(some)) for key, some in shared.items())
        ).tobytes()

    def pair(self, key: str, names: frozenset[Any]) -> int:
        """Give the number for some names of an object."""
        number = self.objects.setdefault(key, len(self.objects))
        return (number << _SHIFT) | self.sets.setdefault(names, len(self.sets))


class Notebook:
    """What one process tells of the pages it makes."""

    def __init__(self, teller: tuple[int, int]) -> None:
        """Begin with nothing told."""
        self._teller = teller
        self._index = Index()
        self._objects = self._sets = self._notes = 0

    def note(
        self,
        shared: Mapping[str, set[Any]],
        own: Mapping[Fact, str],
        reason: str,
        fresh: dict[Fact, str],
        inputs: str = "",
    ) -> Note:
        """Give the note for a page; `fresh` are the facts that this process has learned since the last."""
        index = self._index
        page = PageReads(index.pairs_of(shared), dict(own), reason, inputs)
        objects = tuple(islice(index.objects, self._objects, None))
        sets = tuple(islice(index.sets, self._sets, None))
        self._objects, self._sets = len(index.objects), len(index.sets)
        facts = dict(fresh)
        fresh.clear()
        self._notes += 1
        return Note(self._teller, self._notes - 1, objects, sets, facts, page)


class Book:
    """All pages' reads, and the value of every fact that any of them has read."""

    def __init__(self, kept: Any = None) -> None:
        """Open what `as_value` has given; begin an empty one without it."""
        objects, sets, facts, pages, late, addresses = kept or ((), (), {}, {}, {}, {})
        self.facts: dict[str, dict[Any, str]] = facts
        self.late: dict[str, frozenset[str]] = late
        self.addresses: dict[str, str] = addresses
        self._index = Index(objects, sets)
        self.pages: dict[str, PageReads] = {name: PageReads(*page) for name, page in pages.items()}
        self._tellers: dict[tuple[int, int], _Told] = {}

    def as_value(self) -> Any:
        """Give all of it as texts, numbers, tuples and dicts."""
        pages = {name: tuple(page) for name, page in self.pages.items()}
        index = self._index
        return list(index.objects), list(index.sets), self.facts, pages, self.late, self.addresses

    def write(self, name: str, note: Note) -> None:
        """Write down what a process tells of a page.

        It may come before others that explain its numbers, when that process made up for one that was lost.
        """
        told = self._tellers.setdefault(note.teller, _Told())
        told.waiting[note.place] = name, note
        while told.next in told.waiting:
            self._write(told, *told.waiting.pop(told.next))
            told.next += 1

    def _write(self, told: "_Told", name: str, note: Note) -> None:
        known, objects, sets = self._index, told.objects, told.sets
        objects += [known.objects.setdefault(key, len(known.objects)) for key in note.objects]
        sets += [known.sets.setdefault(names, len(known.sets)) for names in note.sets]
        for (key, fact), text in note.facts.items():
            self.facts.setdefault(key, {})[fact] = text
        theirs = array("Q")
        theirs.frombytes(note.page.pairs)
        ours = array(
            "Q", [(objects[one >> _SHIFT] << _SHIFT) | sets[one & _MASK] for one in theirs]
        )
        self.pages[name] = note.page._replace(pairs=ours.tobytes())

    def doubt(self, name: str, reason: str) -> None:
        """Let a page be made in every build, for a reason."""
        self.pages[name] = self.pages[name]._replace(reason=reason)

    def touched_by(self, changed: Mapping[str, frozenset[Any] | None]) -> dict[int, str]:
        """Give the pairs that have a changed fact, each with its object; None stands for all its facts."""
        touched: dict[int, str] = {}
        for key, names in changed.items():
            number = self._index.objects.get(key)
            if number is not None:
                for some, place in self._index.sets.items():
                    if names is None or not some.isdisjoint(names):
                        touched[(number << _SHIFT) | place] = key
        return touched

    def first_touched(self, page: PageReads, touched: Mapping[int, str]) -> str:
        """Give the first changed object that a page has read something changed of; "" when there is none."""
        pairs = array("Q")
        pairs.frombytes(page.pairs)
        if touched.keys().isdisjoint(pairs):
            return ""
        return next(touched[one] for one in pairs if one in touched)

    def forget_unread(self) -> None:
        """Drop what no page reads any more."""
        if not self.pages:
            self.facts.clear()
        read: set[str] = set()
        objects = list(self._index.objects)
        for page in self.pages.values():
            pairs = array("Q")
            pairs.frombytes(page.pairs)
            read.update(objects[one >> _SHIFT] for one in pairs)
        for key in self.facts.keys() - read:
            del self.facts[key]
