"""What other people's plugins listen to, and what follows from it: what cannot be known is made anew.

Ours follow the rules (docs/speed.md); the setting SPEED_TRUSTED names further modules that do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from types import BuiltinFunctionType, FunctionType
from typing import Any

from pelican import signals

_OURS = ("plugins.", "pelican.")
_AT_READING = (
    "readers_init",
    "content_object_init",
    "article_generator_preread",
    "article_generator_context",
    "page_generator_preread",
    "page_generator_context",
)
_AFTER_READING = (
    "article_generator_pretaxonomy",
    "article_generator_finalized",
    "page_generator_finalized",
    "static_generator_finalized",
    "all_generators_finalized",
)
_AT_WRITING = ("article_generator_write_article", "page_generator_write_page")
_AT_THE_END = ("article_writer_finalized", "page_writer_finalized", "finalized")
# Those that come with Markdown, by their short names.
_MARKDOWNS = frozenset(
    (
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "legacy_attrs",
        "legacy_em",
        "md_in_html",
        "meta",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be relied on. Each text names who is in the way, and is "" when nobody is."""

    reads_more: str = ""  # contents hang on more than their files
    changes_late: str = ""  # contents may be changed in places after they were read
    writes_along: str = ""  # pages hang on what happens while others are written
    rewrites: str = ""  # files are changed after they were written
    looks_at_files: str = ""  # files of the output are looked at, kept ones too
    writes_itself: str = ""  # pages are written by somebody else's writer
    knows_more: str = ""  # something may hang on what nobody here can see

    def reasons(self) -> list[str]:
        """Give who is in the way, each once."""
        names = [one.name for one in fields(self) if one.name != "knows_more"]
        return [text for name in names if (text := getattr(self, name))]


def policy_for(settings: Mapping[str, Any]) -> Policy:
    """Give the policy for the plugins that listen now."""
    trusted = (*_OURS, *settings.get("SPEED_TRUSTED", ()))
    looking = (*trusted, *settings.get("SPEED_ONLY_LOOKING", ()))
    return Policy(
        reads_more=_foreign(_AT_READING, trusted) or _foreign_reader(settings, trusted),
        changes_late=_foreign(_AFTER_READING, trusted),
        writes_along=_foreign(_AT_WRITING, trusted),
        rewrites=_foreign(("content_written",), looking),
        looks_at_files=_foreign(_AT_THE_END, looking),
        writes_itself=_foreign(("get_writer",), trusted),
        knows_more=_foreign_plugin(settings["PLUGINS"], trusted),
    )


def _foreign(names: Iterable[str], trusted: tuple[str, ...]) -> str:
    """Give the first listener to one of some signals that is not known to keep to the rules."""
    for name in names:
        for listener in getattr(signals, name).receivers_for(None):
            said = f"{listener.__module__}.{getattr(listener, '__qualname__', listener)}"
            if not said.startswith(trusted):
                return f"{said} listens to {name}"
    return ""


def _foreign_plugin(plugins: Iterable[Any], trusted: tuple[str, ...]) -> str:
    names = (one if isinstance(one, str) else one.__name__ for one in plugins)
    return next(
        (f"the plugin {one} is at work" for one in names if not one.startswith(trusted)), ""
    )


def _foreign_reader(settings: Mapping[str, Any], trusted: tuple[str, ...]) -> str:
    """Give the first reader, or extension of Markdown, that may read more than the file it is given."""
    for kind in settings.get("READERS", {}).values():
        if isinstance(kind, type) and not kind.__module__.startswith(trusted):
            return f"{kind.__module__}.{kind.__qualname__} reads files"
    named = settings["MARKDOWN"]
    for one in [*named.get("extensions", ()), *named.get("extension_configs", ())]:
        name = one if isinstance(one, str) else type(one).__module__
        if name not in _MARKDOWNS and not name.startswith(("markdown.extensions.", *trusted)):
            return f"Markdown's extension {name} may read files"
    return ""


def is_pure(function: Any, settings: Mapping[str, Any]) -> bool:
    """Whether a filter or a test of Jinja hangs on nothing but what it is given, as far as can be told."""
    trusted = ("jinja2.", *_OURS, *settings.get("SPEED_TRUSTED", ()))
    if isinstance(function, BuiltinFunctionType | type):
        return True
    module = getattr(function, "__module__", None) or type(function).__module__
    if isinstance(function, partial):
        module = function.func.__module__
    if f"{module}.".startswith(trusted):
        return True
    return isinstance(function, FunctionType) and not function.__closure__
