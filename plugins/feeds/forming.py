"""The bytes of each feed, from the posts, comments or digests that it is made of.

What writes feeds takes long to load: that is left to the functions that do. Each of them may be called in a
process of its own, and has no effect but its result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plugins.feeds.enclosures import SizedFile, sizes_in
from plugins.feeds.entries import (
    Place,
    comment_entries,
    digest_entry,
    entry_from,
    subject_entry,
)
from plugins.feeds.model import Entry, Feed, feed_id
from plugins.feeds.paging import LARGEST, fewer, newest_of

STYLE = "theme/feed.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a site's feeds have in common. `feed` is the one of all posts, without them; its id is the site's.

    `told` is a short text that tells all this from another site's.
    """

    feed: Feed
    place: Place
    told: str

    @property
    def address(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.feed.home.rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of a site's posts, newest first, and the files they may enclose.

    `older` is the number of the document with the posts before these, 0 when there is none; `title` is of
    what they share.
    """

    posts: tuple[Any, ...]
    files: tuple[SizedFile, ...]
    title: str = ""
    older: int = 0
    is_archive: bool = False


def atom(shared: Shared, path: str, part: Part) -> bytes:
    """Give the feed of all posts, or a document behind it, as Atom."""
    return _atom(shared, path, _paged(shared, part, "xml"))


def rss(shared: Shared, path: str, part: Part, *, style: str = STYLE) -> bytes:
    """Give the feed of all posts as RSS."""
    from plugins.feeds.atom_rss import format_rss  # noqa: PLC0415 - see above

    feed = replace(shared.feed, entries=_entries(shared, part))
    return format_rss(feed, f"{shared.address}/{path}", style=style)


def json(shared: Shared, path: str, part: Part) -> bytes:
    """Give the feed of all posts, or a document behind it, as JSON Feed."""
    from plugins.feeds.json_feed import format_json  # noqa: PLC0415 - see above

    return format_json(_paged(shared, part, "json"), f"{shared.address}/{path}")


def group(shared: Shared, path: str, part: Part) -> bytes:
    """Give the feed of a category's or a tag's posts."""
    return _small_atom(shared, path, part.title, newest_of(_entries(shared, part)), what=path)


def all_comments(shared: Shared, path: str, contents: Sequence[Any]) -> bytes:
    """Give the feed of all comments; the newest are on these posts and pages."""
    found = [entry for content in contents for entry in _said_on(shared, content)[1]]
    title = shared.place.words.gettext("Comments")
    return _small_atom(shared, path, title, newest_of(found), what="comments")


def comments_on(shared: Shared, path: str, content: Any) -> bytes:
    """Give the feed of the comments on a post or page."""
    post, entries = _said_on(shared, content)
    newest_first = tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True))
    title = shared.place.words.gettext("Comments on %(title)s") % {"title": post.title}
    what = f"comments of {post.id}"
    return _small_atom(shared, path, title, newest_first, what=what, home=post.url)


def digests_atom(shared: Shared, path: str, digests: Sequence[Any]) -> bytes:
    """Give the feed of digests as Atom."""
    title = shared.place.words.gettext("Digests")
    return _small_atom(shared, path, title, _digests(shared, digests), what="digests")


def digests_json(shared: Shared, path: str, digests: Sequence[Any]) -> bytes:
    """Give the feed of digests as JSON Feed."""
    from plugins.feeds.json_feed import format_json  # noqa: PLC0415 - see above

    title = shared.place.words.gettext("Digests")
    feed = _some(shared.feed, title, _digests(shared, digests), what="digests")
    return format_json(feed, f"{shared.address}/{path}")


def opml(shared: Shared, _path: str, rows: Iterable[tuple[str, str]]) -> bytes:
    """Give the list of all feeds, of which each row has the title and the path."""
    from plugins.feeds.opml import format_opml  # noqa: PLC0415 - see above

    return format_opml(shared.feed.title, shared.feed.home, rows)


def _entries(shared: Shared, part: Part, *, has_remarks: bool = False) -> tuple[Entry, ...]:
    place = replace(shared.place, size_of=sizes_in(shared.address, part.files))
    return tuple(entry_from(post, place, has_remarks=has_remarks) for post in part.posts)


def _paged(shared: Shared, part: Part, ending: str) -> Feed:
    return replace(
        shared.feed,
        entries=_entries(shared, part, has_remarks=ending == "json"),
        older=f"{shared.address}/archive/{part.older}.{ending}" if part.older else "",
        current=f"{shared.address}/atom.xml" if part.is_archive else "",
    )


def _said_on(shared: Shared, content: Any) -> tuple[Entry, tuple[Entry, ...]]:
    post = subject_entry(content, shared.place)
    return post, comment_entries(content, post, words=shared.place.words)


def _digests(shared: Shared, digests: Sequence[Any]) -> tuple[Entry, ...]:
    return newest_of([digest_entry(one, shared.place) for one in digests])


def _some(
    whole: Feed, title: str, entries: tuple[Entry, ...], *, what: str, home: str = ""
) -> Feed:
    """Give a feed of some of a site's entries; `what` makes its id, and must never change."""
    return replace(
        whole,
        id=feed_id(whole.id, what),
        title=f"{title} – {whole.title}",
        entries=entries,
        home=home or whole.home,
    )


def _small_atom(
    shared: Shared, path: str, title: str, entries: tuple[Entry, ...], **more: str
) -> bytes:
    """Give a feed without documents behind it; of the oldest entries, as many go as are too many."""
    feed = _some(shared.feed, title, entries, **more)
    data = _atom(shared, path, feed)
    while len(data) > LARGEST and len(feed.entries) > 1:
        feed = replace(feed, entries=feed.entries[: fewer(len(feed.entries), len(data))])
        data = _atom(shared, path, feed)
    return data


def _atom(shared: Shared, path: str, feed: Feed) -> bytes:
    from plugins.feeds.atom_rss import format_atom  # noqa: PLC0415 - see above

    return format_atom(feed, f"{shared.address}/{path}", style="../" * path.count("/") + STYLE)
