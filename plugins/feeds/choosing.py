"""Which of thousands of posts a feed is about, by what is known of each without reading it again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from heapq import nlargest
from operator import attrgetter
from typing import Any

from plugins.feeds.paging import PAGE


def newest_posts(posts: Sequence[Any]) -> tuple[Any, ...]:
    """Give the 30 posts that were changed last, in the order they come in; of equals, by their addresses."""
    return _chosen(posts, changed=attrgetter("last_change"), place=lambda post: str(post.url))


def newest_talks(contents: Sequence[Any]) -> tuple[Any, ...]:
    """Give the 30 posts and pages at most that the 30 newest comments are on, in the order they come in."""
    return _chosen(
        contents,
        changed=lambda content: content.newest_comment[0],
        place=lambda content: f"{content.url}#{content.newest_comment[1]}",
    )


def newest_digests(digests: Sequence[Any]) -> tuple[Any, ...]:
    """Give the 30 newest digests, in the order they come in; of equals, by their addresses."""
    return _chosen(
        digests, changed=lambda one: one.date.astimezone(UTC), place=lambda one: str(one.url)
    )


def _chosen(
    contents: Sequence[Any],
    *,
    changed: Callable[[Any], datetime],
    place: Callable[[Any], str],
) -> tuple[Any, ...]:
    """Give the last changed; `place`, which takes long to find, is only asked for where it decides."""
    if len(contents) <= PAGE:
        return tuple(contents)
    times = list(map(changed, contents))
    least = nlargest(PAGE, times)[-1]
    newer = [one for one, time in zip(contents, times, strict=True) if time > least]
    equals = [one for one, time in zip(contents, times, strict=True) if time == least]
    chosen = {id(one) for one in [*newer, *nlargest(PAGE - len(newer), equals, key=place)]}
    return tuple(one for one in contents if id(one) in chosen)
