"""What a feed says, whatever its format: the one model that every format is written from."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
GENERATOR = "Still in Touch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment of an entry, as plain text; `published`, when it appeared, is None when not known."""

    id: str
    author: str
    published: datetime | None
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that belongs to an entry; `length` in bytes."""

    url: str
    type: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The comments of a post: where they are, how many, when the last appeared, the latest three.

    `feed` is the address of their own feed, "" as long as there are none.
    """

    url: str
    feed: str = ""
    count: int = 0
    updated: datetime | None = None
    latest: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a comment answers (RFC 4685): the id and address of a post or of another comment."""

    id: str
    url: str
    post_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post, a comment or a digest. Times in UTC, addresses absolute, `content` safe HTML, else text.

    `published` is None for a comment whose time nobody knows; Atom wants an `updated` all the same.
    """

    id: str
    url: str
    title: str
    author: str
    updated: datetime
    content: str
    published: datetime | None = None
    author_url: str = ""
    summary: str = ""
    categories: tuple[str, ...] = ()
    image: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    challenge: str = ""
    talk: Talk | None = None
    answers: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and its entries, newest first. `id` never changes, wherever the site moves.

    `older` is the address of the document with the entries before these, "" when there are none;
    `current`, in such a document, that of the feed people follow (RFC 5005).
    """

    id: str
    title: str
    subtitle: str
    home: str
    language: str
    author: str
    entries: tuple[Entry, ...] = ()
    older: str = ""
    current: str = ""

    @property
    def updated(self) -> datetime:
        """When its newest entry was; a feed without entries was never updated. Nothing says now."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def feed_id(site_id: str, what: str) -> str:
    """Give the permanent id of one of the site's feeds; the feed of all posts has the site's own."""
    return uuid5(NAMESPACE_URL, f"{site_id} {what}").urn
