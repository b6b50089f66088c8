"""Pickles of what one content holds, without what all contents share."""

import io
import pickle
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from pelican.urlwrappers import URLWrapper


class Pickled(NamedTuple):
    """A pickle, the tags and the like in it that were not known, and the ids of all that may be there twice."""

    data: bytes
    found: list[Any]
    ids: Collection[int]


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


def dump(value: Any, wrappers: Sequence[Any]) -> Pickled:
    """Give the pickle of a value; the tags and the like that are known go by their numbers."""
    file = io.BytesIO()
    pickler = _Pickler(file, wrappers)
    pickler.dump(value)
    return Pickled(file.getvalue(), pickler.found, pickler.memo.copy().keys())


def load(data: bytes, shared: Mapping[str, Any], wrappers: list[Any]) -> Any:
    """Give what a pickle holds; the tags and the like in it are added to those that are known."""
    _FOUND.settings, _FOUND.wrappers = shared["settings"], wrappers
    return pickle.loads(data)  # noqa: S301 - it is ours, and sealed
