"""What has changed since the last build, of all that its pages have read."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, TypeAlias

from pelican.contents import Content

from plugins.speed.blobs import Damaged
from plugins.speed.book import Book
from plugins.speed.lists import LIST, WatchedList, is_worth_watching, outcome, watch_list
from plugins.speed.recording import MISSING, TEMPLATES, VARIABLES
from plugins.speed.restored import restore
from plugins.speed.templates import template_fact
from plugins.speed.values import Unknown, tell
from plugins.speed.vouched import (
    gained_names,
    lost_names,
    uncertain_names,
    vouch,
    vouched_before,
    vouched_now,
)
from plugins.speed.watched import Watched, fact_of, forget_watched, key_of, watch

# The names of changed facts by their objects; None stands for all of one that is gone.
Changed: TypeAlias = dict[str, frozenset[Any] | None]
_GONE = "gone"


def watch_all(context: dict[str, Any]) -> dict[str, Any]:
    """Let all contents and all lists of them in the context be watched; give the contents by their keys."""
    forget_watched()
    found: dict[str, Any] = {}
    for kind in ("generated_content", "static_content"):
        for content in context[kind].values():
            if content is not None:
                _watch(content, found)
    for name, value in list(context.items()):
        if is_worth_watching(value) and name.islower():
            for one in value:
                if isinstance(one, Content) and not isinstance(one, Watched):
                    _watch(one, found)
            context[name] = watch_list(value, name)
    return found


def _watch(content: Any, found: dict[str, Any]) -> None:
    if not isinstance(content, Watched):
        watch(content)
    found.setdefault(key_of(content), content)


def changed_facts(book: Book, contents: Mapping[str, Any], generator: Any, library: Any) -> Changed:
    """Give the names of changed facts by their objects.

    The book has the new values from now on.
    """
    changed: Changed = {}
    moved = _moved(book.addresses, addresses_in(generator.context))
    for key in book.objects():
        content, known = contents.get(key), book.facts.get(key, {})
        names: Collection[Any] = known
        lost: frozenset[str] | None = frozenset()
        told: Callable[[Any], str] = partial(_told_in_general, generator, key)
        if content is not None:
            names, lost = _doubtful(book, key, content, library, moved)
            told = partial(_told_of, content)
        elif key not in {VARIABLES, TEMPLATES} and not key.startswith(LIST):
            lost = None
        if lost is None:
            changed[key] = None
            book.facts.pop(key, None)
            continue
        new = {name: text for name in names if (text := told(name)) != known[name]}
        if new or lost:
            changed[key] = lost.union(new)
            book.learn(key, new)
    return changed


def late_names(contents: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Give for each restored content the attributes that were set since; its row vouches for the others."""
    found = ((key, vouch(content)) for key, content in contents.items())
    return {key: names for key, names in found if names is not None}


def addresses_in(context: Mapping[str, Any]) -> dict[str, str]:
    """Give the addresses of all files that others may link to, by their paths."""
    return {
        path: str(content.url)
        for kind in ("static_content", "generated_content")
        for path, content in context[kind].items()
        if content is not None
    }


def _moved(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    """Give the paths of files that came, went or have another address."""
    return frozenset(path for path, _address in before.items() ^ now.items())


def _doubtful(
    book: Book, key: str, content: Any, library: Any, moved: frozenset[str]
) -> tuple[Collection[str], frozenset[str] | None]:
    """Give the names of told facts that may have changed, and those of untold ones that have.

    None stands for all facts of the content: what it was is not known any more.
    """
    known, late = book.facts.get(key, {}).keys(), book.late.get(key)
    if late is None:  # nobody vouched for it
        return known, frozenset()
    if library is not None and library.is_from_before(key):
        lost = lost_names(content, late, moved)
        return uncertain_names(content, known, late, moved), lost - known
    try:
        before = _before(content, key, library)
        return known, _differing(content, before, late, moved) - known if before else None
    except (Damaged, OSError):
        return known, None


def _before(content: Any, key: str, library: Any) -> Any:
    """Give a content as it was in the last build; None where nobody knows that any more."""
    row = library.before(key) if library is not None else None
    if row is None:
        return None
    shared = {"settings": content.settings, "_context": content._context}  # noqa: SLF001
    return restore(row.as_packed(), lambda one: library.read(one.large), shared, is_trusted=True)


def _differing(
    content: Any, before: Any, late: frozenset[str], moved: frozenset[str]
) -> frozenset[str]:
    """Give the names of facts that the row vouched for before, and that are not what they were."""
    was, now = vouched_before(before, late), vouched_now(content)
    changed = (was - now) | gained_names(content, before, late)
    if not moved.isdisjoint(before._shelf.packed.targets):  # noqa: SLF001
        changed |= _WITH_LINKS
    return changed.union(
        name
        for name in (was & now) - changed
        if (told := _told_of(before, name)) == _GONE or told != _told_of(content, name)
    )


_WITH_LINKS = frozenset({"content", "summary"})


def _told_of(content: Any, name: str) -> str:
    try:
        return fact_of(content, name)
    except Unknown:
        return _GONE


def _told_in_general(generator: Any, key: str, name: Any) -> str:
    try:
        if key == TEMPLATES:
            return tell(template_fact(generator.env, name))
        if key == VARIABLES:
            return tell(_variable(generator, name))
        items = _list_called(generator.context, key.removeprefix(LIST))
        return tell(outcome(items, name)) if items is not None else _GONE
    except Unknown:
        return _GONE


def _variable(generator: Any, name: str) -> Any:
    if name.startswith("global "):
        return generator.env.globals.get(name.removeprefix("global "), MISSING)
    return generator.context.get(name, MISSING)


def _list_called(context: Mapping[str, Any], name: str) -> list[Any] | None:
    """Give a list by its name; that of a tag's posts has the tag behind its own."""
    first, _, rest = name.partition(" ")
    found = context.get(first)
    if not isinstance(found, list):
        return None
    if not rest:
        return found
    for one in list.__iter__(found):
        if isinstance(one, tuple) and isinstance(one[1], WatchedList) and one[1].name == name:
            return one[1]
    return None


def own_fact(given: Mapping[str, Any], key: str, name: Any) -> str:
    """Give what is told of what a page alone was given. Raises Unknown."""
    if key == VARIABLES:
        value = given.get(name, MISSING)
        return tell(WatchedList((), name) if is_worth_watching(value) else value)
    if key.startswith(LIST):
        items = _reach(given, key.removeprefix(LIST))
        if not isinstance(items, list):
            raise Unknown("no list")
        return tell(outcome(items, name))
    return tell(getattr(_reach(given, key), name, MISSING))


def _reach(given: Mapping[str, Any], path: str) -> Any:
    first, *rest = path.split(".")
    found = given.get(first)
    for one in rest:
        found = getattr(found, one, None)
    return found
