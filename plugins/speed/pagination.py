"""Pages of a list, and the whole that they are parts of, which note what is asked of them."""

from collections.abc import Iterator
from typing import Any

from pelican.paginator import Page, Paginator

from plugins.speed.lists import watch_list
from plugins.speed.recording import NOW
from plugins.speed.values import add_teller

_METHODS = frozenset(
    name for kind in (Page, Paginator) for name, one in vars(kind).items() if callable(one)
)
# They lead on to what is watched itself.
_LEADING = frozenset({"paginator", "object_list", "settings", "variable"})
_get = object.__getattribute__


class _Asked:
    """The part that notes; `variable` is the name under which a template finds it."""

    variable = ""

    def __getattribute__(self, name: str) -> Any:
        reads = NOW.reads
        if reads is None or name[:1] == "_" or name in _METHODS or name in _LEADING:
            return _get(self, name)
        NOW.reads = None
        try:
            value = _get(self, name)
        finally:
            NOW.reads = reads
        reads.add_own(_get(self, "variable"), name, value)
        return value


class WatchedPage(_Asked, Page):  # type: ignore[misc] # Pelican has no types
    """A page of a list."""


class WatchedPaginator(_Asked, Paginator):  # type: ignore[misc]
    """The whole of a list, by its pages."""

    def page(self, number: int) -> WatchedPage:
        """Give a page by its number."""
        page: Any = super().page(number)
        page.__class__ = WatchedPage
        return page  # type: ignore[no-any-return]


def pages_of(paginators: dict[str, WatchedPaginator]) -> Iterator[dict[str, Any]]:
    """Give for each page the variables that Pelican gives to its template."""
    for number in range(1, next(iter(paginators.values())).num_pages + 1):
        found: dict[str, Any] = {}
        for key, whole in paginators.items():
            found[f"{key}_paginator"] = _named(whole, f"{key}_paginator")
            found[f"{key}_page"] = whole.page(number)
            found[f"{key}_previous_page"] = whole.page(number - 1) if number > 1 else None
            found[f"{key}_next_page"] = whole.page(number + 1) if number < whole.num_pages else None
        yield found


def name_pages(given: dict[str, Any]) -> None:
    """Let the pages among a template's variables note what is asked of them, under their names."""
    for variable, one in given.items():
        if isinstance(one, WatchedPage):
            _named(one, variable)
            one.object_list = watch_list(one.object_list, f"{variable}.object_list", is_own=True)
            one.paginator = _copy(one.paginator, f"{variable}.paginator")


def _named(one: Any, variable: str) -> Any:
    one.variable = variable
    return one


def _copy(whole: Any, variable: str) -> Any:
    new = object.__new__(WatchedPaginator)
    new.__dict__.update(whole.__dict__, variable=variable)
    return new


add_teller(_Asked, lambda value: type(value).__name__)
