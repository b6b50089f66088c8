"""A memory of what goes with each post, brought up to date where posts have changed.

A post is looked at again when a changed one stands, or stood, so near it in time or in a list of one of its
tags or words that related.py takes it into account. Nothing that others found can have become another.
"""

from array import array
from bisect import insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from plugins.reading.choosing import choose, names_of, shelf_of, tags_of
from plugins.reading.lists import Line, Lists
from plugins.reading.memory import FREE, Memory, News, is_public, pack, unpack
from plugins.reading.related import AROUND, SOUGHT, WINDOW, few_of, most_of


def bring_up_to_date(memory: Memory, news: News) -> Memory:
    """Give the memory as it would be had it been made of the posts as they are now."""
    more = max([*news.order, len(memory.paths) - 1]) + 1 - len(memory.paths)
    grown = replace(
        memory,
        paths=memory.paths + [""] * more,
        rows=memory.rows + [FREE] * more,
        found=memory.found + [()] * more,
        names=memory.names + [b""] * more,
        sought=memory.sought + [b""] * more,
    )
    return _Again(grown, news).finish()


class _Again:
    """What is known while it goes on: what has been looked at, and what has to be looked at again."""

    def __init__(self, memory: Memory, news: News) -> None:
        self._memory = memory
        self._news = news
        self._old = Line(unpack(memory.order), lambda one: is_public(memory.rows[one]))
        self._new = Line(news.order, lambda one: news.subjects[one].is_published)
        self._published = [one for one in news.order if news.subjects[one].is_published]
        self._lists = Lists(memory)
        self._words: dict[int, frozenset[str]] = {}
        self._moved = set(news.rows)  # what is around them in time is new
        self._near: set[int] = set()  # what is near them in a list is new

    def finish(self) -> Memory:
        """Look at all again that has to be, and give the new memory."""
        self._mark_by_time()
        self._mark_by_lists()
        self._take_over()
        self._mark_guests()
        self._moved &= self._news.subjects.keys()
        for number in self._moved:
            self._seek(number)
        for number in (self._near & self._news.subjects.keys()) | self._moved:
            self._choose(number)
        return replace(
            self._memory,
            all_names=self._lists.names,
            shelves=self._lists.packed(),
            order=pack(self._news.order),
        )

    def _mark_by_time(self) -> None:
        for number in [*self._news.rows, *self._news.gone]:
            if is_public(self._memory.rows[number]):
                self._moved.update(self._old.seeing(number))
        for number, row in self._news.rows.items():
            if is_public(row):
                self._moved.update(self._new.seeing(number))

    def _mark_by_lists(self) -> None:
        """Take posts from the lists they are no longer in, put them into others; mark who is near them."""
        leaving, coming = self._changes()
        for number, name in leaving:
            shelf = self._lists.open(name)
            at = shelf.index(number)
            self._mark(name, shelf[max(0, at - WINDOW) : at + WINDOW + 1])
        for number, name in leaving:
            self._lists.changed(name).remove(number)
        for number, name in coming:
            insort(self._lists.changed(name), number, key=self._new.rank.__getitem__)
        for number, name in coming:
            self._mark(name, self._new.near(self._lists.open(name), number))

    def _changes(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Give which posts leave which lists, and which come into which, all by number.

        A post that others see as before stays where it is.
        """
        leaving, coming = [], []
        for number in [*self._news.rows, *self._news.gone]:
            old, new = self._lists.of_post(number), self._new_names(number)
            row = self._news.rows.get(number, FREE)
            stays = set(old).intersection(new) if row[0] == self._memory.rows[number][0] else set()
            leaving += [(number, name) for name in old if name not in stays]
            coming += [(number, name) for name in new if name not in stays]
        return leaving, coming

    def _new_names(self, number: int) -> list[int]:
        subject = self._news.subjects.get(number) if number in self._news.rows else None
        if not subject:
            return []
        return [self._lists.number_of(name) for name in names_of(subject, subject.said.listed)]

    def _mark(self, name: int, numbers: Iterable[int]) -> None:
        is_tag = self._lists.is_tag(name)
        self._near.update(one for one in numbers if is_tag or name in self._sought(one))

    def _sought(self, number: int) -> "array[int]":
        return unpack(self._memory.sought[number])

    def _take_over(self) -> None:
        """Let the memory hold the posts that there are now."""
        memory = self._memory
        for number in self._news.gone:
            memory.paths[number], memory.rows[number] = "", FREE
            memory.found[number], memory.names[number], memory.sought[number] = (), b"", b""
        for number, row in self._news.rows.items():
            memory.names[number] = pack(self._new_names(number))
            memory.paths[number], memory.rows[number] = self._news.subjects[number].path, row

    def _mark_guests(self) -> None:
        """Mark those that stand in no list themselves and look into one where something has changed."""
        changed = self._news.rows.keys() | self._news.gone
        for number, subject in self._news.subjects.items():
            if subject.is_published or number in self._moved:
                continue
            tags = (self._lists.number_of(shelf_of(tag)) for tag in tags_of(subject))
            for name in self._lists.touched.intersection(chain(self._sought(number), tags)):
                before = self._old.near(self._lists.before(name), number)
                now = self._new.near(self._lists.open(name), number)
                if not changed.isdisjoint(chain(before, now)):
                    self._near.add(number)

    def _seek(self, number: int) -> None:
        """Find anew by which words a post looks for others."""
        around = self._around(number)
        said = [self._said(one) for one in around]
        few = few_of(len(around))
        listed = self._news.subjects[number].said.listed
        telling = [word for word in listed if sum(word in other for other in said) <= few]
        names = [self._lists.number_of(word) for word in telling[:SOUGHT]]
        self._memory.sought[number] = pack(names)

    def _said(self, number: int) -> frozenset[str]:
        if number not in self._words:
            words = self._news.subjects[number].said.all
            self._words[number] = frozenset(words.split())
        return self._words[number]

    def _choose(self, number: int) -> None:
        """Find anew what goes with a post."""
        subjects = self._news.subjects
        around = self._around(number)
        counts = Counter(chain.from_iterable(tags_of(subjects[one]) for one in around))
        most = most_of(len(around))
        best = choose(
            number,
            subjects,
            sought=map(self._lists.names.__getitem__, self._sought(number)),
            common={tag for tag in tags_of(subjects[number]) if counts[tag] > most},
            near=lambda name: self._new.near(self._lists.open(self._lists.number_of(name)), number),
        )
        self._memory.found[number] = tuple(subjects[one].path for one in best)

    def _around(self, number: int) -> list[int]:
        return [one for one in self._new.near(self._published, number, AROUND) if one != number]
