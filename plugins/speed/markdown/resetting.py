"""Which converters can be used again after a reset, and what a reset forgets to bring back.

All of Python-Markdown's own extensions were read for what they keep between two conversions. Their
reset() brings it back, but for the number of resets that footnotes count, and the marks of tags.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import markdown
from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.util import get_installed_extensions

from plugins.speed.markdown.quickening import all_processors

# The versions that were read. With any other, posts are converted as Pelican does it.
VERSIONS = frozenset({"3.11.3"})
OWN = "markdown.extensions."
META = ("meta", 27)  # as markdown.extensions.meta registers it


def is_resettable(
    converter: Markdown, settings: Mapping[str, Any], *, declared: Iterable[str] = ()
) -> bool:
    """Tell whether a converter made with settings can be brought back to what it was when new.

    `declared` names further extensions whose reset() brings back everything.
    """
    if markdown.__version__ not in VERSIONS or type(converter) is not Markdown:
        return False
    names = settings.get("extensions", [])
    if not all(isinstance(name, str) for name in names):  # instances are shared by all converters
        return False
    foreign = [name for name in names if not _is_own(name)]
    if foreign:
        return set(foreign) <= set(declared)
    parts = [*all_processors(converter), *converter.inlinePatterns, *converter.registeredExtensions]
    return all(type(part).__module__.startswith("markdown.") for part in parts)


def _is_own(name: str) -> bool:
    """Tell whether the name of an extension leads to one of Python-Markdown's own.

    Markdown asks the entry points first; another distribution may have taken a name there.
    """
    values = [point.value for point in get_installed_extensions() if point.name == name]
    return (values[0] if values else name).startswith(OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a converter was when it was new."""

    converter: Markdown
    preprocessors: tuple[Any, ...]
    meta: Any
    resets: tuple[tuple[FootnoteExtension, int], ...]


def remember_beginning(converter: Markdown) -> Beginning:
    """Give what start_over() needs to know of a new converter."""
    return Beginning(
        converter=converter,
        preprocessors=tuple(converter.preprocessors),
        meta=converter.preprocessors["meta"] if "meta" in converter.preprocessors else None,  # noqa: SIM401
        resets=tuple(
            (extension, extension.unique_prefix)
            for extension in converter.registeredExtensions
            if isinstance(extension, FootnoteExtension)
        ),
    )


def start_over(beginning: Beginning) -> Markdown | None:
    """Bring a converter back to its beginning; None if that cannot be done.

    Pelican takes out the preprocessor for metadata when it converts formatted fields.
    """
    converter = beginning.converter
    if beginning.meta is not None and "meta" not in converter.preprocessors:
        converter.preprocessors.register(beginning.meta, *META)
    if tuple(converter.preprocessors) != beginning.preprocessors:
        return None
    converter.htmlStash.tag_counter = 0
    converter.htmlStash.tag_data = []
    converter.reset()
    for extension, resets in beginning.resets:
        extension.unique_prefix = resets
    return converter
