"""Gives one converter to one post after the other, as good as new each time."""

from collections.abc import Iterable
from typing import Any

from markdown import Markdown

from plugins.speed.markdown.highlighting import Highlighting
from plugins.speed.markdown.quickening import quicken
from plugins.speed.markdown.resetting import (
    Beginning,
    is_resettable,
    remember_beginning,
    start_over,
)


class Converters:
    """Keeps the converter that was given back last.

    One that is not given back is never used again: an error may have left it in any state.
    """

    def __init__(self, *, declared: Iterable[str] = ()) -> None:
        """Keep none yet; `declared` are extensions said to be resettable."""
        self._declared = tuple(declared)
        self._highlighting = Highlighting()
        self._kept: Beginning | None = None
        self._given: Beginning | None = None
        self._made_with: Any = None

    def take(self, **settings: Any) -> Markdown:
        """Give what Markdown(**settings) gives, or what behaves in the same way."""
        kept, self._kept, self._given = self._kept, None, None
        if kept is not None and self._made_with == settings:
            converter = start_over(kept)
            if converter is not None:
                self._given = kept
                return converter
        return self._make(settings)

    def give_back(self, converter: Markdown) -> None:
        """Take a converter that has done its work without an error."""
        if self._given is not None and self._given.converter is converter:
            self._kept = self._given

    def _make(self, settings: dict[str, Any]) -> Markdown:
        converter = Markdown(**settings)
        if is_resettable(converter, settings, declared=self._declared):
            quicken(converter, self._highlighting)
            self._given = remember_beginning(converter)
            self._made_with = _copied(settings)
        return converter


def _copied(value: Any) -> Any:
    """Give settings that no longer change when somebody changes the original."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(_copied(inner) for inner in value)
    return value
