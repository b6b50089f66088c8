"""Understanding a JSON Feed (https://www.jsonfeed.org/version/1.1/). Pure.

Any site's full feed will do; `_conversation` and `_challenge` are used where they are given.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plugins.newsletter.model import Post, Remark, Source
from plugins.shared.dates import parse_time
from plugins.shared.errors import BadFeed
from plugins.shared.safe_html import clean_post, web_address
from plugins.shared.text import one_line


def parse_feed(data: bytes, place: str) -> Source:
    """Give the feed in `data`; `place` says in errors where it came from.

    An item that is not usable is an error too: a letter must not leave out a post in silence.
    Raises BadFeed.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadFeed(
            f"{place}: this is no JSON ({error}); a JSON Feed, such as feed.json, is needed."
        ) from error
    version = document.get("version", "") if isinstance(document, dict) else ""
    if not str(version).startswith("https://jsonfeed.org/version/"):
        raise BadFeed(
            f'{place}: "version" is "{version}"; a JSON Feed names https://jsonfeed.org/version/1.1.'
        )
    items = document.get("items")
    if not isinstance(items, list):
        raise BadFeed(f'{place}: there is no list "items"; is the file whole?')
    posts = [_post(item, number, place) for number, item in enumerate(items, start=1)]
    return Source(
        title=_text(document.get("title")),
        home=web_address(str(document.get("home_page_url", ""))) or "",
        author=_author(document),
        language=str(document.get("language", "en")),
        older=web_address(str(document.get("next_url", ""))) or "",
        posts=tuple(sorted(posts, key=lambda post: (post.published, post.id), reverse=True)),
    )


def _post(item: Any, number: int, place: str) -> Post:
    if not isinstance(item, dict):
        raise BadFeed(f"{place}: item {number} is no object.")
    url = web_address(str(item.get("url", "")))
    title = _text(item.get("title"))
    # As a digest's Posts: can name it, and a database hold it.
    id_ = one_line(str(item.get("id") or ""))
    if not id_ or not url:
        raise BadFeed(
            f'{place}: item {number} ("{title}") has no id or no web address; both are needed.'
        )
    conversation = item.get("_conversation")
    conversation = conversation if isinstance(conversation, dict) else {}
    comments = web_address(str(conversation.get("url", ""))) or url
    return Post(
        id=id_,
        url=url,
        title=title or url,
        published=_time(item, number, place),
        content=_without_footer(item, url, comments),
        summary=_text(item.get("summary")),
        image=web_address(str(item.get("image", ""))) or "",
        challenge=_text(item.get("_challenge")),
        comment_count=_count(conversation.get("count")),
        comments_url=comments,
        remarks=_remarks(conversation.get("latest"), url),
    )


def _without_footer(item: Mapping[str, Any], url: str, comments: str) -> str:
    """Give the post's own HTML; the line for feed readers below it ("Comments (4) · …") is not.

    That line is known by where it leads and by its number, since it speaks the site's language.
    """
    html = clean_post(str(item.get("content_html") or item.get("content_text") or ""), url)
    footer = rf'\n<hr>\n<p><a href="{re.escape(comments)}">[^<]*\d[^<]*</a>'
    return re.split(footer, html, maxsplit=1)[0]


def _time(item: Mapping[str, Any], number: int, place: str) -> datetime:
    text = str(item.get("date_published", ""))
    try:
        return parse_time(text)
    except ValueError as error:
        message = (
            f'{place}: item {number} has the date_published "{text}"; a date and time is needed.'
        )
        raise BadFeed(message) from error


def _author(document: Mapping[str, Any]) -> str:
    authors = document.get("authors") or [document.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return _text(first.get("name")) if isinstance(first, dict) else ""


def _text(found: Any) -> str:
    """Give a text of the feed as one line; whatever is no text is none."""
    return one_line(found) if isinstance(found, str) else ""


def _count(found: Any) -> int:
    return found if isinstance(found, int) and found > 0 else 0


def _time_or_none(found: Any) -> datetime | None:
    try:
        return parse_time(str(found or ""))
    except ValueError:
        return None


def _remarks(found: Any, url: str) -> tuple[Remark, ...]:
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return tuple(
        Remark(
            author=_text(row.get("author")) or "Anonymous",
            text=_text(row.get("text")),
            url=web_address(str(row.get("url", ""))) or url,
            published=_time_or_none(row.get("published")),
        )
        for row in rows
    )
