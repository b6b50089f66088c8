"""What Pelican has read as the places of the site; nothing of Pelican itself is needed for that."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from plugins.addresses.model import Kind, Place, SiteMap
from plugins.shared.comments_feed import comments_feed


def site_map(context: Mapping[str, Any]) -> SiteMap:
    """Give every place of the site as Pelican knows it."""
    lists = [
        *((Kind.TAG, tag, posts) for tag, posts in context.get("tags", ())),
        *((Kind.CATEGORY, category, posts) for category, posts in context.get("categories", ())),
    ]
    places = [
        *(_written_place(Kind.POST, post) for post in context.get("articles", ())),
        *(_written_place(Kind.PAGE, page) for page in context.get("pages", ())),
        *(_written_place(Kind.DIGEST, digest) for digest in context.get("digests", ())),
        *(_list_place(kind, group, posts) for kind, group, posts in lists),
    ]
    return SiteMap(
        places=tuple(sorted(places, key=lambda place: place.path)), archive=context["ARCHIVES_URL"]
    )


def _written_place(kind: Kind, content: Any) -> Place:
    said = ("date", "modified", "last_comment_at")
    times = [time for name in said if (time := getattr(content, name, None))]
    return Place(
        path=link(content.url),
        file=content.save_as,
        kind=kind,
        title=str(content.title),
        id=_page_id(content) if kind is Kind.PAGE else content.permanent_id,
        date=getattr(content, "date", None),
        changed=max(times, default=None),
        feed=comments_feed(content) if getattr(content, "comment_count", 0) else "",
        old=tuple(_old_addresses(content)),
        source=getattr(content, "imported_from", ""),
    )


def _page_id(page: Any) -> str:
    """Give what a page is known by: its own id hangs on its address, its file keeps its name when that changes."""
    return getattr(page, "guid", "") or f"page:{Path(page.source_path).stem}"


def hidden_ids(context: Mapping[str, Any]) -> frozenset[str]:
    """Give the ids of what is there and linked from nowhere, which is no place of the site map."""
    posts = (post.permanent_id for post in context.get("hidden_articles", ()))
    return frozenset([*posts, *map(_page_id, context.get("hidden_pages", ()))])


def _list_place(kind: Kind, group: Any, posts: list[Any]) -> Place:
    changed = max((getattr(post, "modified", post.date) for post in posts), default=None)
    return Place(
        path=link(group.url),
        file=group.save_as,
        kind=kind,
        title=str(group),
        changed=changed,
        feed=link(group.feed),
    )


def link(url: str) -> str:
    """Give the path of a page or feed as it stands in a link, without a slash before it."""
    return quote(url.lstrip("/"), safe="/%~")


def _old_addresses(content: Any) -> Iterable[str]:
    written = (old.strip() for value in stated_lines(content) for old in value.split(","))
    return (re.sub("(?<!:)/+", "/", old) for old in written if old and _is_address(old))


def _is_address(old: str) -> bool:
    try:
        return bool(urlsplit(old))
    except ValueError:  # such as http://[::1, which an import's notice tells of
        return False


def stated_lines(content: Any) -> list[str]:
    """Give the lines of its `Redirect_from:`; Pelican gives a text where there is one alone."""
    values = getattr(content, "redirect_from", [])
    return [values] if isinstance(values, str) else list(values)
