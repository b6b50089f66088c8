"""Pages of a list, and the whole that they are parts of, which note what is asked of them."""

from collections.abc import Iterator, Mapping
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


def pages_of(paginators: Mapping[str, Paginator]) -> Iterator[dict[str, Any]]:
    """Give for each page the variables that Pelican gives to its template."""
    number_of_pages = next(iter(paginators.values())).num_pages
    pages = {
        key: [whole.page(number) for number in range(1, whole.num_pages + 1)]
        for key, whole in paginators.items()
    }
    for index in range(number_of_pages):
        found: dict[str, Any] = {}
        for key, whole in paginators.items():
            found[f"{key}_paginator"] = whole
            # A list that is shorter than the first has pages behind its end, as Pelican gives them.
            found[f"{key}_page"] = _at(pages[key], index) or whole.page(index + 1)
            found[f"{key}_previous_page"] = (
                (_at(pages[key], index - 1) or whole.page(index)) if index else None
            )
            found[f"{key}_next_page"] = _at(pages[key], index + 1)
        yield found


def _at(pages: list[Page], index: int) -> Page | None:
    return pages[index] if index < len(pages) else None


def name_pages(given: dict[str, Any]) -> None:
    """Let the pages among a template's variables note what is asked of them, under their names."""
    for variable, one in given.items():
        if isinstance(one, Page):
            page = _copy(one, WatchedPage, variable)
            page.object_list = watch_list(one.object_list, f"{variable}.object_list", is_own=True)
            page.paginator = _copy(one.paginator, WatchedPaginator, f"{variable}.paginator")
            given[variable] = page
        elif isinstance(one, Paginator):
            given[variable] = _copy(one, WatchedPaginator, variable)


def _copy(one: Any, kind: type, variable: str) -> Any:
    new: Any = object.__new__(kind)
    vars(new).update(vars(one), variable=variable)
    return new


add_teller(Page, lambda _value: "a page")
add_teller(Paginator, lambda _value: "pages")
