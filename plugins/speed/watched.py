"""Contents that note who reads which of their attributes, in templates, filters or any other Python.

Their class is exchanged for one that watches, which is the same in everything else.
"""

from collections.abc import Callable
from functools import cache, partial
from operator import attrgetter
from types import FunctionType
from typing import Any

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

from plugins.speed.recording import BLIND, MISSING, NOW, Later, Reads
from plugins.speed.values import add_teller, tell
from plugins.speed.vouched import VOUCHED, is_vouched
from plugins.speed.words import (
    ADDRESSES,
    link_called,
    link_fact,
    told_content,
    told_link,
    told_summary,
)

_QUIET = frozenset({"settings"})  # they are in the stores' key
_WORKED_OUT = {
    "content": ("content", told_content),
    "get_content": ("content", told_content),
    "summary": ("summary", told_summary),
    "get_summary": ("summary", told_summary),
}
_METHODS = frozenset({"get_content", "get_summary"})
_get = object.__getattribute__


KEY = attrgetter("_fact_key")  # what key_of gives, found sooner, of contents that are watched


def key_of(content: Any) -> str:
    """Give what a content is called among facts: its class and its path below the site's content."""
    state = _get(content, "__dict__")
    kept: str | None = state.get("_fact_key")
    if kept is None:
        path = state.get("relative_source_path") or f"number {id(content)}"
        kept = state["_fact_key"] = f"{type(content).__name__}:{path}"
    return kept


def _told_key(content: Any) -> str:
    state = _get(content, "__dict__")
    told = state.get("_told_key")
    if told is None:
        told = state["_told_key"] = tell(content)
    return str(told)


class Watched:
    """The part of a content's class that watches, from the first page that is made until it may `rest`."""

    def _link_replacer(self, siteurl: str, match: Any) -> Any:
        """Give a link to a file as it is shown, and note where it leads; others hang on settings alone."""
        reads, NOW.reads = NOW.reads, None
        try:
            # First, for it may attach a file, which cannot be done once that was asked for its address.
            shown = super()._link_replacer(siteurl, match)  # type: ignore[misc]
            if reads is not None and match["what"] in ADDRESSES:
                link = match["what"], match["value"]
                _note(self, link_fact(link), Later(partial(told_link, self, link)), reads)
            return shown
        finally:
            NOW.reads = reads


def _read(content: Any, name: str) -> Any:
    """Give an attribute, and note that it was read."""
    reads = NOW.reads
    if reads is None:
        return _get(content, name)
    state = _get(content, "__dict__")
    if name in state:  # as nearly all are
        if name not in reads.by_object.get(id(content), _QUIET):
            _note(content, name, state[name], reads)
        return state[name]
    if name[:2] == "__":
        if name == "__dict__":
            reads.give_up("it looks at everything that a post has")
        return _get(content, name)
    if _is_method(type(content), name):  # type: ignore[arg-type]
        return _get(content, name)  # what it reads is noted while it does
    NOW.reads = None
    try:
        return _look_up(content, name, reads)
    finally:
        NOW.reads = reads


def _wake() -> None:
    """Let attributes be asked for by way of `_read`."""
    if "__getattribute__" not in vars(Watched):
        Watched.__getattribute__ = _read  # type: ignore[method-assign]


def rest() -> None:
    """Let no page's reads be noted for a while: attributes are found several times as fast."""
    if "__getattribute__" in vars(Watched):
        del Watched.__getattribute__


NOW.wake = _wake


def _look_up(content: Any, name: str, reads: Reads) -> Any:
    """Give an attribute and note it; nobody notes what working it out reads."""
    try:
        value = getattr(content, name)
    except AttributeError:
        _note(content, name, MISSING, reads)
        raise
    if name in _METHODS:
        return partial(_ask, content, name, value)
    _note_once(content, name, value, reads)
    return value


def _ask(content: Any, name: str, method: Callable[..., Any], *given: Any) -> Any:
    """Call a method that works something out, and note it; nobody notes what that reads."""
    reads, NOW.reads = NOW.reads, None
    try:
        value = method(*given)
        if reads is not None:
            _note_once(content, name, value, reads)
    finally:
        NOW.reads = reads
    return value


def _note_once(content: Any, name: str, value: Any, reads: Reads) -> None:
    fact, teller = _WORKED_OUT.get(name, (name, None))
    if fact not in reads.by_object.get(id(content), ()):
        _note(content, fact, Later(partial(teller, content)) if teller else value, reads)


def _note(content: Any, name: str, value: Any, reads: Reads) -> None:
    name, state = str.__str__(name), _get(content, "__dict__")  # whatever somebody asked with
    if name in _QUIET:
        return
    names = reads.by_object.get(id(content))
    if names is not None and name in state.get(VOUCHED, ()) and not BLIND:  # as most are
        names.add(name)
    elif name == "_context":
        reads.give_up("it looks at what all pages share")
    elif "_is_double" in state:
        reads.give_up(f"there are two of {key_of(content)}")
    elif not BLIND or f"attributes:{name}" not in BLIND:
        key = key_of(content)
        reads.by_object[id(content)] = (
            reads.add_told(key, name)
            if is_vouched(content, name, value)
            else reads.add(key, name, value)
        )


@cache
def watched(kind: type) -> type:
    """Give the class that watches, for a class of contents; it goes by the same name."""
    if issubclass(kind, Watched):
        return kind
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    return type(kind.__name__, (Watched, kind), names)


# The content behind each key. A plugin may have made another of the same file, which no key leads to.
_OF_KEYS: dict[str, Any] = {}


def watch(content: Any) -> None:
    """Let a content be watched from now on; of two with the same key, the first is the one that it stands for."""
    object.__setattr__(content, "__class__", watched(type(content)))  # type: ignore[arg-type]
    if _OF_KEYS.setdefault(key_of(content), content) is not content:
        _get(content, "__dict__")["_is_double"] = True


def forget_watched() -> None:
    """Forget the contents of a run before this one."""
    _OF_KEYS.clear()


def fact_of(content: Any, name: str) -> str:
    """Give what is told of an attribute now. Raises Unknown."""
    value = _get(content, "__dict__").get(name, MISSING)
    if value is None:  # as thousands of late ones are, or a content
        return "None"
    if isinstance(value, Watched):
        return _told_key(value)
    fact, teller = _WORKED_OUT.get(name, (name, None))
    if teller:
        return tell(teller(content))
    link = link_called(name)
    return tell(told_link(content, link) if link else getattr(content, fact, MISSING))


@cache
def _is_method(kind: type, name: str) -> bool:
    found = getattr(kind, name, None)
    return isinstance(found, FunctionType | partial) and name not in _WORKED_OUT


def _known(content: Any) -> str:
    """Give the text for a content that is given on: from here on it is watched, too."""
    if not isinstance(content, Watched):
        watch(content)
    return f"@{key_of(content)}"


def _named(value: Any) -> str:
    """Give the text for a tag, a category or an author: its name, and what plugins have set on it."""
    more = {name: one for name, one in vars(value).items() if name not in _OF_WRAPPER}
    return f"{type(value).__name__}({value.name!r},{value.slug!r}{tell(more) if more else ''})"


_OF_WRAPPER = frozenset({"settings", "_name", "_slug", "_slug_from_name", "name", "slug"})
add_teller(Content, _known)
add_teller(URLWrapper, _named)
