"""The comments of a saved Blogger page, from its markup and from its script's data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bs4 import Tag

from plugins.comments_import.sources.page.byline import clean_name, find_author
from plugins.comments_import.sources.page.html import comment_html
from plugins.comments_import.sources.page.inline_items import Item, find_items
from plugins.comments_import.sources.page.markup import Markup
from plugins.comments_import.sources.page.parts import COMMENT_LINK, CommentMarkup, PostMarkup
from plugins.comments_import.sources.page.saved import SavedPage
from plugins.shared.text import one_line

_NUMBER = re.compile(r"#c?(\d{5,24})$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_YEAR = 2999
_DELETED = re.compile(r"""\s*<span class=["']?deleted-comment\b""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageComment:
    """A comment as the page has it. `parent` is a number; `shown` the date for readers.

    `is_cut` says that the page ends within it.
    """

    number: str
    parent: str = ""
    moment: datetime | None = None
    shown: str = ""
    name: str = ""
    url: str = ""
    body: str = ""
    permalink: str = ""
    is_deleted: bool = False
    is_cut: bool = False
    post: PostMarkup | None = None


def read_comments(markup: Markup, page: SavedPage, *, has_ended: bool) -> list[PageComment]:
    """Give each comment once, in the page's order; those that only the data has come last."""
    found: dict[str, PageComment] = {}
    for place, mark in enumerate(markup.comments):
        is_open = not has_ended and mark is markup.comments[-1]
        is_cut = is_open and not _is_whole(mark, markup.last, page.html.lower())
        comment = _read(mark, page, is_cut=is_cut)
        if comment:
            key = comment.number or f"no number {place}"
            found[key] = _with_parent(found[key], comment.parent) if key in found else comment
    for item in find_items(page.html):
        data = _from_item(item, page)
        found[item.number] = _joined(found[item.number], data) if item.number in found else data
    return list(found.values())


def _is_whole(mark: CommentMarkup, last: Tag, html: str) -> bool:
    """Whether the parts of the last comment have ended where the page is cut off behind `last`."""
    if not mark.body or not (mark.link or mark.stamp):
        return False
    around = {id(tag) for tag in (last, *last.parents)}
    named = (part for part in (mark.link or mark.stamp, mark.byline) if part and id(part) in around)
    open_ = [*named, *([] if mark.is_followed else [mark.body])]
    # The parser closes whatever is open: only the text tells what had an end.
    return all(html.rfind(f"</{part.name}") > html.rfind(f"<{part.name}") for part in open_)


def _read(mark: CommentMarkup, page: SavedPage, *, is_cut: bool) -> PageComment | None:
    """Give what is in a comment's elements, None when these are none."""
    number = number_of(mark)
    if not (mark.body or mark.link or mark.is_deleted or (number and is_cut)):
        return None
    name, address = find_author(mark)
    if not number and not (name and mark.body):
        return None
    href = str(mark.link.get("href") or "") if mark.link else ""
    shown = mark.link or mark.stamp or mark.byline
    return PageComment(
        number=number,
        parent=number_of(mark.parent) if mark.parent else "",
        moment=moment_in(href),
        shown=one_line(shown.get_text()) if shown else "",
        name=name,
        url=page.original(address),
        body=comment_html(mark, page),
        permalink=page.original(href),
        is_deleted=mark.is_deleted,
        is_cut=is_cut,
        post=mark.post,
    )


def number_of(mark: CommentMarkup) -> str:
    """Give Blogger's number of a comment: its element's id has it, or its permalink."""
    match = _NUMBER.search(str(mark.link.get("href") or "")) if mark.link else None
    return mark.number or (match[1] if match else "")


def moment_in(href: str) -> datetime | None:
    """Give the exact time that a comment's permalink holds, in milliseconds."""
    match = COMMENT_LINK.search(href)
    return moment_of(match[1] or "") if match else None


def moment_of(milliseconds: str) -> datetime | None:
    """Give a time of Blogger's links and data; None for none, or one that can be none."""
    try:
        moment = _EPOCH + timedelta(milliseconds=int(milliseconds[:20] or 0))
    except (ValueError, OverflowError):
        return None
    return moment if moment > _EPOCH and moment.year <= _LAST_YEAR else None


def _from_item(item: Item, page: SavedPage) -> PageComment:
    return PageComment(
        number=item.number,
        parent=item.parent,
        moment=moment_of(item.timestamp) or moment_in(item.permalink),
        shown=item.shown,
        name=clean_name(item.name),
        url=page.original(item.profile),
        body=item.body.strip(),
        permalink=page.original(item.permalink),
        is_deleted=bool(_DELETED.match(item.body)),
    )


def _joined(comment: PageComment, data: PageComment) -> PageComment:
    """Give a comment with what only the data tells of it; a cut off one is whole again."""
    if comment.is_cut:
        return replace(data, parent=comment.parent or data.parent, post=comment.post)
    return replace(
        _with_parent(comment, data.parent),
        moment=comment.moment or data.moment,
        name=comment.name or data.name,
        url=comment.url or data.url,
        body=comment.body or data.body,
        is_deleted=comment.is_deleted or data.is_deleted,
    )


def _with_parent(comment: PageComment, parent: str) -> PageComment:
    return replace(comment, parent=comment.parent or parent)


def votes_of(comments: list[PageComment]) -> Iterator[tuple[datetime, str]]:
    """Give the exact and the shown time of each comment that has both."""
    for comment in comments:
        if comment.moment and comment.shown:
            yield comment.moment, comment.shown
