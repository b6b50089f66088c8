"""How fast letters go: so many a second over all connections, and slower when the server asks for it."""

import threading
from collections.abc import Callable

SLOWEST = 64
_LEAST = 0.01  # seconds: what is doubled where there is no limit
_STEPS = 20


class Pace:
    """Says when the next letter may go; used by several threads."""

    def __init__(
        self, rate: float, *, monotonic: Callable[[], float], sleep: Callable[[float], object]
    ) -> None:
        """`rate` is letters a second, 0 for no limit."""
        self._gap = 1 / rate if rate else 0.0
        self._usual = self._gap
        self._monotonic = monotonic
        self._sleep = sleep
        self._turn = threading.Lock()
        self._next = 0.0
        self._paused_until = 0.0

    def wait(self) -> None:
        """Wait for a letter's turn."""
        with self._turn:
            now = self._monotonic()
            start = max(self._next, now)
            self._next = start + self._gap
        if start > now:
            self._sleep(start - now)

    def slow_down(self, pause: float) -> None:
        """Halve the rate, and let nothing go for `pause` seconds.

        What other connections are told of the same matter, before that is over, counts once.
        """
        with self._turn:
            now = self._monotonic()
            if now < self._paused_until:
                return
            self._gap = min(max(self._gap, _LEAST) * 2, max(self._usual, _LEAST) * SLOWEST)
            self._paused_until = now + pause
            self._next = max(self._next, self._paused_until)

    def speed_up(self) -> None:
        """Come nearer to the usual rate by a twentieth of it: a letter was taken."""
        if self._gap == self._usual:
            return
        with self._turn:
            usual = max(self._usual, _LEAST)
            gap = 1 / (1 / self._gap + 1 / (usual * _STEPS))
            self._gap = gap if gap > usual else self._usual
