"""Work on many things that may be shared out among processes, where somebody sees to that.

A plugin says what is to be done with each; plugins.speed, where it is at work, lets several processes do it.
Without it all is done here, one after another.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

SHARER = "SHARE_OUT"  # the context's name for who shares work out

Piece = TypeVar("Piece")
Result = TypeVar("Result")


class Share(Protocol):
    """Whoever has work done on each of some pieces, as `map` does, and gives the results in order.

    The work has no effect but its result, which can be pickled.
    """

    def __call__(
        self, work: Callable[[Piece], Result], pieces: Sequence[Piece], /
    ) -> Iterable[Result]:
        """Give the results."""


def sharer_in(context: Mapping[str, Any]) -> Share:
    """Give who shares work out in a build."""
    share: Share = context.get(SHARER, map)
    return share
