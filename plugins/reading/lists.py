"""Posts by number: in the order of their places, and in the lists of their tags and words."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from plugins.reading.choosing import shelf_of
from plugins.reading.memory import Memory, pack, unpack
from plugins.reading.related import AROUND, WINDOW


class Line:
    """Posts in the order of their places, by number."""

    def __init__(self, order: Sequence[int], is_public: Callable[[int], bool]) -> None:
        """`order` is all of them; `is_public` tells which are published."""
        self._order = order
        self._is_public = is_public
        self.rank = {number: rank for rank, number in enumerate(order)}

    def seeing(self, number: int) -> Iterator[int]:
        """Give the posts that a published one is around: of those that are published, the next few."""
        rank = self.rank[number]
        for step, end in ((-1, -1), (1, len(self._order))):
            left = AROUND
            for at in range(rank + step, end, step):
                yield self._order[at]
                left -= self._is_public(self._order[at])
                if not left:
                    break

    def near(self, shelf: Sequence[int], number: int, window: int = WINDOW) -> Sequence[int]:
        """Give those in a list in this order that are the next before and after a post, and itself."""
        at = bisect_left(shelf, self.rank[number], key=self.rank.__getitem__)
        is_there = at < len(shelf) and shelf[at] == number
        return shelf[max(0, at - window) : at + window + is_there]


class Lists:
    """The lists of tags and words, by their names' numbers; each is opened when it is asked for."""

    def __init__(self, memory: Memory) -> None:
        """Begin with the lists as they are remembered."""
        self.names = [*memory.all_names]
        self.touched: set[int] = set()
        self._memory = memory
        self._numbers: dict[str, int] = {}
        self._open: dict[int, array[int]] = {}

    def number_of(self, name: str) -> int:
        """Give the number of a name, which may be a new one."""
        if not self._numbers:
            self._numbers = {known: number for number, known in enumerate(self.names)}
        number = self._numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number

    def is_tag(self, name: int) -> bool:
        """Whether it is the list of a tag."""
        return self.names[name].startswith(shelf_of(""))

    def of_post(self, number: int) -> "array[int]":
        """Give the lists in which a post stood."""
        return unpack(self._memory.names[number])

    def open(self, name: int) -> "array[int]":
        """Give a list as it is now."""
        if name not in self._open:
            self._open[name] = self.before(name)
        return self._open[name]

    def before(self, name: int) -> "array[int]":
        """Give a list as it was."""
        shelves = self._memory.shelves
        return unpack(shelves[name] if name < len(shelves) else b"")

    def changed(self, name: int) -> "array[int]":
        """Give a list that is about to change."""
        self.touched.add(name)
        return self.open(name)

    def packed(self) -> list[bytes]:
        """Give all lists as they are now."""
        new = [b""] * (len(self.names) - len(self._memory.shelves))
        shelves = [*self._memory.shelves, *new]
        for name in self.touched:
            shelves[name] = pack(self._open[name])
        return shelves
