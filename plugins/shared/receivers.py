"""Receivers of a signal, called in the order in which they asked for it.

Blinker keeps them in a set and so calls them in any order, another one in another process. Where one sets
what the next one needs, there has to be one.
"""

from typing import Any


class _InOrder(dict[Any, None]):
    """As much of a set as blinker needs, which keeps the order in which things came."""

    def add(self, one: Any) -> None:
        self.setdefault(one)

    def discard(self, one: Any) -> None:
        self.pop(one, None)

    remove = dict.__delitem__


def keep_order(signal: Any) -> None:
    """Let a signal of blinker's call its receivers in the order in which they are connected from now on."""
    for known in (signal._by_sender, signal._by_receiver):  # noqa: SLF001 - set_class is read too early for us
        known.default_factory = _InOrder
        known.update({key: _InOrder.fromkeys(ones) for key, ones in known.items()})
