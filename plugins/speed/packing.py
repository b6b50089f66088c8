"""Contents taken apart when they have been read: small attributes, large ones, and what is often asked of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from pelican.urlwrappers import URLWrapper

from plugins.speed.pickles import dump, load
from plugins.speed.plain import (
    PICKLED,
    WRAPPER,
    WRAPPERS,
    Odd,
    PlainWrapper,
    Way,
    make_wrappers,
    maker_of,
    one_of,
    plain_of,
    plain_wrapper,
)
from plugins.speed.values import digest
from plugins.speed.words import finds_usual_links, links_in, targets_of

_LARGE = 500  # bytes of a pickle; few posts are asked for what is larger
_SHARED = frozenset({"settings", "_context"})
_PLAIN = (int, float, type(None), datetime, tzinfo, URLWrapper)
# What is large in one post is put with the large attributes of all: to find out takes long.
_FOUND_LARGE = {"_content", "metadata"}

# A content's class, the names of its small attributes, their ways (plain.py), and the names of the large ones.
PlainForm: TypeAlias = tuple[str, tuple[str, ...], tuple[Way, ...], tuple[str, ...]]


class Packed(NamedTuple):
    """A content taken apart. `rest` and `large` are pickles, `told` and `links` are those of its HTML."""

    form: PlainForm
    small: tuple[Any, ...]  # plain values; None for those that are pickled
    wrappers: tuple[PlainWrapper, ...]
    rest: bytes
    told: str
    links: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]  # the files that the links may lead to
    static_links: tuple[str, ...]
    is_formatted: bool
    addresses: tuple[str, str]
    large: Any  # the pickle, or where it lies


def pack(content: Any) -> Packed:
    """Take a content apart. Raises pickle.PicklingError, TypeError or AttributeError if that cannot be."""
    kind = type(content)
    state = {name: value for name, value in vars(content).items() if name not in _SHARED}
    large = {name: value for name, value in state.items() if _is_large(name, value)}
    small = {name: value for name, value in state.items() if name not in large}
    parts = _take_apart([*small.values()])
    html = str(content._content or "")  # noqa: SLF001 - Pelican has no other way in
    links = links_in(content, html)
    return Packed(
        form=one_of(
            (f"{kind.__module__}:{kind.__qualname__}", tuple(small), parts.ways, tuple(large))
        ),
        small=parts.small,
        wrappers=tuple(parts.plain_wrappers),
        rest=parts.rest,
        told=digest(html),
        links=links,
        targets=targets_of(content, links),
        static_links=tuple(sorted(content.get_static_links())) if html else (),
        is_formatted=_is_formatted(content),
        addresses=(str(content.url), str(content.save_as)),
        large=dump([*large.values()], parts.wrappers).data,
    )


def _is_large(name: str, value: Any) -> bool:
    if name in _FOUND_LARGE:
        return True
    if isinstance(value, str | bytes):
        return len(value) > _LARGE
    if isinstance(value, _PLAIN):
        return False
    if isinstance(value, list | tuple) and all(isinstance(one, _PLAIN) for one in value):
        return len(value) > _LARGE // 10
    if len(dump(value, ()).data) <= _LARGE:
        return False
    _FOUND_LARGE.add(name)
    return True


def _is_formatted(content: Any) -> bool:
    """Whether Pelican may find links in what it says about itself."""
    if not finds_usual_links(content.settings):
        return True
    found = (content.metadata.get(key, "") for key in content.settings["FORMATTED_FIELDS"])
    return any("{" in str(value) or "|" in str(value) for value in found)


class _Parts:
    """Small attributes taken apart."""

    def __init__(self, values: Sequence[Any], shared: AbstractSet[int]) -> None:
        """Pickle what cannot be told plainly, and the `shared` lists."""
        self.wrappers: list[Any] = []
        self.plain_wrappers: list[PlainWrapper] = []
        pairs = [self._part(value, shared) for value in values]
        self.small = tuple(plain for plain, _way in pairs)
        self.ways = tuple(way for _plain, way in pairs)
        odd = [value for value, way in zip(values, self.ways, strict=True) if way == PICKLED]
        self.rest, found, ids = dump(odd, self.wrappers) if odd else (b"", [], ())
        self.wrappers += found
        lists = Counter(
            id(one)
            for one, way in zip(values, self.ways, strict=True)
            if type(one) is list and way != PICKLED
        )
        self.shared = {one for one, times in lists.items() if times > 1 or one in ids}

    def _part(self, value: Any, shared: AbstractSet[int]) -> tuple[Any, Way]:
        if id(value) in shared:
            return None, PICKLED
        try:
            if isinstance(value, URLWrapper):
                return self._number(value), WRAPPER
            if type(value) is list and value and all(isinstance(one, URLWrapper) for one in value):
                return tuple(map(self._number, value)), WRAPPERS
            return plain_of(value)
        except Odd:
            return None, PICKLED

    def _number(self, wrapper: Any) -> int:
        for number, one in enumerate(self.wrappers):
            if one is wrapper:
                return number
        self.plain_wrappers.append(plain_wrapper(wrapper))
        self.wrappers.append(wrapper)
        return len(self.wrappers) - 1


def _take_apart(values: Sequence[Any]) -> _Parts:
    """Take small attributes apart; a list that stands in two places is pickled there, and stays one list."""
    parts = _Parts(values, frozenset())
    return _Parts(values, parts.shared) if parts.shared else parts


class Form:
    """How contents of the same class, with the same attributes, are put together."""

    def __init__(self, plain: PlainForm) -> None:
        """Find out what is to be done with each of their attributes."""
        self.kind, self.names, ways, self.large_names = plain
        self.large = frozenset(self.large_names)
        self.stored = self.large.union(self.names)
        odd = [(name, way) for name, way in zip(self.names, ways, strict=True) if way]
        self._single = [name for name, way in odd if way == WRAPPER]
        self._several = [name for name, way in odd if way == WRAPPERS]
        self._pickled = [name for name, way in odd if way == PICKLED]
        self._makers = [(name, maker_of(way)) for name, way in odd if type(way) is tuple]

    def put(self, state: dict[str, Any], packed: Packed, shared: Mapping[str, Any]) -> list[Any]:
        """Put small attributes where a content has its own; give the tags and the like among them."""
        state.update(zip(self.names, packed.small, strict=True))
        wrappers = make_wrappers(packed.wrappers, shared["settings"])
        for name in self._single:
            state[name] = wrappers[state[name]]
        for name in self._several:
            state[name] = [wrappers[number] for number in state[name]]
        for name, make in self._makers:
            state[name] = make(state[name])
        if packed.rest:
            state.update(zip(self._pickled, load(packed.rest, shared, wrappers), strict=True))
        return wrappers


@cache
def form_of(plain: PlainForm) -> Form:
    """Give a form for what marshal holds of it."""
    return Form(plain)


def path_of(packed: Packed) -> str:
    """Give the path of a content's file below the site's content."""
    state: dict[str, Any] = {}
    form_of(packed.form).put(state, packed, {"settings": None})
    return str(state["relative_source_path"])
