"""A page of a Blogger blog, saved with a browser or copied from the Internet Archive.

Every link to a comment holds its number and its exact time, `?showComment=EPOCHMS#cNUMBER`; the dates
shown are in the blog's language and zone, and count only where a page is older than such links. How
the comments are marked: blogger_markup.py.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from bs4 import BeautifulSoup

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import ImportedComment, Item, Kind, Note, Skipped
from plugins.comments_import.sources.page.comments import PageComment, read_comments, votes_of
from plugins.comments_import.sources.page.dates import Shown, parse_shown, tells_day_first
from plugins.comments_import.sources.page.facts import (
    PageFacts,
    find_facts,
    is_permalink,
    linked_comments,
)
from plugins.comments_import.sources.page.marks import has_dynamic_view, is_blogger_page
from plugins.comments_import.sources.page.markup import Markup
from plugins.comments_import.sources.page.parts import PostMarkup
from plugins.comments_import.sources.page.posts import (
    address_of,
    build_post,
    date_of,
    needs_zone,
    number_of,
    plain_address,
    post_keys,
    title_of,
)
from plugins.comments_import.sources.page.saved import SavedPage, read_head, read_page
from plugins.comments_import.sources.page.zone import PageZone, find_zone
from plugins.shared.dates import Precision
from plugins.shared.errors import BadExport
from plugins.shared.text import count

NAME = "blogger-page"
TITLE = "a saved page of a Blogger blog"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One page with all that was found on it; each part needs some of the others."""

    page: SavedPage
    facts: PageFacts
    posts: list[PostMarkup]
    comments: list[PageComment]
    zone: PageZone
    is_day_first: bool | None

    def shown(self, comment: PageComment) -> Shown:
        """Give the date a comment shows."""
        return parse_shown(comment.shown, is_day_first=self.is_day_first)


def claims(file: ExportFile) -> bool:
    """Whether it is HTML that Blogger made, and neither one of its templates nor a feed."""
    return is_blogger_page(read_head(file))


def read(file: ExportFile) -> Iterator[Item]:
    """Give the page's posts, its comments, and what it says about more of them."""
    page = read_page(file)
    # lxml knows which elements end without an end tag, and html.parser does not. Through BeautifulSoup
    # it has no limit of depth, but by itself it stops at 2,048 and drops the rest.
    soup = BeautifulSoup(page.html, "lxml", huge_tree=True)
    markup = Markup(soup)
    facts = find_facts(page, soup, markup)
    comments = read_comments(markup, page, has_ended=facts.has_ended)
    if not markup.posts and not comments:
        raise BadExport(_why_empty(page))
    reading = _reading(page, facts, markup.posts, comments, file)
    yield from (_post_item(post, reading) for post in markup.posts)
    occurrences: Counter[str] = Counter()
    yield from (_comment_item(comment, reading, occurrences) for comment in comments)
    yield from _notes(reading)


def _why_empty(page: SavedPage) -> str:
    if has_dynamic_view(page.html):
        return (
            "it is a page with Dynamic Views, which loads its posts later and holds none: import the "
            "blog's backup or its feed, or save the page again with ?m=1 at the end of its address."
        )
    return (
        "it is a page of a Blogger blog, but shows neither a post nor a comment; "
        "save the page of one post, or import the blog's backup."
    )


def _reading(
    page: SavedPage,
    facts: PageFacts,
    posts: list[PostMarkup],
    comments: list[PageComment],
    file: ExportFile,
) -> _Reading:
    is_day_first = tells_day_first([*(one.shown for one in comments), *(one.day for one in posts)])
    told = [
        (moment, parse_shown(shown, is_day_first=is_day_first))
        for moment, shown in votes_of(comments)
    ]
    if len(posts) > 1:  # what a page of many posts says of itself is true of none of them
        facts = replace(facts, addresses=(), post_id="", title="")
    elif not facts.addresses:
        permalinks = [plain_address(comment.permalink) for comment in comments]
        facts = replace(facts, addresses=tuple(filter(is_permalink, permalinks[:1])))
    for post in posts:
        post.number = number_of(post) or facts.post_id
    return _Reading(
        page=page,
        facts=facts,
        posts=posts,
        comments=comments,
        zone=find_zone(told, file.zone),
        is_day_first=is_day_first,
    )


def _post_item(post: PostMarkup, reading: _Reading) -> Item:
    if not reading.facts.has_ended and not post.is_followed:
        return Skipped(kind=Kind.POST, reason="cut off", what=title_of(post, reading.facts))
    moment = date_of(post, reading.zone, is_day_first=reading.is_day_first)
    return build_post(post, reading.facts, reading.page, moment=moment)


def _comment_item(comment: PageComment, reading: _Reading, occurrences: Counter[str]) -> Item:
    id_ = f"blogger:{comment.number}" if comment.number else _made_id(comment, occurrences)
    parent = f"blogger:{comment.parent}" if comment.parent else ""
    reason = _fault_of(comment)
    if reason:
        what = f"a comment by {comment.name or 'Anonymous'}"
        return Skipped(
            kind=Kind.COMMENT,
            reason=reason,
            what=what,
            is_reply=bool(parent),
            id=id_,
            parent=parent,
        )
    facts = reading.facts
    date, precision = _date_of(comment, reading)
    guid = f"tag:blogger.com,1999:blog-{facts.blog_id}.post-{comment.number}"
    live = Comment(
        id=id_,
        author="" if comment.is_deleted else comment.name or "Anonymous",
        date=date,
        precision=precision,
        url="" if comment.is_deleted else comment.url,
        parent=parent,
        status=Status.DELETED if comment.is_deleted else Status.APPROVED,
        format=Format.HTML,
        guid=guid if facts.blog_id and comment.number else "",
        body="" if comment.is_deleted else comment.body,
    )
    return ImportedComment(comment=live, post=_keys_of_post(comment, reading))


def _fault_of(comment: PageComment) -> str:
    if comment.is_cut:
        return "cut off"
    return "" if comment.is_deleted or comment.body else "it has no text"


def _made_id(comment: PageComment, occurrences: Counter[str]) -> str:
    """Give an id to a comment whose template shows no number: the same page gives the same one."""
    words = f"{comment.name}\n{comment.shown}\n{comment.body}"
    occurrences[words] += 1
    digest = hashlib.sha256(f"{words}\n{occurrences[words]}".encode(errors="replace")).hexdigest()
    return f"{NAME}:{digest[:12]}"


def _date_of(comment: PageComment, reading: _Reading) -> tuple[datetime | None, Precision]:
    if comment.moment:
        return comment.moment, Precision.SECOND
    shown = reading.shown(comment)
    if shown.moment:
        return shown.moment.replace(tzinfo=reading.zone.zone).astimezone(UTC), Precision.MINUTE
    if shown.day:
        return datetime.combine(shown.day, time(0), UTC), Precision.DAY
    return None, Precision.SECOND


def _keys_of_post(comment: PageComment, reading: _Reading) -> tuple[str, ...]:
    """Give the keys of the page's one post; on a page of many, of the one that the comment is below."""
    facts = reading.facts
    own = plain_address(comment.permalink)
    if len(reading.posts) > 1:
        stated = address_key(own) if is_permalink(own) else ""
        if stated or comment.post is None:
            return keys_of(stated)
        post = comment.post
    elif not reading.posts:
        address = next(iter([*facts.addresses, *filter(is_permalink, [own])]), "")
        return post_keys(facts.post_id, plain_address(address))
    else:
        post = reading.posts[0]
    return post_keys(number_of(post), address_of(post, facts, reading.page))


def _notes(reading: _Reading) -> Iterator[Note]:
    yield from _notes_of_more(reading)
    if any(post.is_partial for post in reading.posts):
        yield Note(
            text="the page shows only the beginning of some posts; "
            "a backup of the blog, or the saved page of each post, has them whole."
        )
    if reading.zone.votes and _uses_zone(reading):
        yield Note(text=reading.zone.sentence)


def _notes_of_more(reading: _Reading) -> Iterator[Note]:
    """Say that the page has only some of its post's comments, whatever tells so."""
    facts, found = reading.facts, len(reading.comments)
    rest = "a backup of the blog or its comment feed has the rest."
    known = {comment.number for comment in reading.comments}
    own = {address_key(address) for address in facts.addresses}
    links = linked_comments(reading.page)
    more = [number for number, key in links.items() if number not in known and key in own]
    if len(reading.posts) > 1:  # they are of many posts
        return
    if facts.claimed > found:
        yield Note(text=f"the page shows {found} of {count(facts.claimed, 'comment')}; {rest}")
    elif facts.has_more or more:
        yield Note(text=f"the page shows {count(found, 'comment')} and links to more; {rest}")


def _uses_zone(reading: _Reading) -> bool:
    """Whether any date is only told as a local time."""
    return any(
        needs_zone(post, is_day_first=reading.is_day_first) for post in reading.posts
    ) or any(
        comment.moment is None and reading.shown(comment).moment for comment in reading.comments
    )
