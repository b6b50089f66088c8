"""Which entries stand in the feed people follow, and which in the documents behind it (RFC 5005).

Document n holds a fixed range counted from the oldest entry. So a new post changes the feed, begins
a document now and then, and leaves all the others as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from plugins.feeds.model import Entry, Feed

PAGE = 30
LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """The feed and, from the oldest on, the documents that hold what it leaves out."""

    feed: Feed
    documents: tuple[Feed, ...] = ()


def page(
    feed: Feed,
    *,
    current: str,
    address_of: Callable[[int], str],
    size_of: Callable[[Feed], int],
) -> Paged:
    """Give the newest 30 entries, fewer when they are more than 512 KiB, and the documents behind.

    `current` is the feed's address, `address_of` that of document n (from 1), `size_of` the bytes a
    feed takes when it is written.
    """
    newest = _fitting(feed, size_of)
    left_out = len(feed.entries) - len(newest.entries)
    oldest_first = feed.entries[::-1]
    documents = tuple(
        replace(
            feed,
            entries=tuple(reversed(oldest_first[(number - 1) * PAGE : number * PAGE])),
            older=address_of(number - 1) if number > 1 else "",
            current=current,
        )
        for number in range(1, -(-left_out // PAGE) + 1)
    )
    older = address_of(len(documents)) if documents else ""
    return Paged(feed=replace(newest, older=older), documents=documents)


def newest_of(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give the newest 30 of `entries`, newest first."""
    ordered = sorted(entries, key=lambda entry: (entry.updated, entry.url), reverse=True)
    return tuple(ordered[:PAGE])


def fewer(count: int, size: int) -> int:
    """Give how many of `count` entries to try next when all of them take `size` bytes, too many."""
    return max(1, min(count - 1, count * LARGEST // size))


def _fitting(feed: Feed, size_of: Callable[[Feed], int]) -> Feed:
    count = PAGE
    while True:
        fitting = replace(feed, entries=feed.entries[:count])
        size = size_of(fitting)
        count = len(fitting.entries)
        if size <= LARGEST or count <= 1:
            return fitting
        count = fewer(count, size)
