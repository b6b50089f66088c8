"""Pelican loaded before it is known what it is asked, so that it need not be waited for afterwards."""

import os

from plugins.publishing.process import Forked, Order, Run, can_fork, start


class Early:
    """Lets Pelican be loaded as soon as it is known that it will be needed; for contextlib.closing."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._child: Forked | None = None

    def begin(self) -> None:
        """Let it be loaded, where that is safe in a fork."""
        if not self._child and can_fork(os.environ):
            self._child = Forked()

    def start(self, order: Order) -> Run:
        """Let Pelican begin, whether it is loaded or not."""
        if not self._child:
            return start(order)
        self._child.ask(order)
        return self._child

    def close(self) -> None:
        """Leave nothing running."""
        if self._child:
            self._child.end()
