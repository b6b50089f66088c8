"""Fetching a feed, from a file or the web, and the documents behind it as far as they are needed."""

import urllib.request
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from http.client import HTTPException
from pathlib import Path

from plugins.newsletter.feed import parse_feed
from plugins.newsletter.letter.links import ascii_url
from plugins.newsletter.model import Post, Source
from plugins.shared.errors import BadFeed, shown

_LARGEST = 32 * 1024 * 1024
_SECONDS = 20
_DOCUMENTS = 10_000


def read_feed(place: str, *, since: datetime | None = None, ids: Collection[str] = ()) -> Source:
    """Give the feed at `place`, a file or an http(s) address.

    It is followed back (`next_url`) until it has every post since then and every post of `ids`, or
    until it ends; then its `older` is "". Raises BadFeed.
    """
    source = parse_feed(_fetch(place) if _is_web(place) else _read(Path(place)), _shown(place))
    posts = {post.id: post for post in source.posts}
    older, seen = source.older, {place}
    while older and older not in seen and _wants_more(posts, since, ids):
        seen.add(older)
        if len(seen) > _DOCUMENTS:
            raise BadFeed(f"{_shown(place)}: it goes on for more than {_DOCUMENTS} documents.")
        there = older if _is_web(place) else _beside(Path(place), older, source.home)
        part = parse_feed(_fetch(there) if _is_web(there) else _read(Path(there)), _shown(there))
        posts = {**{post.id: post for post in part.posts}, **posts}
        older = part.older
    newest_first = sorted(posts.values(), key=lambda post: (post.published, post.id), reverse=True)
    return replace(source, posts=tuple(newest_first), older=older)


def _wants_more(posts: dict[str, Post], since: datetime | None, ids: Collection[str]) -> bool:
    if any(id_ not in posts for id_ in ids):
        return True
    oldest = min((post.published for post in posts.values()), default=None)
    return bool(since and (oldest is None or oldest >= since))


def _beside(place: Path, address: str, home: str) -> str:
    """Give the file of a built site for an address of it; its feed is at the top."""
    if not home or not address.startswith(home):
        raise BadFeed(f"{shown(place)}: it goes on at {address}, which is not in its own site.")
    return str(place.parent / address.removeprefix(home))


def _is_web(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def _shown(place: str) -> str:
    return place if _is_web(place) else shown(Path(place))


def _fetch(address: str) -> bytes:
    try:
        place = ascii_url(address)  # "https://ana.example/blög" is how people write it
        with urllib.request.urlopen(place, timeout=_SECONDS) as answer:  # noqa: S310 - http(s) only
            return bytes(answer.read(_LARGEST))
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise BadFeed(
            f"{address}: it could not be fetched ({reason}); is the address right?"
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFeed(
            f"{shown(path)}: {error.strerror}; build the site first, or name a feed."
        ) from error
