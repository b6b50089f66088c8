"""Contents as they were when they were read: attributes that are small at once, large ones when asked for.

`restore` puts together again, in a later build, what packing.py took apart.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from plugins.speed.packing import Packed, form_of
from plugins.speed.pickles import load
from plugins.speed.vouched import OF_ADDRESSES, OF_SUMMARIES, give_up_vouching
from plugins.speed.words import set_body

_get = object.__getattribute__


class Shelf:
    """Where a restored content came from; `fetch` gives the pickle of its large attributes."""

    __slots__ = ("fetch", "form", "is_trusted", "packed", "shared", "wrappers")

    def __init__(
        self,
        packed: Packed,
        fetch: Callable[[Packed], bytes],
        shared: Mapping[str, Any],
        *,
        is_trusted: bool,
    ) -> None:
        """Keep what is needed of it."""
        self.packed, self.fetch, self.shared, self.is_trusted = packed, fetch, shared, is_trusted
        self.form = form_of(packed.form)
        self.wrappers: list[Any] = []

    @property
    def large(self) -> frozenset[str]:
        """The large attributes."""
        return self.form.large

    @property
    def stored(self) -> frozenset[str]:
        """All attributes that it had when it was read."""
        return self.form.stored


class Restored:
    """The part of a restored content's class that fetches large attributes, and knows what was changed."""

    def __getattr__(self, name: str) -> Any:
        """Fetch the large attributes when the first of them is asked for."""
        state = _get(self, "__dict__")
        shelf = state.get("_shelf")
        if shelf is None or name not in shelf.large or name in state["_changed"]:
            raise AttributeError(name)
        row = load(shelf.fetch(shelf.packed), shelf.shared, shelf.wrappers)
        gone = state["_changed"] | state.keys()
        found = {
            one: value
            for one, value in zip(shelf.form.large_names, row, strict=True)
            if one not in gone
        }
        state.update(found)
        if "_content" in found:
            set_body(state, found["_content"], shelf.packed.told, shelf.packed.links)
        if shelf.is_trusted:
            _FETCHED.append((state, found))
        return found[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute, and note that it is no longer as it was read."""
        _note_change(_get(self, "__dict__"), name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        """Take an attribute away, a large one too."""
        getattr(self, name)
        _note_change(_get(self, "__dict__"), name)
        super().__delattr__(name)

    def __copy__(self) -> Any:
        """Give a copy; what is set on it is not set on this one."""
        new = object.__new__(type(self))
        state = _get(new, "__dict__")
        state.update(_get(self, "__dict__"))
        state["_changed"] = set(state["_changed"])
        give_up_vouching(state)
        return new

    @property
    def url(self) -> str:
        """The address; Pelican takes long to make it."""
        kept = _get(self, "__dict__")["_addresses"]
        return kept[0] if kept else str(super().url)  # type: ignore[misc]

    @property
    def save_as(self) -> str:
        """The path below the output."""
        kept = _get(self, "__dict__")["_addresses"]
        return kept[1] if kept else str(super().save_as)  # type: ignore[misc]

    def get_static_links(self) -> set[str]:
        """Give the files that it links to."""
        return set(_get(self, "__dict__")["_shelf"].packed.static_links)

    def get_relative_source_path(self, source_path: str | None = None) -> Any:
        """Give its path below the content's folder, or another's."""
        if not source_path:
            return _get(self, "__dict__")["relative_source_path"]
        return super().get_relative_source_path(source_path)  # type: ignore[misc]

    def refresh_metadata_intersite_links(self) -> None:
        """Look up the links in what it says about itself, if there are any."""
        state = _get(self, "__dict__")
        if state["_shelf"].packed.is_formatted or not state["_changed"].isdisjoint(OF_SUMMARIES):
            getattr(self, "metadata")  # noqa: B009 - fetched before it counts as changed
            for name in ("metadata", "_summary"):
                _note_change(state, name)
            super().refresh_metadata_intersite_links()  # type: ignore[misc]


def _note_change(state: dict[str, Any], name: str) -> None:
    """Note that an attribute is no longer as it was read, nor what hangs on it."""
    state["_changed"].add(name)
    give_up_vouching(state)
    if name in OF_ADDRESSES:
        state["_addresses"] = None


# Attributes of contents, and those that were fetched and are kept nowhere else.
_FETCHED: list[tuple[dict[str, Any], dict[str, Any]]] = []


def forget_fetched() -> None:
    """Let go of all large attributes that were fetched; they are fetched again when they are asked for."""
    for state, found in _FETCHED:
        for name, value in found.items():
            if state.get(name) is value and name not in state["_changed"]:
                del state[name]
        state.pop("_told_body", None)
    _FETCHED.clear()


@cache
def _class_of(kind: str) -> type:
    """Give the class of restored contents for the name of a class; it goes by the same name."""
    module, name = kind.split(":")
    found = getattr(import_module(module), name)
    names = {"__module__": found.__module__, "__qualname__": found.__qualname__}
    return type(found.__name__, (Restored, found), names)


def restore(
    packed: Packed, fetch: Callable[[Packed], bytes], shared: Mapping[str, Any], *, is_trusted: bool
) -> Any:
    """Put a content together. `is_trusted`: nobody unknown changes anything in it behind our back."""
    shelf = Shelf(packed, fetch, shared, is_trusted=is_trusted)
    content: Any = object.__new__(_class_of(shelf.form.kind))
    state = _get(content, "__dict__")
    shelf.wrappers = shelf.form.put(state, packed, shared)
    state.update(shared)
    state["_shelf"], state["_changed"] = shelf, set()
    state["_addresses"] = packed.addresses if is_trusted else None
    return content
