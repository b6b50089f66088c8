"""What other people's plugins listen to, and what follows from it: what cannot be known is made anew.

Ours follow the rules (docs/speed.md); the setting SPEED_TRUSTED names further modules that do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pelican import signals
from pelican.readers import BaseReader

_OURS = ("plugins.", "pelican.")
_AT_READING = (
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be relied on. Each text names who is in the way, and is "" when nobody is."""

    reads_more: str = ""  # contents hang on more than their files
    changes_late: str = ""  # contents may be changed in places after they were read
    writes_along: str = ""  # pages hang on what happens while others are written
    rewrites: str = ""  # files are changed after they were written
    looks_at_files: str = ""  # files of the output are looked at, kept ones too


def policy_for(settings: Mapping[str, Any]) -> Policy:
    """Give the policy for the plugins that listen now."""
    trusted = (*_OURS, *settings.get("SPEED_TRUSTED", ()))
    looking = frozenset(settings.get("SPEED_ONLY_LOOKING", ()))
    return Policy(
        reads_more=_foreign(_AT_READING, trusted) or _foreign_reader(settings, trusted),
        changes_late=_foreign(_AFTER_READING, trusted),
        writes_along=_foreign(_AT_WRITING, trusted),
        rewrites=_foreign(("content_written",), (*trusted, *looking)),
        looks_at_files=_foreign(
            ("article_writer_finalized", "page_writer_finalized", "finalized"), (*trusted, *looking)
        ),
    )


def _foreign(names: Iterable[str], trusted: tuple[str, ...]) -> str:
    """Give the first listener to one of some signals that is not known to keep to the rules."""
    for name in names:
        for listener in list(getattr(signals, name).receivers_for(None)):
            said = f"{listener.__module__}.{getattr(listener, '__qualname__', listener)}"
            if not said.startswith(trusted):
                return f"{said} listens to {name}"
    return ""


def _foreign_reader(settings: Mapping[str, Any], trusted: tuple[str, ...]) -> str:
    """Give the first reader, or extension of Markdown, that may read more than the file it is given."""
    for kind in settings.get("READERS", {}).values():
        if (
            isinstance(kind, type)
            and issubclass(kind, BaseReader)
            and not kind.__module__.startswith(trusted)
        ):
            return f"{kind.__module__}.{kind.__qualname__} reads files"
    known = ("markdown.extensions.", "pymdownx.", *trusted)
    for one in [
        *settings["MARKDOWN"].get("extensions", ()),
        *settings["MARKDOWN"].get("extension_configs", ()),
    ]:
        name = one if isinstance(one, str) else type(one).__module__
        if "." in name and not name.startswith(known):
            return f"Markdown's extension {name} may read files"
    return ""
