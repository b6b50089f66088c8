"""A digest: the author's introduction, and posts as the feed gave them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment of a post, as plain text; `published` is None when it is not known."""

    author: str
    text: str
    url: str
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post, read from a feed: text plain, addresses absolute, `content` the feed's HTML."""

    id: str
    url: str
    title: str
    published: datetime
    content: str = ""
    summary: str = ""
    image: str = ""
    challenge: str = ""
    comment_count: int = 0
    comments_url: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed as the newsletter sees it: whose it is, and its posts, newest first.

    `older` is the address where it goes on, "" at its end.
    """

    title: str
    home: str
    author: str = ""
    language: str = "en"
    older: str = ""
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What the author wrote for a digest: subject, date, HTML and text, the ids of the posts it names.

    `key` is its file's stem, `page` the path of its public page below the site; `is_day` says that its
    date names a day and no hour.
    """

    title: str
    date: datetime
    html: str
    text: str
    cadence: str = ""
    key: str = ""
    page: str = ""
    posts: tuple[str, ...] = ()
    is_day: bool = False
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A comment that came since the last digest, to a post that its readers have had already."""

    post_title: str
    post_url: str
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Introduction and posts of one date; `subject` and `preheader` are what an inbox shows.

    `conversation` is what was said about earlier posts since the last one, the oldest first.
    """

    subject: str
    preheader: str
    date: datetime
    posts: tuple[Post, ...]
    introduction: Introduction | None = None
    conversation: tuple[Talk, ...] = ()
