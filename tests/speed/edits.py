"""Every kind of edit of a history. Each does something to a blog, or says that there is nothing to do it to."""

from collections.abc import Callable
from random import Random

from speed.blogs import Blog

Edit = Callable[[Blog, Random], bool | None]
EDITS: dict[str, Edit] = {}
_ONLY: dict[str, frozenset[str]] = {}


def edit(name: str, *, only: str = "") -> Callable[[Edit], Edit]:
    """Let a function be an edit of that name, in all themes or only in those named. It gives False when it cannot."""

    def register(function: Edit) -> Edit:
        EDITS[name] = function
        _ONLY[name] = frozenset(only.split())
        return function

    return register


def names_for(theme: str) -> list[str]:
    """Give the names of the edits that a blog with this theme can have."""
    return sorted(name for name in EDITS if not _ONLY[name] or theme in _ONLY[name])


def make(blog: Blog, name: str, seed: int) -> bool:
    """Do an edit; say whether there was anything to edit."""
    return EDITS[name](blog, Random(seed)) is not False
