"""From what Pelican has to entries; pure, knows articles and digests only by their attributes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from plugins.feeds.enclosures import find_enclosures
from plugins.feeds.model import NEVER, Answer, Entry, Remark, Talk
from plugins.shared.comments_feed import comments_feed
from plugins.shared.dates import parse_time
from plugins.shared.languages import IN_ENGLISH, Words
from plugins.shared.safe_html import absolute, clean_post, web_address
from plugins.shared.text import clean, one_line, shorten, words_of

_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_REMARK_LENGTH = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the site is, the address that answers, and the words of its language.

    `size_of` tells how large a file of the site is, None when it has no such file; `clean` is clean_post, or
    does the same for many.
    """

    address: str
    reply_to: str = ""
    words: Words = IN_ENGLISH
    size_of: Callable[[str], int | None] = lambda _url: None
    clean: Callable[[str, str], str] = clean_post


def entry_from(article: Any, place: Place, *, has_remarks: bool = True) -> Entry:
    """Give the entry for `article`, its HTML made safe and absolute; only JSON needs the latest remarks."""
    url = f"{place.address}/{article.url}"
    body = place.clean(article.get_content(place.address), url)
    talk = _talk(article, url, place.address, has_remarks=has_remarks)
    title = _title(article, place)
    summary, challenge, image = article.own_words
    return Entry(
        id=article.permanent_id,
        url=url,
        title=title,
        author=_author(article, place),
        published=_utc(article.date),
        updated=article.last_change,
        content=body + _footer(talk, title, place),
        summary=summary,
        categories=_categories(article),
        image=find_image(image, body, url),
        enclosures=find_enclosures(body, place.size_of) if article.linked_files else (),
        challenge=challenge,
        talk=talk,
    )


def own_words_of(article: Any) -> tuple[str, str, str]:
    """Give what a post says about itself: its summary, its challenge and its picture, each "" without one."""
    metadata = article.metadata
    summary = words_of(clean(metadata.get("summary", "")))
    return summary, one_line(str(metadata.get("challenge", ""))), metadata.get("image", "")


def updated_of(article: Any) -> datetime:
    """Give when a post was changed last; never before it was published."""
    published = _utc(article.date)
    return max(published, _utc(article.modified)) if hasattr(article, "modified") else published


def subject_entry(content: Any, place: Place) -> Entry:
    """Give what the comments on a post or page need to know of it; this is an entry of no feed itself."""
    has_date = hasattr(content, "date")
    return Entry(
        id=content.permanent_id,
        url=f"{place.address}/{content.url}",
        title=_title(content, place),
        author=_author(content, place),
        published=_utc(content.date) if has_date else None,
        # A page has no date; a comment without one came no later than the newest that has one.
        updated=_utc(content.date) if has_date else content.last_comment_at or NEVER,
        content="",
    )


def comment_entries(article: Any, post: Entry, *, words: Words = IN_ENGLISH) -> tuple[Entry, ...]:
    """Give the entries for the comments of `article`, whose own entry is `post`, in their order."""
    on = words.gettext("%(author)s on %(title)s")
    return tuple(
        _comment_entry(comment, post, on % {"author": comment.author, "title": post.title})
        for comment in article.conversation.comments
    )


def digest_entry(digest: Any, place: Place) -> Entry:
    """Give the entry for a digest's public page: the introduction and its posts, no reader's name."""
    url = f"{place.address}/{digest.url}"
    date = _utc(digest.date)
    return Entry(
        id=digest.permanent_id,
        url=url,
        title=_title(digest, place),
        author=_author(digest, place),
        published=date,
        updated=date,
        content=place.clean(digest.get_content(place.address), url)
        + "".join(_digest_part(post, place.address) for post in digest.posts),
        categories=tuple(filter(None, [one_line(digest.metadata.get("cadence", ""))])),
    )


def find_image(named: str, content: str, url: str) -> str:
    """Give the address of the lead picture: the one the post names, else its first, else ""."""
    if named:
        # Authors write the file's name as it is; what is escaped already stays so.
        return web_address(absolute(quote(named, safe="/:%?=&+,;@!$()~"), url)) or ""
    if not _IMAGE.search(content):  # most posts have none, and parsing costs more than Markdown
        return ""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - it takes long to load, and few sites need it here

    first = BeautifulSoup(content, "html.parser").find("img", src=True)
    return web_address(str(first["src"])) or "" if first else ""


def _talk(article: Any, url: str, address: str, *, has_remarks: bool) -> Talk:
    if not article.comment_count:
        return Talk(url=f"{url}#comments")
    return Talk(
        url=f"{url}#comments",
        feed=f"{address}/{comments_feed(article)}",
        count=article.comment_count,
        updated=article.last_comment_at,
        latest=tuple(_remark(one, url) for one in article.conversation.latest)
        if has_remarks
        else (),
    )


def _footer(talk: Talk, title: str, place: Place) -> str:
    """Give the line below a post: its comments, and how to answer."""
    comments = place.words.gettext("Comments (%(count)s)") % {"count": talk.count}
    links = [f'<a href="{escape(talk.url)}">{escape(comments, quote=False)}</a>']
    if place.reply_to:
        mail = f"mailto:{quote(place.reply_to, safe='@')}?subject={quote(f'Re: {title}')}"
        reply = escape(place.words.gettext("Reply by e-mail"), quote=False)
        links.append(f'<a href="{escape(mail)}">{reply}</a>')
    return f"\n<hr>\n<p>{' · '.join(links)}</p>"


def _title(content: Any, place: Place) -> str:
    return one_line(str(content.title)) or place.words.gettext("Untitled")


def _author(content: Any, place: Place) -> str:
    return _name(str(content.author)) or place.words.gettext("Anonymous")


def _categories(article: Any) -> tuple[str, ...]:
    names = [str(article.category), *(str(tag) for tag in getattr(article, "tags", ()))]
    return tuple(dict.fromkeys(filter(None, map(_name, names))))


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """Give a name of an author, category or tag as one line; a site has few, and names them often."""
    return one_line(text)


def _remark(comment: Any, url: str) -> Remark:
    return Remark(
        id=comment.id,
        author=comment.author,
        published=_appeared(comment),
        text=shorten(words_of(str(comment.body)), _REMARK_LENGTH),
        url=f"{url}#{comment.fragment}",
    )


def _comment_entry(comment: Any, post: Entry, title: str) -> Entry:
    published = _time(comment)
    body = str(comment.body)
    answered = f"{post.url}#{comment.answers}" if comment.answers else post.url
    return Entry(
        id=comment.id,
        url=f"{post.url}#{comment.fragment}",
        title=title,
        author=comment.author,
        author_url=comment.url,
        published=published,
        # Atom wants a time of change; of a comment without one, all we know is that it came after.
        updated=_appeared(comment) or post.published or post.updated,
        content=body,
        summary=shorten(words_of(body), _REMARK_LENGTH),
        answers=Answer(id=comment.answers_id or post.id, url=answered, post_url=post.url),
    )


def _digest_part(post: Any, address: str) -> str:
    title, url = escape(one_line(str(post.title))), escape(f"{address}/{post.url}")
    summary = escape(words_of(clean(str(post.summary))))
    return f'\n<h2><a href="{url}">{title}</a></h2>\n<p>{summary}</p>'


def _time(comment: Any) -> datetime | None:
    return parse_time(comment.when_iso) if comment.when_iso else None


def _appeared(comment: Any) -> datetime | None:
    """Give when readers could first see it: whoever waits for news must not miss what waited itself."""
    return parse_time(comment.appeared_iso) if comment.appeared_iso else None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
