"""What a feed says, whatever its format: the one model that every format is written from."""

from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
GENERATOR = "Still in Touch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment of an entry, as plain text; `published` is None when it is not known."""

    id: str
    author: str
    published: datetime | None
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post. Times in UTC, every address absolute, `content` safe HTML, all else plain text.

    `latest` are its newest comments, at most three, the newest last.
    """

    id: str
    url: str
    title: str
    author: str
    published: datetime
    updated: datetime
    content: str
    summary: str = ""
    categories: tuple[str, ...] = ()
    image: str = ""
    challenge: str = ""
    comments_url: str = ""
    comment_count: int = 0
    latest: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and its entries, newest first. `id` never changes, wherever the site moves."""

    id: str
    title: str
    subtitle: str
    home: str
    language: str
    author: str
    entries: tuple[Entry, ...] = ()

    @property
    def updated(self) -> datetime:
        """When its newest entry was; a feed without entries was never updated. Nothing says now."""
        return max((entry.updated for entry in self.entries), default=NEVER)
