"""Which feeds a site has, each with its name and with what it is made of. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from plugins.feeds import forming
from plugins.feeds.choosing import newest_digests, newest_posts, newest_talks
from plugins.feeds.enclosures import SizedFile
from plugins.feeds.forming import Part, Shared
from plugins.feeds.paging import documents
from plugins.shared.comments_feed import comments_feed
from plugins.shared.making import Made


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A feed of some of the posts: `path` below the site, and the title of what they share."""

    path: str
    title: str
    posts: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything feeds are made of, as Pelican has it: posts, pages and digests, and which of them go where.

    `posts` are all, newest first, `in_feed` is how many of them the feed itself has; `commented` are the
    posts and pages with comments, newest first; `files` are those that may be enclosed, by their names.
    """

    shared: Shared
    posts: Sequence[Any] = ()
    in_feed: int = 0
    groups: Sequence[Grouped] = ()
    commented: Sequence[Any] = ()
    digests: Sequence[Any] = ()
    files: Mapping[str, tuple[SizedFile, ...]]


def all_feeds(plan: Plan) -> Iterator[Made]:
    """Give every feed of a site, and the list of them."""
    yield from _posts(plan)
    yield from _comments(plan)
    yield from _digests(plan)
    yield _made(plan, "feeds.opml", _rows(plan), forming.opml)


def files_of(plan: Plan, posts: Iterable[Any]) -> tuple[SizedFile, ...]:
    """Give the files that some posts may enclose."""
    names = dict.fromkeys(name for post in posts for name in post.linked_files)
    return tuple(file for name in names for file in plan.files.get(name, ()))


def _made(plan: Plan, path: str, given: Any, make: Callable[..., bytes]) -> Made:
    common = plan.shared.told
    return Made(path=path, given=(common, given), make=partial(make, plan.shared, path, given))


def _posts(plan: Plan) -> Iterator[Made]:
    """Give the documents behind the feed of all posts, oldest first, that feed, and those of some.

    What stands in several is made once where they are made one after the other by one process, which takes
    an even number of them at once: so those begin that come in twos.
    """
    behind = list(documents(plan.posts, in_feed=plan.in_feed))
    for number, posts in behind:
        part = _part(plan, posts, older=number - 1, is_archive=True)
        yield _made(plan, f"archive/{number}.xml", part, forming.atom)
        yield _made(plan, f"archive/{number}.json", part, forming.json)
    newest = _part(plan, plan.posts[: plan.in_feed], older=len(behind))
    yield _made(plan, "atom.xml", newest, forming.atom)
    yield _made(plan, "rss.xml", newest, forming.rss)
    yield _made(plan, "feed.json", newest, forming.json)
    for group in plan.groups:
        part = _part(plan, newest_posts(group.posts), title=group.title)
        yield _made(plan, group.path, part, forming.group)


def _part(plan: Plan, posts: Sequence[Any], **more: Any) -> Part:
    return Part(posts=tuple(posts), files=files_of(plan, posts), **more)


def _comments(plan: Plan) -> Iterator[Made]:
    """Give the feed of all comments, newest first, and one for each post that has any."""
    yield _made(plan, "comments.xml", newest_talks(plan.commented), forming.all_comments)
    for content in plan.commented:
        yield _made(plan, comments_feed(content), content, forming.comments_on)


def _digests(plan: Plan) -> Iterator[Made]:
    if plan.digests:
        newest = newest_digests(plan.digests)
        yield _made(plan, "digests/atom.xml", newest, forming.digests_atom)
        yield _made(plan, "digests/feed.json", newest, forming.digests_json)


def _rows(plan: Plan) -> tuple[tuple[str, str], ...]:
    words, feed = plan.shared.place.words, plan.shared.feed
    rows = [(feed.title, "atom.xml"), *((group.title, group.path) for group in plan.groups)]
    rows.append((words.gettext("Comments"), "comments.xml"))
    if plan.digests:
        rows.append((words.gettext("Digests"), "digests/atom.xml"))
    return tuple(rows)
