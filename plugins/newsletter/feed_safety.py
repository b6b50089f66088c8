"""Is it the published feed, whole and of today? What goes back or grew shorter stops before anything is sent."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from plugins.newsletter.ledger.sighting import Seen
from plugins.newsletter.model import Source
from plugins.newsletter.opening import Ask
from plugins.shared.errors import BadFeed


def refuse_other_site(source: Source, address: str, place: str) -> None:
    """Stop before a feed that is another site's. Raises BadFeed."""
    theirs, ours = urlsplit(source.home), urlsplit(address)
    if (theirs.netloc, theirs.path.rstrip("/")) != (ours.netloc, ours.path.rstrip("/")):
        raise BadFeed(
            f'{place}: this is the feed of "{source.home}", and the site is {address} (SITE_ADDRESS). '
            "Nothing was sent; name the site's own feed with --feed."
        )


def newest_of(known: Collection[Seen], since: datetime) -> set[str]:
    """Give the posts that tell whether the feed goes back: one that is missing is looked for to its end."""
    there = [seen for seen in known if not seen.is_gone]
    newest = max(there, key=lambda seen: seen.published, default=None)
    return {seen.id for seen in there if seen.published >= since or seen is newest}


def refuse_older(source: Source, known: Collection[Seen], ask: Ask | None, place: str) -> None:
    """Stop before a feed that goes back: an old copy of the site may have been published.

    A post that is there with another date than before makes no feed older.
    """
    there = {text for post in source.posts for text in (post.id, post.url)}
    missing = [seen for seen in known if not seen.is_gone and there.isdisjoint((seen.id, seen.url))]
    newest = max((seen.published for seen in missing), default=None)
    theirs = max((post.published for post in source.posts), default=None)
    if newest is None or (theirs is not None and theirs >= newest):
        return
    found = f"its newest post is of {theirs:%-d %B %Y}" if theirs else "it has no posts"
    said = f"{place}: {found}, and one of {newest:%-d %B %Y} was in it before"
    if not ask:
        raise BadFeed(
            f"{said}. Was an old copy published? Publish again, or say at a terminal that it is right."
        )
    if not ask(f"{said}. Was that post taken back on purpose?"):
        raise BadFeed("Nothing was sent. Publish the site again, then repeat this.")


def refuse_shorter(source: Source, lacked: list[Seen], ask: Ask | None, place: str) -> None:
    """Stop before a feed whose end has come nearer: what fell off it was not taken back, and is owed."""
    there = {text for post in source.posts for text in (post.id, post.url)}
    oldest = min((post.published for post in source.posts), default=None)
    if oldest is None:
        return
    missing = [
        seen for seen in lacked if seen.published < oldest and there.isdisjoint((seen.id, seen.url))
    ]
    if not missing:
        return
    titles = ", ".join(f'"{seen.title}"' for seen in missing)
    said = f"{place}: readers lack {titles}, and it begins with a later post"
    if not ask:
        raise BadFeed(
            f"{said}. Publish a feed that goes back further, or say at a terminal that they were taken back."
        )
    if not ask(f"{said}. Were they taken back on purpose?"):
        raise BadFeed("Nothing was sent. Publish a feed that goes back further, then repeat this.")
