"""Pelican begun before anybody asked: it has read the settings and loaded the plugins, and no content yet.

What the last build has left may be unpacked by then, in case that it is still so (plugins/shared/awaiting.py).
"""

import contextlib
import os
from typing import Any

from plugins.publishing.process import Forked, Order


class Begun:
    """Pelican in a child of this process, which waits right before it reads the first content."""

    def __init__(self, order: Order) -> None:
        """Let it begin with an order that is likely to come."""
        self._asked = (order, os.getcwd())  # noqa: PTH109 - a text is enough
        waiting, self._word = os.pipe()
        self._run = Forked(lambda: _hold(order, waiting, self._word))
        os.close(waiting)

    def is_for(self, order: Order) -> bool:
        """Whether it waits for this order, given in the folder where this process is now."""
        return self._asked == (order, os.getcwd()) and self._run.is_running  # noqa: PTH109 - as above

    def go_on(self) -> Forked:
        """Let it do the rest."""
        with contextlib.suppress(BrokenPipeError):  # when it has died just now, wait() tells
            os.write(self._word, b"!")
        os.close(self._word)
        return self._run

    def end(self) -> None:
        """End it: another order has come."""
        os.close(self._word)
        self._run.end()


def _hold(order: Order, waiting: int, others: int) -> Order:
    """Let Pelican wait for the word when it makes its first generator, before any plugin hears of that."""
    from pelican.plugins import signals  # noqa: PLC0415 - only in a process that is Pelican's

    from plugins.shared.awaiting import CONTENT_IS_AWAITED  # noqa: PLC0415 - it needs blinker

    os.close(others)

    def hold(_generator: Any) -> None:
        signals.generator_init.disconnect(hold)
        CONTENT_IS_AWAITED.send()
        os.read(waiting, 1)

    signals.generator_init.connect(hold, weak=False)
    return order
