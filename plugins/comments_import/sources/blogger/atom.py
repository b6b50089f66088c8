"""Blogger's Atom of 2008, which its backups and its live feeds are written in."""

from collections.abc import Iterator
from datetime import tzinfo
from functools import partial
from typing import Any

from plugins.comments.model import Format
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_entries import Entry, attribute, inner_markup
from plugins.comments_import.model import Item
from plugins.comments_import.sources.blogger.entries import (
    BloggerEntry,
    parent_number,
    plain_title,
    post_keys,
)
from plugins.comments_import.sources.blogger.items import skipped
from plugins.comments_import.sources.blogger.schema import items_of, read_feed
from plugins.shared.text import one_line

_KIND = "http://schemas.google.com/blogger/2008/kind#"
_KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
_LEFT_OUT = frozenset({"template", "settings"})  # how the blog looked and behaved
_KNOWN = frozenset({"post", "page", "comment"})


def read_atom(file: ExportFile) -> Iterator[Item]:
    """Give the posts, pages and comments; templates and settings are none of them."""
    yield from read_feed(file, lambda entry: _items(entry, file.zone))


def _items(entry: Entry, zone: tzinfo) -> Iterator[Item]:
    kind = _kind_of(entry)
    if kind in _LEFT_OUT:
        return
    found = _entry_of(entry, kind, zone)
    if kind not in _KNOWN:
        yield skipped(found, f'of the unknown kind "{one_line(kind)[:40]}"')
        return
    # Behind these only stand counts, places, small pictures and, of comments, names for scripts.
    is_whole = bool(entry.all("thr:in-reply-to" if kind == "comment" else "author"))
    yield from items_of(found, entry, is_whole=is_whole and bool(found.address))


def _kind_of(entry: Entry) -> str:
    """Give what a backup says it is; in a live feed, what answers a post is a comment."""
    for category in entry.all("category"):
        term = category.get("term", "")
        if category.get("scheme") == _KIND_SCHEME and term.startswith(_KIND):
            return str(term.removeprefix(_KIND))
    id_ = entry.text("id")
    if ".settings." in id_ or id_.endswith(".layout"):
        return "settings"
    if entry.all("thr:in-reply-to") or any(
        "/comments/default/" in href for href in _links(entry, "self")
    ):
        return "comment"
    return "page" if ".page-" in id_ else "post"


def _links(entry: Entry, rel: str) -> list[str]:
    links = entry.all("link")
    return [link.get("href", "") for link in links if link.get("rel", "alternate") == rel]


def _entry_of(entry: Entry, kind: str, zone: tzinfo) -> BloggerEntry:
    author = entry.child("author")
    content, format_ = _content_of(entry)
    address = next(iter(_links(entry, "alternate")), "")
    is_comment = kind == "comment"
    common = partial(
        BloggerEntry,
        id=entry.text("id"),
        kind=kind,
        status=_status(entry, has_address=bool(address), is_comment=is_comment),
        content=content,
        format=format_,
        published=entry.text("published"),
        author=author.text("name"),
        author_url=author.text("uri"),
        address=address,
        zone=zone,
    )
    if is_comment:  # its title is the beginning of its words
        return common(parent=_parent(entry), post_keys=_post_keys(entry, address))
    return common(
        title=_title(entry),
        updated=entry.text("updated"),
        labels=_labels(entry),
        enclosures=tuple(_links(entry, "enclosure")),
    )


def _title(entry: Entry) -> str:
    title = next(iter(entry.all("title")), None)
    return plain_title(entry.text("title"), title.get("type", "")) if title is not None else ""


def _labels(entry: Entry) -> tuple[str, ...]:
    labels = (one for one in entry.all("category") if one.get("scheme") != _KIND_SCHEME)
    return tuple(attribute(one, "term") for one in labels)


def _parent(entry: Entry) -> str:
    """Give the number of the comment that is answered; on posts such a link is that of the title."""
    return next(filter(None, map(parent_number, _links(entry, "related"))), "")


def _post_keys(entry: Entry, address: str) -> tuple[str, ...]:
    answered: Any = next(iter(entry.all("thr:in-reply-to")), {})
    return post_keys(
        ref=answered.get("ref", ""),
        href=answered.get("href", ""),
        source=answered.get("source", ""),
        address=address,
    )


def _content_of(entry: Entry) -> tuple[str, Format]:
    """Give the content, else the summary that a short feed has instead."""
    for element in (*entry.all("content"), *entry.all("summary")):
        type_ = element.get("type", "text")
        if len(element) or type_ == "xhtml":
            return inner_markup(element), Format.HTML
        return element.text or "", Format.TEXT if type_ in {"text", "text/plain"} else Format.HTML
    return "", Format.HTML


def _status(entry: Entry, *, has_address: bool, is_comment: bool) -> str:
    for one in entry.all("gd:extendedProperty"):
        if one.get("name") == "blogger.contentRemoved" and one.get("value", "").lower() == "true":
            return "deleted"
    if entry.all("app:control") and entry.child("app:control").text("app:draft").lower() == "yes":
        return "draft"
    if entry.is_damaged and not has_address:  # nobody can tell any more whether it was public
        return "pending" if is_comment else "draft"
    return "live"
