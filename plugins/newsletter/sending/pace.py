"""How fast letters go: so many a second over all connections, and slower when the server asks for it."""

import threading
from collections.abc import Callable

SLOWEST = 64


class Pace:
    """Says when the next letter may go; used by several threads."""

    def __init__(
        self, rate: float, *, monotonic: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        """`rate` is letters a second, 0 for no limit."""
        self._gap = 1 / rate if rate else 0.0
        self._usual = self._gap
        self._monotonic = monotonic
        self._sleep = sleep
        self._turn = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Wait for a letter's turn."""
        if not self._gap:
            return
        with self._turn:
            now = self._monotonic()
            start = max(self._next, now)
            self._next = start + self._gap
        if start > now:
            self._sleep(start - now)

    def slow_down(self, pause: float) -> None:
        """Halve the rate, and let nothing go for `pause` seconds."""
        with self._turn:
            self._gap = min(max(self._gap, 0.01) * 2, max(self._usual, 0.01) * SLOWEST)
            self._next = max(self._next, self._monotonic()) + pause
