"""Lists that note what was done with them: a page that asks how many posts there are hangs on no post."""

from collections.abc import Iterator
from operator import index
from typing import Any

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

from plugins.speed.recording import MISSING, NOW, is_blind
from plugins.speed.values import add_teller, tell
from plugins.speed.watched import Watched, key_of, watch

LIST = "list "
Operation = str | tuple[Any, ...]


class WatchedList(list[Any]):
    """A list that notes what is done with it, under a name. `is_own`: the page alone was given it."""

    def __init__(self, items: Any, name: str, *, is_own: bool = False) -> None:
        """Give a list of the same items."""
        super().__init__(items)
        self.name, self.is_own = name, is_own

    def _note(self, operation: Operation) -> None:
        reads = NOW.reads
        if reads is None or is_blind("lists"):
            return
        key = f"{LIST}{self.name}"
        if self.is_own:
            if (key, operation) not in reads.own:
                reads.add_own(key, operation, outcome(self, operation))
        elif not reads.has(key, operation):
            reads.add(key, operation, outcome(self, operation))

    def __len__(self) -> int:
        self._note("length")
        return super().__len__()

    def __bool__(self) -> bool:
        self._note("is any")
        return super().__len__() > 0

    def __iter__(self) -> Iterator[Any]:
        self._note("all")
        return super().__iter__()

    def __reversed__(self) -> Iterator[Any]:
        self._note("all")
        return super().__reversed__()

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            self._note(("part", *map(_number, (place.start, place.stop, place.step))))
        elif hasattr(place, "__index__"):
            self._note(("item", _number(place)))
        return super().__getitem__(place)

    def __contains__(self, one: Any) -> bool:
        self._note(("has", key_of(one)) if isinstance(one, Content) else "all")
        return super().__contains__(one)

    def __eq__(self, other: object) -> bool:
        self._note("all")
        if isinstance(other, WatchedList):
            other._note("all")
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __lt__(self, other: Any) -> Any:
        return _plain(self) < _plain(other)

    def __le__(self, other: Any) -> Any:
        return _plain(self) <= _plain(other)

    def __gt__(self, other: Any) -> Any:
        return _plain(self) > _plain(other)

    def __ge__(self, other: Any) -> Any:
        return _plain(self) >= _plain(other)

    def __repr__(self) -> str:
        return repr(list(self))

    def __add__(self, other: Any) -> Any:
        return [*self, *other] if isinstance(other, list) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        return [*other, *self] if isinstance(other, list) else NotImplemented

    def __iadd__(self, other: Any) -> Any:
        self.extend(other)
        return self

    def __mul__(self, number: Any) -> Any:
        return list(self) * number

    __rmul__ = __mul__

    def __imul__(self, number: Any) -> Any:
        self[:] = list(self) * number
        return self

    def copy(self) -> Any:
        """Give a plain list of the same items."""
        return list(self)

    def index(self, *args: Any) -> int:
        """Give where an item stands."""
        self._note("all")
        return super().index(*args)

    def count(self, one: Any) -> int:
        """Give how often an item is in it."""
        self._note("all")
        return super().count(one)


def _changing(name: str) -> Any:
    """Give one of the methods that change a list: what its page hangs on then, nobody can tell."""
    plain = getattr(list, name)

    def change(self: WatchedList, *args: Any, **kwargs: Any) -> Any:
        if NOW.reads is not None:
            NOW.reads.give_up("it changes a list of posts")
        return plain(self, *args, **kwargs)

    return change


for _name in [
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "remove",
    "reverse",
    "sort",
    "__setitem__",
    "__delitem__",
]:
    setattr(WatchedList, _name, _changing(_name))


def _number(place: Any) -> Any:
    """Give a place as a plain number; what is none stays as it is, and a list says so."""
    return index(place) if hasattr(place, "__index__") else place


def _plain(items: Any) -> Any:
    return list(items) if isinstance(items, WatchedList) else items


def outcome(items: list[Any], operation: Operation) -> Any:
    """Give what an operation tells about a list, noted by nobody."""
    if isinstance(operation, str):
        length = list.__len__(items)
        whole = {"length": length, "is any": length > 0}
        return whole[operation] if operation in whole else tuple(list.__iter__(items))
    kind, *rest = operation
    if kind == "part":
        return tuple(list.__getitem__(items, slice(*rest)))
    if kind == "has":
        return any(
            key_of(one) == rest[0] for one in list.__iter__(items) if isinstance(one, Content)
        )
    return (
        list.__getitem__(items, rest[0])
        if -list.__len__(items) <= rest[0] < list.__len__(items)
        else MISSING
    )


def watch_list(items: list[Any], name: str, *, is_own: bool = False) -> WatchedList:
    """Give a list that is watched, and everything in it, in place of one that is worth it."""
    plain = list.__iter__(items)
    if all(issubclass(kind, Watched) for kind in set(map(type, list.__iter__(items)))):
        return WatchedList(plain, name, is_own=is_own)
    return WatchedList([_watched(one, name, is_own=is_own) for one in plain], name, is_own=is_own)


def _watched(one: Any, name: str, *, is_own: bool) -> Any:
    """Give an item of a list; of a tag with its posts, the posts are a list of their own."""
    if isinstance(one, Content):
        if not isinstance(one, Watched):
            watch(one)
        return one
    if isinstance(one, tuple) and _is_group(one):
        return one[0], watch_list(one[1], f"{name} {tell(one[0])}", is_own=is_own)
    return one


def is_worth_watching(value: Any) -> bool:
    """Whether a variable is a list of contents, or of tags and the like with theirs."""
    if not isinstance(value, list):
        return False
    first = value[0] if value else None
    return (
        first is None
        or isinstance(first, Content)
        or (isinstance(first, tuple) and _is_group(first))
    )


def _is_group(one: tuple[Any, ...]) -> bool:
    return len(one) == 2 and isinstance(one[0], URLWrapper) and isinstance(one[1], list)  # noqa: PLR2004


add_teller(WatchedList, lambda value: f"{LIST}{value.name}")
