"""Atom 1.0 (RFC 4287) and RSS 2.0 by feedgen; its ways and its traps stay in this file.

It prepends entries unless told otherwise, sets the current time where none is given, takes the last
link added as the RSS channel's, drops an author without an e-mail address from RSS (so dc:creator
carries the name), loses what an entry's links are about (python-feedgen issue 135), wraps a single
picture in a media:group, and refuses control characters (the model's text is clean already).
"""

from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.feeds.model import GENERATOR, Entry, Feed, Talk

_NAMES = {
    "fh": "http://purl.org/syndication/history/1.0",  # RFC 5005
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",  # RFC 4685
    "wfw": "http://wellformedweb.org/CommentAPI/",
}


def format_atom(feed: Feed, address: str, *, style: str = "") -> bytes:
    """Give the feed as Atom; `address` is where it will be, `style` the address of a style sheet."""
    generator = _generator(feed, address, "application/atom+xml")
    generator.id(feed.id)
    generator.author(name=feed.author)
    generator.subtitle(feed.subtitle)
    return _styled(bytes(generator.atom_str(pretty=True)), style)


def format_rss(feed: Feed, address: str, *, style: str = "") -> bytes:
    """Give the feed as RSS 2.0 with full content; `address` is where it will be."""
    generator = _generator(feed, address, "application/rss+xml")
    generator.description(feed.subtitle or feed.title)
    return _styled(bytes(generator.rss_str(pretty=True)), style)


class _FeedParts(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """Declares the name spaces, and says of a document that it is one of an archive."""

    def __init__(self) -> None:
        self.is_archive = False

    def extend_ns(self) -> dict[str, str]:
        return _NAMES

    def extend_atom(self, feed: Any) -> Any:
        if self.is_archive:
            _add(feed, "fh:archive")
        return feed


class _EntryParts(BaseEntryExtension):  # type: ignore[misc]
    """Writes what feedgen cannot, or slowly: links, categories, picture, comments, what is answered."""

    def __init__(self) -> None:
        self.entry: Entry | None = None

    def extend_atom(self, element: Any) -> Any:
        if self.entry:
            for attributes in _links(self.entry):
                etree.SubElement(element, "link", attributes)
            for name in self.entry.categories:
                etree.SubElement(element, "category", {"term": name, "label": name})
            _add_parts(element, self.entry)
        return element

    def extend_rss(self, element: Any) -> Any:
        if self.entry:
            if self.entry.talk:
                _add(element, "slash:comments", str(self.entry.talk.count))
                if self.entry.talk.feed:
                    _add(element, "wfw:commentRss", self.entry.talk.feed)
            if self.entry.image:
                _add(element, "media:thumbnail", url=self.entry.image)
        return element


def _generator(feed: Feed, address: str, media_type: str) -> FeedGenerator:
    is_rss = media_type == "application/rss+xml"
    generator = FeedGenerator()
    if is_rss:
        generator.load_extension("dc")
    generator.register_extension("parts", _FeedParts, _EntryParts)
    generator.parts.is_archive = bool(feed.current)
    generator.title(feed.title)
    generator.link(href=address, rel="self", type=media_type)
    if feed.current:
        generator.link(href=feed.current, rel="current", type=media_type)
    if feed.older:
        generator.link(href=feed.older, rel="prev-archive", type=media_type)
    generator.link(href=feed.home, rel="alternate", type="text/html")  # last: RSS takes this one
    generator.language(feed.language)
    generator.generator(GENERATOR)
    generator.docs(None)
    generator.updated(feed.updated)
    generator.lastBuildDate(feed.updated)
    for entry in feed.entries:
        made = generator.add_entry(order="append")
        _fill(made, entry)
        if is_rss:
            _fill_rss(made, entry)
    return generator


def _fill(made: FeedEntry, entry: Entry) -> None:
    made.id(entry.id)
    made.title(entry.title)
    made.author({"name": entry.author, **({"uri": entry.author_url} if entry.author_url else {})})
    made.updated(entry.updated)
    if entry.published:
        made.published(entry.published)
    made.content(entry.content, type="html")
    # This sets RSS's description, too, without which there is no content:encoded: so an entry
    # without a summary says its title. feedgen's own description() would replace Atom's content.
    made.summary(entry.summary or entry.title)
    made.parts.entry = entry


def _fill_rss(made: FeedEntry, entry: Entry) -> None:
    """Add what Atom gets from _EntryParts."""
    made.link(href=entry.url)
    made.dc.dc_creator(entry.author)
    made.category([{"term": name} for name in entry.categories])
    if entry.talk:
        made.comments(entry.talk.url)
    if entry.enclosures:  # RSS has room for one
        first = entry.enclosures[0]
        made.enclosure(url=first.url, length=str(first.length), type=first.type)


def _links(entry: Entry) -> list[dict[str, str]]:
    links = [{"rel": "alternate", "type": "text/html", "href": entry.url}]
    links += [
        {"rel": "enclosure", "type": one.type, "length": str(one.length), "href": one.url}
        for one in entry.enclosures
    ]
    if entry.talk and entry.talk.feed:
        links.append(_replies(entry.talk))
    if entry.answers:
        links.append({"rel": "related", "type": "text/html", "href": entry.answers.post_url})
    return links


def _replies(talk: Talk) -> dict[str, str]:
    link = {"rel": "replies", "type": "application/atom+xml", "href": talk.feed}
    link[_name("thr:count")] = str(talk.count)
    if talk.updated:
        link[_name("thr:updated")] = talk.updated.isoformat()
    return link


def _add_parts(element: Any, entry: Entry) -> None:
    if entry.talk:
        _add(element, "thr:total", str(entry.talk.count))
    if entry.answers:
        answer = entry.answers
        _add(element, "thr:in-reply-to", ref=answer.id, href=answer.url, type="text/html")
    if entry.image:
        _add(element, "media:thumbnail", url=entry.image)


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> None:
    etree.SubElement(parent, _name(name), attributes).text = text


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


def _styled(text: bytes, style: str) -> bytes:
    """Name the style sheet that browsers show the feed with; feedgen writes no such lines."""
    if not style:
        return text
    return text.replace(
        b"?>\n", f'?>\n<?xml-stylesheet type="text/css" href="{style}"?>\n'.encode(), 1
    )
