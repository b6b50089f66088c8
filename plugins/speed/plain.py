"""Small attributes as plain values, which marshal can hold, and put together again without a pickle.

Each attribute has its *way*: None where it is plain itself, else what has to be done with the plain value. What
has no way (PICKLED) goes by pickle, as anything may. Moments are taken apart as pickle does it, too.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache, partial
from sys import intern
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime

Way: TypeAlias = str | tuple[Any, ...] | None
Maker: TypeAlias = Callable[[Any], Any]
PlainWrapper: TypeAlias = tuple[
    str, str, str, bool
]  # its class, name and slug, and whether that is of its name

PICKLED = "pickled"
WRAPPER = "wrapper"  # a tag or the like: its number among those of its content
WRAPPERS = "wrappers"  # a list of them
_LIST, _TUPLE, _ZONE = "list", "tuple", "zone"
_SHORT = 12  # letters of texts that many contents have: marshal writes one object once

_PLAIN = frozenset({bytes, int, float, bool, type(None)})
_MOMENTS = {"datetime": datetime, "SafeDatetime": SafeDatetime}
_WRAPPERS = {kind.__name__: kind for kind in (Author, Category, Tag)}
_OF_WRAPPER = ["settings", "_name", "_slug", "_slug_from_name"]


class Odd(ValueError):
    """A value that has no plain one."""


def plain_of(value: Any) -> tuple[Any, Way]:
    """Give a plain value for one that nobody can change, or for a list of such, and its way. Raises Odd."""
    if type(value) is not list:
        return _fixed(value)
    pairs = [_fixed(one) for one in value]
    ways = {way for _plain, way in pairs}
    if len(ways) > 1:
        raise Odd
    return tuple(plain for plain, _way in pairs), (_LIST, *(ways or {None}))


def _fixed(value: Any) -> tuple[Any, Way]:
    kind = type(value)
    if kind is str:
        return (intern(value) if len(value) <= _SHORT else value), None
    if kind in _PLAIN:
        return value, None
    if kind is tuple:
        pairs = [_fixed(one) for one in value]
        ways = tuple(way for _plain, way in pairs)
        return tuple(plain for plain, _way in pairs), (_TUPLE, *ways) if any(ways) else None
    if _MOMENTS.get(kind.__name__) is kind:
        data, *zone = tuple(value.__reduce_ex__(5)[1])
        return data, (kind.__name__, _zone(zone[0]) if zone else None)
    return None, (_ZONE, _zone(value))


def _zone(zone: Any) -> str:
    """Give the name of a time zone that is always the same object."""
    if zone is UTC:
        return ""
    if type(zone) is ZoneInfo:
        key, is_usual = tuple(zone.__reduce__()[1])
        if is_usual:
            return str(key)
    raise Odd


def _zone_called(name: str | None) -> Any:
    if name is None:
        return None
    return ZoneInfo(name) if name else UTC


def maker_of(way: tuple[Any, ...]) -> Maker:
    """Give the function that gives the value for a plain one."""
    what, *rest = way
    if what == _LIST:
        return partial(_make_list, maker_of(rest[0])) if rest[0] else list
    if what == _TUPLE:
        return partial(_make_tuple, [(at, maker_of(one)) for at, one in enumerate(rest) if one])
    zone = _zone_called(rest[0])
    return (lambda _plain: zone) if what == _ZONE else _moments(_MOMENTS[what], zone)


def _make_list(make: Maker, plain: tuple[Any, ...]) -> list[Any]:
    return [make(one) for one in plain]


def _make_tuple(makers: list[tuple[int, Maker]], plain: tuple[Any, ...]) -> tuple[Any, ...]:
    found = list(plain)
    for place, make in makers:
        found[place] = make(found[place])
    return tuple(found)


def _moments(kind: Any, zone: Any) -> Maker:
    return lambda data: kind(data, zone)


def plain_wrapper(one: Any) -> PlainWrapper:
    """Give the plain value of a tag or the like. Raises Odd for another class, or where it has more attributes."""
    name = type(one).__name__
    if _WRAPPERS.get(name) is not type(one):
        raise Odd
    one.slug  # noqa: B018 - made now, it need not be made in each build
    state = vars(one)
    _settings, *values = state.values()
    if list(state) != _OF_WRAPPER or list(map(type, values)) != [str, str, bool]:
        raise Odd
    found: PlainWrapper = one_of((name, *values))
    return found


@lru_cache(maxsize=4096)
def one_of(plain: Any) -> Any:
    """Give the one object for equal ones: marshal writes it once, and all rows share it."""
    return plain


def make_wrappers(plain: Iterable[PlainWrapper], settings: Any) -> list[Any]:
    """Give tags and the like, new ones that nobody else has."""
    new, found = object.__new__, []
    for kind, name, slug, is_of_name in plain:
        one = new(_WRAPPERS[kind])
        one.settings = settings
        one._name, one._slug, one._slug_from_name = name, slug, is_of_name  # noqa: SLF001
        found.append(one)
    return found
