"""Gives each post and page its conversation when it is read: `article.conversation`, `page.conversation`.

What lists ask of it stands in attributes of its own: `comment_count`, `newest_comment` and
`last_comment_at`. A desk knows a post by its `comments_key`, and its page by the filter `desk_page`.
"""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pelican import signals

from plugins.comments.files import CommentFile, comment_path, read_comments
from plugins.comments.newest import last_appeared, newest_of
from plugins.comments.rendering import show_conversation
from plugins.shared.receivers import keep_order
from plugins.shared.source_folders import is_post_or_page

log = logging.getLogger(__name__)


def connect() -> None:
    """Ask Pelican to call us for each post and page read, and for its generators."""
    keep_order(signals.content_object_init)
    signals.content_object_init.connect(add_conversation)
    signals.generator_init.connect(add_filter)


def add_filter(generator: Any) -> None:
    """Give the templates the filter `desk_page`: an address below the site as the desk takes it."""
    generator.env.filters["desk_page"] = _desk_page


def _desk_page(url: str) -> str:
    return quote(url.lstrip("/"), safe="/%~")


def add_conversation(content: Any) -> None:
    """Set everything about the comments of a post or page; its permanent id is there by now."""
    if not is_post_or_page(content):
        return
    settings = content.settings
    found = _comments_of(content)
    for fault in found.faults:
        log.info("%s", fault)  # the tasks tell them before Pelican runs
    shown = show_conversation(
        found.threads,
        post_id=content.permanent_id,
        zone=ZoneInfo(settings["TIMEZONE"]),
        language=settings["DEFAULT_LANG"],
        authors=(settings["AUTHOR"], *map(str, getattr(content, "authors", ()))),
    )
    content.conversation = shown
    content.comment_count = shown.count
    content.last_comment_at = last_appeared(shown)
    content.newest_comment = newest_of(shown, since=getattr(content, "date", None))
    content.comments_key = Path(content.source_path).stem


def _comments_of(content: Any) -> CommentFile:
    """Read a content's comments; it hangs on their file from now on, whether that is there or not."""
    folder = Path(content.settings["PATH"], content.settings["COMMENTS_PATH"]).absolute()
    named = content.metadata.get("comments", "")
    path = comment_path(folder, Path(content.source_path), named)
    content.depends_on = (*getattr(content, "depends_on", ()), str(path))
    return read_comments(path)
