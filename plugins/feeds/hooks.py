"""Gives each post its permanent id, and writes the feeds once the posts are written."""

from pathlib import Path
from typing import Any

from feedgenerator import get_tag_uri
from pelican import signals
from pelican.contents import Article

from plugins.feeds.atom_rss import format_atom, format_rss
from plugins.feeds.entries import entry_from
from plugins.feeds.json_feed import format_json
from plugins.feeds.model import Feed
from plugins.shared.files import write_file

FORMATS = {"atom.xml": format_atom, "rss.xml": format_rss, "feed.json": format_json}


def connect() -> None:
    """Ask Pelican to call us for each post read, and after the posts are written."""
    signals.content_object_init.connect(add_permanent_id)
    signals.article_writer_finalized.connect(write_feeds)


def add_permanent_id(content: Any) -> None:
    """Set `permanent_id`: what the post says in `Guid:`, else the id Pelican's own feeds would use."""
    if isinstance(content, Article) and hasattr(content, "date"):
        stated = content.metadata.get("guid", "")
        address = f"{content.settings['SITE_ADDRESS']}/{content.url}"
        content.permanent_id = stated or get_tag_uri(address, content.date)


def write_feeds(generator: Any, writer: Any) -> None:
    """Write the feeds of all posts."""
    settings = generator.settings
    address = settings["SITE_ADDRESS"]
    newest_first = sorted(generator.articles, key=lambda post: (post.date, post.url), reverse=True)
    feed = Feed(
        id=settings["SITE_ID"],
        title=settings["SITENAME"],
        subtitle=settings["SITESUBTITLE"],
        home=f"{address}/",
        language=settings["DEFAULT_LANG"],
        author=settings["AUTHOR"],
        entries=tuple(entry_from(post, address=address) for post in newest_first),
    )
    for name, format_feed in FORMATS.items():
        write_file(Path(writer.output_path) / name, format_feed(feed, f"{address}/{name}"))
