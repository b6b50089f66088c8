"""Which entries stand in the feed people follow, and which in the documents behind it (RFC 5005).

Document n holds a fixed range counted from the oldest entry. So a new post changes the feed, begins
a document now and then, and leaves all the others as they are.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from plugins.feeds.model import Entry

PAGE = 30
LARGEST = 512 * 1024

_Post = TypeVar("_Post")


def fitting(count: int, size_of: Callable[[int], int]) -> int:
    """Give how many of the newest entries the feed has: 30 of `count`, fewer when they are over 512 KiB.

    `size_of` gives the bytes that a feed of so many of the newest takes when it is written.
    """
    tried = min(PAGE, count)
    while tried > 1 and (size := size_of(tried)) > LARGEST:
        tried = fewer(tried, size)
    return tried


def documents(
    newest_first: Sequence[_Post], *, in_feed: int
) -> Iterator[tuple[int, Sequence[_Post]]]:
    """Give what the documents behind the feed hold, newest first, each with its number, from the oldest on.

    `in_feed` is how many of the newest the feed itself has.
    """
    count = len(newest_first)
    for number in range(1, -(-(count - in_feed) // PAGE) + 1):
        end = count - (number - 1) * PAGE
        yield number, newest_first[max(end - PAGE, 0) : end]


def newest_of(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give the newest 30 of `entries`, newest first."""
    ordered = sorted(entries, key=lambda entry: (entry.updated, entry.url), reverse=True)
    return tuple(ordered[:PAGE])


def fewer(count: int, size: int) -> int:
    """Give how many of `count` entries to try next when all of them take `size` bytes, too many."""
    return max(1, min(count - 1, count * LARGEST // size))
