"""A look at the published feed: whether it is the right one, and what in it is news."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.feed_safety import (
    newest_of,
    refuse_older,
    refuse_other_site,
    refuse_shorter,
)
from plugins.newsletter.ledger.digests import lowest_mark
from plugins.newsletter.ledger.posts import get_fact, known_posts, record, set_fact
from plugins.newsletter.ledger.sighting import OLD, Seen, Sighting, lacking, look
from plugins.newsletter.model import Post, Source
from plugins.newsletter.opening import Ask, Newsletter
from plugins.newsletter.reading import read_feed
from plugins.shared.dates import format_utc, parse_time
from plugins.shared.errors import BadFeed
from plugins.shared.text import count

BEGAN = "began"
MANY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look found: the feed, all posts ever seen by id, since when letters are written, what was new."""

    source: Source
    posts: dict[str, Seen]
    began: datetime
    is_first: bool
    new: tuple[Post, ...] = ()
    held: int = 0

    def __str__(self) -> str:
        """Give it as the author reads it."""
        if self.is_first:
            return (
                f"The newsletter begins: {count(self.held, 'post')} published so far, taken for seen. What is "
                "published from now on goes out; one of before does when a digest's Posts: name it."
            )
        titles = ", ".join(f'"{post.title}"' for post in self.new)
        more = (
            f", {count(self.held, 'older post')} held back until a digest names it"
            if self.held
            else ""
        )
        return f"New since the last look: {titles or 'nothing'}{more}."


def look_at_feed(newsletter: Newsletter, *, feed: str = "", named: Collection[str] = ()) -> Look:
    """Read the published feed as far back as anybody needs it, and keep what is new in it.

    `feed` is a file or an address, by default the live site's; `named` are ids that digests name.
    Raises BadFeed, also when there is more news than the author says is news.
    """
    place = feed or f"{newsletter.site.settings['SITE_ADDRESS']}/feed.json"
    now = newsletter.now
    with told(newsletter.path), reading(newsletter.engine) as connection:
        known = known_posts(connection)
        began = get_fact(connection, BEGAN)
        mark = lowest_mark(connection)
    lacked = lacking(known.values(), mark) if mark is not None else []
    wanted = {seen.id for seen in lacked}
    since = now - OLD - timedelta(days=1) if began else datetime.min.replace(tzinfo=UTC)
    wanted |= newest_of(known.values(), since)
    source = read_feed(place, since=since, ids=wanted | set(named))
    refuse_other_site(source, newsletter.site.settings["SITE_ADDRESS"], place)
    if began:
        refuse_older(source, known.values(), newsletter.ask, place)
        refuse_shorter(source, lacked, newsletter.ask, place)
    sighting = look(source.posts, known, now=now, is_first=not began, is_whole=not source.older)
    sighting = _ask_about_many(sighting, newsletter.ask)
    with told(newsletter.path), newsletter.engine.begin() as connection:
        record(connection, sighting, now=now)
        if not began:
            set_fact(connection, BEGAN, format_utc(now))
        posts = known_posts(connection)
    return Look(
        source=source,
        posts=posts,
        began=parse_time(began) if began else now,
        is_first=not began,
        new=sighting.new,
        held=len(sighting.held),
    )


def _ask_about_many(sighting: Sighting, ask: Ask | None) -> Sighting:
    """Let the author say whether many new posts at once are news."""
    if len(sighting.new) <= MANY:
        return sighting
    titles = "\n".join(f"  {post.published:%Y-%m-%d}  {post.title}" for post in sighting.new)
    said = f"{len(sighting.new)} posts are new at once:\n{titles}\n"
    if not ask:
        raise BadFeed(
            f"{said}Nothing was sent: say at a terminal whether all of them go to the readers "
            "(python3 tasks.py digest.send)."
        )
    if ask(f"{said}Do all of them go to the readers?"):
        return sighting
    if ask("Hold them back, as seen? A digest can still name them."):
        held = tuple(
            sorted((*sighting.held, *sighting.new), key=lambda post: (post.published, post.id))
        )
        return replace(sighting, new=(), held=held)
    raise BadFeed("Nothing was sent, and nothing is taken for seen.")
