"""Contents taken apart when they have been read: small attributes, large ones, and what is often asked of them."""

import io
import pickle
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from pelican.urlwrappers import URLWrapper

from plugins.speed.values import digest
from plugins.speed.words import finds_usual_links, links_in, targets_of

_LARGE = 500  # bytes of a pickle; few posts are asked for what is larger
_SHARED = frozenset({"settings", "_context"})
_PLAIN = (int, float, type(None), datetime, tzinfo, URLWrapper)
# What is large in one post is put with the large attributes of all: to find out takes long.
_FOUND_LARGE = {"_content", "metadata"}


class Packed(NamedTuple):
    """A content taken apart. `small` and `large` are pickles, `told` and `links` are those of its HTML."""

    kind: str
    names: tuple[str, ...]
    small: bytes
    large_names: tuple[str, ...]
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
    large = [name for name, value in state.items() if _is_large(name, value)]
    apart = frozenset(large)
    names = tuple(name for name in state if name not in apart)
    small, wrappers = _dump([state[name] for name in names], ())
    html = str(content._content or "")  # noqa: SLF001 - Pelican has no other way in
    links = links_in(content, html)
    return Packed(
        kind=f"{kind.__module__}:{kind.__qualname__}",
        names=names,
        small=small,
        large_names=tuple(large),
        told=digest(html),
        links=links,
        targets=targets_of(content, links),
        static_links=tuple(sorted(content.get_static_links())) if html else (),
        is_formatted=_is_formatted(content),
        addresses=(str(content.url), str(content.save_as)),
        large=_dump([state[name] for name in large], wrappers)[0],
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
    if len(_dump(value, ())[0]) <= _LARGE:
        return False
    _FOUND_LARGE.add(name)
    return True


def _is_formatted(content: Any) -> bool:
    """Whether Pelican may find links in what it says about itself."""
    if not finds_usual_links(content.settings):
        return True
    found = (content.metadata.get(key, "") for key in content.settings["FORMATTED_FIELDS"])
    return any("{" in str(value) or "|" in str(value) for value in found)


class _Pickler(pickle.Pickler):
    """Leaves out what all contents share; tags and the like that are known already go by their numbers."""

    def __init__(self, file: Any, wrappers: Sequence[Any]) -> None:
        super().__init__(file, protocol=5)
        self._numbers = {id(one): number for number, one in enumerate(wrappers)}
        self.found: list[Any] = []

    def reducer_override(self, one: Any) -> Any:
        if isinstance(one, URLWrapper):
            if id(one) in self._numbers:
                return _known_wrapper, (self._numbers[id(one)],)
            kind = type(one)
            if _wrapper_class(kind.__module__, kind.__qualname__) is not kind:
                raise pickle.PicklingError(f"{kind.__qualname__} cannot be found again")
            self.found.append(one)
            one.slug  # noqa: B018 - made now, it need not be made in each build
            state = {name: value for name, value in vars(one).items() if name != "settings"}
            return _wrap, (kind.__module__, kind.__qualname__), state
        return NotImplemented


class _Found:
    """What pickles that are loaded refer to."""

    def __init__(self) -> None:
        self.wrappers: list[Any] = []
        self.settings: Any = None


_FOUND = _Found()


def _known_wrapper(number: int) -> Any:
    return _FOUND.wrappers[number]


def _wrap(module: str, name: str) -> Any:
    """Give a tag or the like; its attributes are set afterwards, and may be others that were found after it."""
    one: Any = object.__new__(_wrapper_class(module, name))
    one.settings = _FOUND.settings
    _FOUND.wrappers.append(one)
    return one


@cache
def _wrapper_class(module: str, name: str) -> type:
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def _dump(value: Any, wrappers: Sequence[Any]) -> tuple[bytes, list[Any]]:
    """Give the pickle of a value, and the tags and the like in it that were not known."""
    file = io.BytesIO()
    pickler = _Pickler(file, wrappers)
    pickler.dump(value)
    return file.getvalue(), pickler.found


def load(data: bytes, shared: Mapping[str, Any], wrappers: list[Any]) -> Any:
    """Give what a pickle holds; the tags and the like in it are added to those that are known."""
    _FOUND.settings, _FOUND.wrappers = shared["settings"], wrappers
    return pickle.loads(data)  # noqa: S301 - it is ours, and sealed


def path_of(packed: Packed) -> str:
    """Give the path of a content's file below the site's content."""
    row = load(packed.small, {"settings": None}, [])
    return str(row[packed.names.index("relative_source_path")])
