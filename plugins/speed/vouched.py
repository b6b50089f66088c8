"""Facts of restored contents that the library vouches for: its rows have their values, so nobody tells them.

Of a post from the library, what it was given when it was read is in its row until its file changes; and then
the old row is there to be compared. Only what was set since has to be told (recording.py).
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import Any

from plugins.speed.recording import MISSING
from plugins.speed.words import Link, link_fact

# What an address may be made of.
OF_ADDRESSES = frozenset(
    [
        "metadata",
        "slug",
        "lang",
        "date",
        "author",
        "category",
        "_status",
        "status",
        "in_default_lang",
        "override_url",
        "override_save_as",
    ]
)
OF_SUMMARIES = frozenset({"_summary", "metadata", "summary"})
_OF_WORDS = frozenset({"_content", "_get_content"})
VOUCHED = "_vouched"  # the attribute that holds the names
_get = object.__getattribute__


def vouch(content: Any) -> frozenset[str] | None:
    """Let the facts of a content that its row has be known from now on, as long as nothing is set on it.

    Give the attributes that were set since it was restored; None for one that has no row to go by.
    """
    state = _get(content, "__dict__")
    shelf = state.get("_shelf")
    if shelf is None or not shelf.is_trusted:
        return None
    changed = _one_of(frozenset(state["_changed"]))
    state[VOUCHED] = _in_row(shelf.stored, changed, True)  # noqa: FBT003
    return changed


def give_up_vouching(state: dict[str, Any]) -> None:
    """Let the facts of the content with these attributes be told again: something is set on it."""
    state.pop(VOUCHED, None)


def is_vouched(content: Any, name: str, value: Any) -> bool:
    """Whether the row of a content has a fact; what is not there at all counts, too."""
    known = _get(content, "__dict__").get(VOUCHED)
    if known is None:
        return False
    return name in known or (value is MISSING and not _has(type(content), name))  # type: ignore[arg-type]


def vouched_before(before: Any, late: frozenset[str]) -> frozenset[str]:
    """Give the facts that a row vouched for in the last build: the content as it was, and what was set on it."""
    return _in_row(_get(before, "__dict__")["_shelf"].stored, late, True)  # noqa: FBT003


def vouched_now(content: Any) -> frozenset[str]:
    """Give the facts that the row of a content vouches for; none when it has no row."""
    return frozenset(_get(content, "__dict__").get(VOUCHED, ()))


def gained_names(content: Any, before: Any, late: frozenset[str]) -> frozenset[str]:
    """Give the attributes of a content that was read anew which it had not `before`."""
    state = _get(content, "__dict__")
    shelf = state.get("_shelf")
    names = frozenset(state if shelf is None else shelf.stored | state["_changed"])
    stored: frozenset[str] = _get(before, "__dict__")["_shelf"].stored
    return names - stored - late


def lost_names(content: Any, late: frozenset[str], moved: AbstractSet[str]) -> frozenset[str]:
    """Give the facts of a kept content that its row vouched for in the last build, and does not in this one.

    `late` are the attributes that were set in the last build after the content was restored, and `moved` the
    files that have another address now.
    """
    state = _get(content, "__dict__")
    shelf, changed = state["_shelf"], state["_changed"]
    links_hold = moved.isdisjoint(shelf.packed.targets)
    if links_hold and changed == late:
        return frozenset()
    now = _in_row(shelf.stored, frozenset(changed), links_hold)
    return vouched_before(content, late).difference(now).union(changed - late)


def uncertain_names(
    content: Any, names: AbstractSet[str], late: frozenset[str], moved: AbstractSet[str]
) -> Collection[str]:
    """Give those of some told facts of a kept content that may not be what they were in the last build.

    `late` and `moved` are as above.
    """
    state = _get(content, "__dict__")
    shelf = state.get("_shelf")
    if shelf is None or not shelf.is_trusted:
        return names
    packed, changed = shelf.packed, state["_changed"]
    links_hold = moved.isdisjoint(packed.targets)
    return _uncertain(
        frozenset(names),
        late if changed == late else late | changed,
        shelf.stored,
        shelf.large,
        packed.links,
        links_hold,
        type(content),  # type: ignore[arg-type]
    )


@lru_cache(maxsize=4096)
def _uncertain(  # noqa: PLR0913, PLR0917 - thousands of contents have all of it in common
    names: frozenset[str],
    changed: frozenset[str],
    stored: frozenset[str],
    large: frozenset[str],
    links: tuple[Link, ...],
    links_hold: bool,  # noqa: FBT001
    kind: type,
) -> tuple[str, ...]:
    rest = names - _in_row(stored, changed, links_hold)
    if links_hold and links:
        rest -= _links_of(links)
    return tuple(name for name in rest if name in changed or name in large or _has(kind, name))


@lru_cache(maxsize=4096)
def _in_row(stored: frozenset[str], changed: frozenset[str], links_hold: bool) -> frozenset[str]:  # noqa: FBT001
    """Give the facts that are as they were stored, when some attributes were set since."""
    found = set(stored - changed)
    if changed.isdisjoint(OF_ADDRESSES):
        found |= {"url", "save_as", "status"}
    if changed.isdisjoint(_OF_WORDS) and links_hold:
        found.add("content")
        if changed.isdisjoint(OF_SUMMARIES):
            found.add("summary")
    return frozenset(found)


@lru_cache(maxsize=4096)
def _one_of(names: frozenset[str]) -> frozenset[str]:
    """Give the one set for all sets of the same names: thousands of contents share theirs."""
    return names


@cache
def _has(kind: type, name: str) -> bool:
    """Whether a class has an attribute, so that its contents have it though it is not their own."""
    return hasattr(kind, name) or " " in name  # as facts of links are called


@cache
def _links_of(links: tuple[Link, ...]) -> frozenset[str]:
    return frozenset(map(link_fact, links))
