"""Atom 1.0 (RFC 4287) and RSS 2.0 by feedgen; its ways and its traps stay in this file.

It prepends entries unless told otherwise, sets the current time where none is given, takes the last
link added as the RSS channel's, drops an author without an e-mail address from RSS (so dc:creator
carries the name), and refuses control characters (the model's text is clean already).
"""

from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.feeds.model import GENERATOR, Entry, Feed

_THREAD = "http://purl.org/syndication/thread/1.0"  # RFC 4685
_SLASH = "http://purl.org/rss/1.0/modules/slash/"


def format_atom(feed: Feed, address: str) -> bytes:
    """Give the feed as Atom; `address` is where it will be."""
    generator = _generator(feed, address, "application/atom+xml")
    generator.id(feed.id)
    generator.author(name=feed.author)
    generator.subtitle(feed.subtitle)
    return bytes(generator.atom_str(pretty=True))


def format_rss(feed: Feed, address: str) -> bytes:
    """Give the feed as RSS 2.0 with full content; `address` is where it will be."""
    generator = _generator(feed, address, "application/rss+xml")
    generator.description(feed.subtitle or feed.title)
    return bytes(generator.rss_str(pretty=True))


class _Conversation(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """Declares the name spaces; feedgen asks only the feed's extension for them."""

    def extend_ns(self) -> dict[str, str]:
        return {"thr": _THREAD, "slash": _SLASH}


class _EntryConversation(BaseEntryExtension):  # type: ignore[misc]
    """Says how many comments an entry has."""

    def __init__(self) -> None:
        self.count = 0

    def extend_atom(self, entry: Any) -> Any:
        etree.SubElement(entry, f"{{{_THREAD}}}total").text = str(self.count)
        return entry

    def extend_rss(self, entry: Any) -> Any:
        etree.SubElement(entry, f"{{{_SLASH}}}comments").text = str(self.count)
        return entry


def _generator(feed: Feed, address: str, media_type: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.load_extension("dc", atom=False)
    generator.register_extension("conversation", _Conversation, _EntryConversation)
    generator.title(feed.title)
    generator.link(href=address, rel="self", type=media_type)
    generator.link(href=feed.home, rel="alternate", type="text/html")  # last: RSS takes this one
    generator.language(feed.language)
    generator.generator(GENERATOR)
    generator.docs(None)
    generator.updated(feed.updated)
    generator.lastBuildDate(feed.updated)
    for entry in feed.entries:
        _fill(generator.add_entry(order="append"), entry)
    return generator


def _fill(made: FeedEntry, entry: Entry) -> None:
    made.id(entry.id)
    made.title(entry.title)
    made.link(href=entry.url)
    made.author(name=entry.author)
    made.dc.dc_creator(entry.author)
    made.published(entry.published)
    made.updated(entry.updated)
    made.category([{"term": name, "label": name} for name in entry.categories])
    made.content(entry.content, type="html")
    # This sets RSS's description, too, without which there is no content:encoded: so an entry
    # without a summary says its title. feedgen's own description() would replace Atom's content.
    made.summary(entry.summary or entry.title)
    made.comments(entry.comments_url)
    made.conversation.count = entry.comment_count
