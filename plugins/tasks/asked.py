"""Which tasks are loaded: those that are asked for, because each brings libraries along that take time."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

# The module of each task, and of each family of tasks with a dot in their names.
_MODULES = {
    name: f"plugins.tasks.{name}" for name in ("bench", "comments", "desk", "digest", "speed")
}
_MODULES |= {name: f"plugins.tasks.{name}" for name in ("publish", "start", "subscribers")}
_MODULES["check"] = "plugins.tasks.publish"
_FOR_ALL = frozenset({"-l", "--list", "--complete"})


def asked_tasks(typed: Iterable[str], others: Iterable[str]) -> Iterator[Any]:
    """Give the tasks and families whose names are among the words of a command line.

    `others` are the tasks that are there anyway. When none of either is named, or all should be listed,
    all are given: so a slip of the hand is told as such.
    """
    words = {word.split(".")[0] for word in typed}
    is_known = words & (_MODULES.keys() | set(others)) and not words & _FOR_ALL
    for name, module in _MODULES.items():
        if not is_known or name in words:
            yield getattr(import_module(module), name)
