"""Gives each post and page its conversation: `article.conversation`, `page.conversation`.

With a desk they also get `comments_key` and `comments_page`, by which it knows them.
"""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pelican import signals

from plugins.comments.files import comment_path, read_comments
from plugins.comments.rendering import show_conversation

log = logging.getLogger(__name__)


def connect() -> None:
    """Ask Pelican to call us once the posts are read, and once the pages are."""
    signals.article_generator_finalized.connect(add_conversations)
    signals.page_generator_finalized.connect(add_conversations_to_pages)


def add_conversations(generator: Any) -> None:
    """Set `conversation` on every post, draft and hidden post."""
    for article in [*generator.articles, *generator.drafts, *generator.hidden_articles]:
        _add_conversation(article)


def add_conversations_to_pages(generator: Any) -> None:
    """Set `conversation` on every page, draft and hidden page."""
    for page in [*generator.pages, *generator.draft_pages, *generator.hidden_pages]:
        _add_conversation(page)


def _add_conversation(content: Any) -> None:
    settings = content.settings
    folder = Path(settings["PATH"]) / settings["COMMENTS_PATH"]
    named = content.metadata.get("comments", "")
    found = read_comments(comment_path(folder, Path(content.source_path), named))
    for fault in found.faults:
        log.info("%s", fault)  # the tasks tell them before Pelican runs
    if settings.get("NEWSLETTER_DESK"):  # Pelican takes long to make an address
        content.comments_key = Path(content.source_path).stem
        content.comments_page = quote(content.url.lstrip("/"), safe="/%~")
    content.conversation = show_conversation(
        found.threads,
        post_id=content.permanent_id,
        zone=ZoneInfo(settings["TIMEZONE"]),
        language=settings["DEFAULT_LANG"],
        authors=(settings["AUTHOR"], *map(str, getattr(content, "authors", ()))),
    )
