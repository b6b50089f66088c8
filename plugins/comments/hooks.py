"""Gives each post its conversation: `article.conversation`."""

import logging
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican import signals

from plugins.comments.files import comment_path, read_comments
from plugins.comments.rendering import show_conversation

log = logging.getLogger(__name__)


def connect() -> None:
    """Ask Pelican to call us once the posts are read."""
    signals.article_generator_finalized.connect(add_conversations)


def add_conversations(generator: Any) -> None:
    """Set `conversation` on every post, draft and hidden post."""
    settings = generator.settings
    folder = Path(settings["PATH"]) / settings["COMMENTS_PATH"]
    zone = ZoneInfo(settings["TIMEZONE"])
    for article in [*generator.articles, *generator.drafts, *generator.hidden_articles]:
        named = article.metadata.get("comments", "")
        found = read_comments(comment_path(folder, Path(article.source_path), named))
        for fault in found.faults:
            log.info("%s", fault)  # the tasks tell them before Pelican runs
        article.conversation = show_conversation(
            found.threads, post_id=article.permanent_id, zone=zone
        )
