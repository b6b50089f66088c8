"""A post's neighbours in time: the one before it and the one after."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

# When a post was published, and the name of its file: no two posts have the same place.
Place: TypeAlias = tuple[datetime, str]


def neighbours_of(place: Place, ordered: Sequence[Place]) -> tuple[Place | None, Place | None]:
    """Give the next older and the next newer place than `place` in `ordered`, which is oldest first.

    `place` itself need not be among them: a draft lies between posts, too.
    """
    older, newer = bisect_left(ordered, place) - 1, bisect_right(ordered, place)
    return (
        ordered[older] if older >= 0 else None,
        ordered[newer] if newer < len(ordered) else None,
    )
