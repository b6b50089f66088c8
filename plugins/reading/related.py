"""Which posts go with a post: by tags, by telling words, by category, and then by nearness in time.

Nothing is weighed over all posts. A post knows those around it in time, by which it tells which of its
words and tags are everybody's, in any language; and it looks for others only near its own place in the
lists of its tags and words. So an edit changes what goes with few other posts, and the time taken is in
proportion to the posts, even should all have the same tag.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from plugins.reading.choosing import Subject, choose, names_of, shelf_of, tags_of
from plugins.shared.sharing import Share

if TYPE_CHECKING:
    from plugins.reading.said import Said

# How many posts on each side: around a post in time, and in the list of a tag or word.
AROUND = 12
WINDOW = 6
# By how many of its listed words a post looks for others.
SOUGHT = 24
# How many posts are looked at in one piece, and with how many it is worth while to share these out.
_AT_ONCE = 100
_MANY = 2_000

Result = TypeVar("Result")
# The listed words of a post, those by which it looks for others, and those of its tags that are everybody's.
_Telling = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
in_order = attrgetter("place")


def find_related(subjects: Iterable[Subject]) -> dict[str, tuple[str, ...]]:
    """Give for each post's path those of at most three published ones that go with it, the best first."""
    table = Table(sorted(subjects, key=in_order))
    return {one.path: found for one, found in zip(table.subjects, table.related(), strict=True)}


class Table:
    """All posts by number, oldest first, and those published under each of their tags and words."""

    def __init__(self, subjects: Sequence[Subject], share: Share = map) -> None:
        """`subjects` are in the order of their places; `share` lets many be looked at."""
        self.subjects = subjects
        self.shelves: dict[str, list[int]] = defaultdict(list)
        self.sought: list[tuple[str, ...]] = []
        self.names: list[tuple[str, ...]] = []
        self._common: list[AbstractSet[str]] = []
        self._share = share if len(subjects) >= _MANY else map
        self._published = [n for n, subject in enumerate(subjects) if subject.is_published]
        for number, (listed, sought, common) in enumerate(self._each(self._look_around)):
            self.sought.append(sought)
            self._common.append(common)
            self.names.append(names_of(subjects[number], listed))
            for name in self.names[-1]:
                self.shelves[name].append(number)

    def related(self) -> list[tuple[str, ...]]:
        """Give for each post, in order, the paths of those that go with it."""
        found = self._each(lambda numbers: [self._related_to(number) for number in numbers])
        return [tuple(self.subjects[other].path for other in best) for best in found]

    def _each(self, work: Callable[[range], list[Result]]) -> Iterator[Result]:
        """Give the results of some work on all posts, in order; it is given the numbers of a few at a time."""
        count = len(self.subjects)
        starts = range(0, count, _AT_ONCE)
        pieces = [range(start, min(start + _AT_ONCE, count)) for start in starts]
        return chain.from_iterable(self._share(work, pieces))

    def _look_around(self, numbers: range) -> list[_Telling]:
        around = _Around(self.subjects, self._published, numbers.start)
        return [around.move_to(number) for number in numbers]

    def _related_to(self, number: int) -> list[int]:
        shelves = self.shelves

        def near(name: str) -> Sequence[int]:
            shelf = shelves.get(name, ())
            at = bisect_left(shelf, number)
            is_there = at < len(shelf) and shelf[at] == number
            return shelf[max(0, at - WINDOW) : at + WINDOW + is_there]

        return choose(
            number,
            self.subjects,
            sought=self.sought[number],
            common=self._common[number],
            near=near,
        )


class _Around:
    """The published posts around each post in turn: what they say is counted as they come and go."""

    def __init__(self, subjects: Sequence[Subject], published: Sequence[int], first: int) -> None:
        self._subjects = subjects
        self._published = published
        self._said: dict[int, Said] = {}
        self._came: Counter[str] = Counter()
        self._went: Counter[str] = Counter()
        self._own = 0
        self._before = bisect_left(published, first)
        self._start = self._end = max(0, self._before - AROUND)

    def move_to(self, number: int) -> _Telling:
        """Go to the next post; give its listed words, those it looks for others by, its common tags."""
        self._before += self._own  # if the last one was published, it now lies before
        self._own = int(self._subjects[number].is_published)
        while self._end < min(self._before + self._own + AROUND, len(self._published)):
            self._came.update(self._counted(self._published[self._end]))
            self._end += 1
        while self._start < self._before - AROUND:
            gone = self._published[self._start]
            self._went.update(self._counted(gone))
            del self._said[gone]
            self._start += 1
        listed = self._listed(number)
        return listed, self._telling(listed), self._common(tags_of(self._subjects[number]))

    def _telling(self, listed: Iterable[str]) -> tuple[str, ...]:
        """Give the words of the post that few of those around it have."""
        most = few_of(self._size()) + self._own  # itself has them all
        came, went = self._came.get, self._went.get
        found = [word for word in listed if came(word, 0) - went(word, 0) <= most]
        return tuple(found[:SOUGHT])

    def _common(self, tags: Iterable[str]) -> frozenset[str]:
        """Give the tags of the post that most of those around it have."""
        most = most_of(self._size()) + self._own
        names = {tag: shelf_of(tag) for tag in tags}
        return frozenset(
            tag for tag, name in names.items() if self._came[name] - self._went[name] > most
        )

    def _size(self) -> int:
        return self._end - self._start - self._own

    def _listed(self, number: int) -> tuple[str, ...]:
        known = self._said.get(number)
        return (known or self._subjects[number].said).listed

    def _counted(self, number: int) -> list[str]:
        """Give the words of a published post, and its tags as shelves have them."""
        subject = self._subjects[number]
        said = self._said.setdefault(number, subject.said)
        return [*said.all.split(), *map(shelf_of, tags_of(subject))]


def few_of(around: int) -> int:
    """Give how many of so many posts may have a word that tells something."""
    return max(2, around // 4)


def most_of(around: int) -> int:
    """Give how many of so many posts may have a tag that is not everybody's."""
    return max(2, around // 2)
