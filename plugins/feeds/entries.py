"""From a Pelican article to an entry; pure, knows an article only by its attributes."""

import re
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup

from plugins.feeds.model import Entry, Remark
from plugins.shared.safe_html import absolute, clean_post, web_address
from plugins.shared.text import clean, one_line, shorten, words_of

_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_REMARK_LENGTH = 280


def entry_from(article: Any, *, address: str) -> Entry:
    """Give the entry for `article`, addresses absolute below the site's `address`."""
    url = f"{address}/{article.url}"
    content = clean_post(clean(article.get_content(address)), url)
    published = _utc(article.date)
    return Entry(
        id=article.permanent_id,
        url=url,
        title=one_line(str(article.title)),
        author=one_line(str(article.author)),
        published=published,
        updated=max(published, _utc(article.modified))
        if hasattr(article, "modified")
        else published,
        content=content,
        summary=words_of(article.metadata.get("summary", "")),
        categories=_categories(article),
        image=find_image(article.metadata.get("image", ""), content, url),
        challenge=one_line(str(article.metadata.get("challenge", ""))),
        comments_url=f"{url}#comments",
        comment_count=article.conversation.count,
        latest=tuple(_remark(comment, url) for comment in article.conversation.latest),
    )


def find_image(named: str, content: str, url: str) -> str:
    """Give the address of the lead picture: the one the post names, else its first, else ""."""
    if named:
        return web_address(absolute(named, url)) or ""
    if not _IMAGE.search(content):  # most posts have none, and parsing costs more than Markdown
        return ""
    first = BeautifulSoup(content, "html.parser").find("img", src=True)
    return web_address(str(first["src"])) or "" if first else ""


def _categories(article: Any) -> tuple[str, ...]:
    names = [str(article.category), *(str(tag) for tag in getattr(article, "tags", ()))]
    return tuple(dict.fromkeys(one_line(name) for name in names))


def _remark(comment: Any, url: str) -> Remark:
    return Remark(
        id=comment.id,
        author=comment.author,
        published=datetime.fromisoformat(comment.when_iso) if comment.when_iso else None,
        text=shorten(words_of(str(comment.body)), _REMARK_LENGTH),
        url=f"{url}#{comment.fragment}",
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
