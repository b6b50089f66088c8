"""When the newest of a post's comments appeared: as much as listings and feeds of many posts need to know."""

from datetime import UTC, datetime

from plugins.comments.shown import Conversation
from plugins.shared.dates import parse_time

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def last_appeared(conversation: Conversation) -> datetime | None:
    """Give when readers saw the last of the comments whose time is known; None when there is none."""
    times = (parse_time(one.appeared_iso) for one in conversation.comments if one.appeared_iso)
    return max(times, default=None)


def newest_of(conversation: Conversation, *, since: datetime | None) -> tuple[datetime, str] | None:
    """Give the time and the fragment of the comment that comes first in a feed of many posts' comments.

    One whose time is unknown counts as old as its post, `since`; on a page, which has no date, as old as
    the last that has one. None when there are no comments.
    """
    start = since or last_appeared(conversation) or _NEVER
    rows = (
        (parse_time(one.appeared_iso) if one.appeared_iso else start.astimezone(UTC), one.fragment)
        for one in conversation.comments
    )
    return max(rows, default=None)
