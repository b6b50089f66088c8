"""The book of pages: what each page of the last build has read, and what all of that was. Pure.

Values stand once, by object and name. A page has numbers only: of an object together with a set of names.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Fact = tuple[str, Any]
_SHIFT = 24
_MASK = (1 << _SHIFT) - 1


class PageReads(NamedTuple):
    """What a page has read: numbers of pairs, facts of its own, and why it is made in every build, or "".

    `inputs` tells all that its own variables were made of, where that is known, and `template` is the name of
    the template that it was made with.
    """

    pairs: bytes
    own: Mapping[Fact, str]
    reason: str
    inputs: str = ""
    template: str = ""


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
    """Numbers for objects' keys and for sets of names; `fresh` ones have not been told to anybody."""

    def __init__(
        self,
        objects: dict[str, int] | None = None,
        sets: dict[frozenset[Any], int] | None = None,
    ) -> None:
        """Begin with some that have their numbers already, from 0 on and in this order."""
        self.objects, self.sets = objects or {}, sets or {}
        self.fresh_objects: list[str] = []
        self.fresh_sets: list[frozenset[Any]] = []

    def pairs_of(self, shared: Mapping[str, set[Any]]) -> bytes:
        """Give the numbers for facts, each object's names together."""
        return array(
            "Q", sorted(self.pair(key, frozenset(some)) for key, some in shared.items())
        ).tobytes()

    def pair(self, key: str, names: frozenset[Any]) -> int:
        """Give the number for some names of an object."""
        number, place = self.objects.get(key), self.sets.get(names)
        if number is None:
            number = self.objects[key] = len(self.objects)
            self.fresh_objects.append(key)
        if place is None:
            place = self.sets[names] = len(self.sets)
            self.fresh_sets.append(names)
        return (number << _SHIFT) | place

    def take_fresh(self) -> tuple[tuple[str, ...], tuple[frozenset[Any], ...]]:
        """Give the objects and sets that nobody was told of, in the order of their numbers."""
        fresh = tuple(self.fresh_objects), tuple(self.fresh_sets)
        self.fresh_objects, self.fresh_sets = [], []
        return fresh


class Notebook:
    """What one process tells of the pages it makes."""

    def __init__(self, teller: tuple[int, int]) -> None:
        """Begin with nothing told."""
        self._teller = teller
        self._index = Index()
        self._notes = 0

    def note(
        self,
        shared: Mapping[str, set[Any]],
        own: Mapping[Fact, str],
        reason: str,
        fresh: dict[Fact, str],
        **made_of: str,
    ) -> Note:
        """Give the note for a page; `fresh` are the facts that this process has learned since the last.

        `made_of` are the page's inputs and its template, as PageReads has them.
        """
        index = self._index
        page = PageReads(index.pairs_of(shared), dict(own), reason, **made_of)
        objects, sets = index.take_fresh()
        facts = dict(fresh)
        fresh.clear()
        self._notes += 1
        return Note(self._teller, self._notes - 1, objects, sets, facts, page)


class Book:
    """All pages' reads, and the value of every fact that any of them has read."""

    def __init__(self, tables: Mapping[str, Mapping[Any, Any]] | None = None) -> None:
        """Open what `as_tables` has given, which is the book's from now on; without it begin an empty one."""
        kept: Mapping[str, Any] = tables or {}
        self.facts: dict[str, Mapping[Any, str]] = kept.get("facts", {})
        self.late: dict[str, frozenset[str]] = kept.get("late", {})
        self.addresses: dict[str, str] = kept.get("addresses", {})
        self._pages: dict[str, tuple[Any, ...]] = kept.get("pages", {})
        self._index = Index(kept.get("objects", {}), kept.get("sets", {}))
        self._own: set[str] = set()  # objects whose facts nobody else has a hold of
        self._tellers: dict[tuple[int, int], _Told] = {}

    def as_tables(self) -> dict[str, Mapping[Any, Any]]:
        """Give all of it as dicts of texts, numbers and tuples; what was not changed is what was opened."""
        return {
            "facts": self.facts,
            "late": self.late,
            "addresses": self.addresses,
            "pages": self._pages,
            "objects": self._index.objects,
            "sets": self._index.sets,
        }

    def tidied(self) -> "Book":
        """Give a book without the facts, objects and sets of names that no page has read."""
        book = Book()
        book.late, book.addresses = self.late, self.addresses
        objects, sets = list(self._index.objects), list(self._index.sets)
        read: dict[str, set[Any]] = {}
        for name, (pairs, *rest) in self._pages.items():
            found = [(objects[one >> _SHIFT], sets[one & _MASK]) for one in _numbers(pairs)]
            for key, some in found:
                read.setdefault(key, set()).update(some)
            ours = array("Q", sorted(book._index.pair(*one) for one in found))
            book._pages[name] = (ours.tobytes(), *rest)
        for key, names in read.items():
            known = self.facts.get(key, {})
            book.facts[key] = {name: known[name] for name in known if name in names}
        return book

    def objects(self) -> Iterable[str]:
        """Give the keys of all objects that any page has read something of."""
        return self._index.objects

    def page(self, name: str) -> PageReads | None:
        """Give what a page has read; None for one that is not in the book."""
        found = self._pages.get(name)
        return PageReads(*found) if found else None

    def lists(self) -> dict[tuple[str, str], list[str]]:
        """Give the pages of each list by what tells all that they are made of, and by their template."""
        found: dict[tuple[str, str], list[str]] = {}
        for name, (_pairs, _own, _reason, inputs, template) in self._pages.items():
            if inputs and template:
                found.setdefault((inputs, template), []).append(name)
        return found

    def reasons(self) -> Iterator[str]:
        """Give for each page why it is made in every build, "" for those that are not."""
        return (reason for _pairs, _own, reason, *_rest in self._pages.values())

    def keep(self, names: Iterable[str]) -> None:
        """Drop all pages but these."""
        self._pages = {name: self._pages[name] for name in names if name in self._pages}

    def learn(self, key: str, facts: Mapping[Any, str]) -> None:
        """Write down the values of some facts of an object."""
        if key not in self._own:
            self._own.add(key)
            self.facts[key] = dict(self.facts.get(key, ()))
        self.facts[key].update(facts)  # type: ignore[attr-defined] # it is our own

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
            self.learn(key, {fact: text})
        theirs = _numbers(note.page.pairs)
        ours = array(
            "Q", [(objects[one >> _SHIFT] << _SHIFT) | sets[one & _MASK] for one in theirs]
        )
        self._pages[name] = tuple(note.page._replace(pairs=ours.tobytes()))

    def place(self, name: str, inputs: str) -> None:
        """Let a page be made of other things now, though it has read the same of them."""
        page = PageReads(*self._pages[name])
        if page.inputs != inputs:
            self._pages[name] = tuple(page._replace(inputs=inputs))

    def doubt(self, name: str, reason: str) -> None:
        """Let a page be made in every build, for a reason."""
        self._pages[name] = tuple(PageReads(*self._pages[name])._replace(reason=reason))

    def touched_by(self, changed: Mapping[str, frozenset[Any] | None]) -> dict[str, str]:
        """Give the pages that have read a changed fact, each with the first object that has one.

        None stands for all facts of an object.
        """
        touched = self._touched_pairs(changed)
        if not touched:
            return {}
        is_apart = touched.keys().isdisjoint
        found = ((name, _numbers(row[0])) for name, row in self._pages.items())
        return {
            name: next(touched[one] for one in pairs if one in touched)
            for name, pairs in found
            if not is_apart(pairs)
        }

    def _touched_pairs(self, changed: Mapping[str, frozenset[Any] | None]) -> dict[int, str]:
        touched: dict[int, str] = {}
        for key, names in changed.items():
            number = self._index.objects.get(key)
            if number is not None:
                for some, place in self._index.sets.items():
                    if names is None or not some.isdisjoint(names):
                        touched[(number << _SHIFT) | place] = key
        return touched


def _numbers(pairs: bytes) -> "array[int]":
    found = array("Q")
    found.frombytes(pairs)
    return found
