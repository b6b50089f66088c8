"""What is new in the published feed, compared with what was seen before. Pure.

A post is known by its id, or by its address when its id was changed: edits, new titles, tags and dates
make nothing new. What was published long before it is first seen (an imported archive), and all that is
there when the newsletter begins, is held back: it counts once a digest names it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.newsletter.model import Post

OLD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post as the ledger knows it; `counted` is None while it is held back."""

    id: str
    seq: int
    url: str
    title: str
    published: datetime
    counted: datetime | None
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What a look at the feed found, each in the order of publication.

    `new` ones go out from now on, `held` ones are held back, `renamed` gives old ids their new ones,
    `gone` and `back` are ids of known posts that left the feed or came back, `changed` the known ones that
    are there with another address, title or date than before.
    """

    new: tuple[Post, ...] = ()
    held: tuple[Post, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    changed: tuple[Post, ...] = ()


def look(
    posts: Iterable[Post],
    known: Mapping[str, Seen],
    *,
    now: datetime,
    is_first: bool,
    is_whole: bool,
) -> Sighting:
    """Compare the feed's posts with the known ones (by id).

    `is_whole` says that the feed was read to its end, so that what is not in it is gone.
    """
    in_order = sorted(posts, key=lambda post: (post.published, post.id))
    ids = {post.id for post in in_order}
    # An address tells a known post only while no other post of the feed has that one's id.
    by_url = {seen.url: seen.id for seen in known.values() if seen.id not in ids}
    fresh = [post for post in in_order if post.id not in known]
    renamed = {by_url[post.url]: post.id for post in fresh if post.url in by_url}
    unknown = [post for post in fresh if post.id not in renamed.values()]
    news = [post for post in unknown if not is_first and post.published > now - OLD]
    there = ids | set(renamed)
    missing = [seen.id for seen in known.values() if not seen.is_gone and seen.id not in there]
    return Sighting(
        new=tuple(news),
        held=tuple(post for post in unknown if post not in news),
        renamed=tuple(renamed.items()),
        gone=tuple(missing) if is_whole else (),
        back=tuple(
            renamed.get(seen.id, seen.id)
            for seen in known.values()
            if seen.is_gone and seen.id in there
        ),
        changed=tuple(post for post in in_order if post.id in known and _differs(post, known)),
    )


def _differs(post: Post, known: Mapping[str, Seen]) -> bool:
    seen = known[post.id]
    return (seen.url, seen.title, seen.published) != (post.url, post.title, post.published)


def lacking(known: Iterable[Seen], mark: int, *, up_to: int | None = None) -> list[Seen]:
    """Give the published posts after `mark` in their order, the last at most `up_to`."""
    return sorted(
        (
            seen
            for seen in known
            if seen.counted
            and not seen.is_gone
            and seen.seq > mark
            and (up_to is None or seen.seq <= up_to)
        ),
        key=lambda seen: seen.seq,
    )
