"""Composing a digest: which posts, which subject, which first words. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bs4 import BeautifulSoup

from plugins.newsletter.model import Digest, Introduction, Post, Source, Talk
from plugins.shared.errors import BadFeed, NothingNew
from plugins.shared.languages import IN_ENGLISH, Words
from plugins.shared.text import one_line, shorten

USUAL_COUNT = 3
_OPENING_LENGTH = 420
_PREHEADER_LENGTH = 120
_MOST_TALKS = 5


def compose(
    source: Source,
    *,
    introduction: Introduction | None = None,
    since: datetime | None = None,
    catalogue: Words = IN_ENGLISH,
) -> Digest:
    """Give the digest of the posts since a time; without one, of those the introduction names.

    With neither it is the newest three. An introduction belongs to the next digest until a post
    comes out that is newer and that it does not name; then it has had its time. It also stays away
    from a digest of other posts than those it names.

    Raises BadFeed when it names a post the feed does not have, NothingNew when there are no posts.
    """
    words = introduction if introduction and not _is_over(introduction, source) else None
    posts = choose_posts(source, introduction=words, since=since)
    if words and words.posts and {post.id for post in posts} != set(words.posts):
        words = None
    if not posts:
        raise NothingNew("there are no new posts, and no letter is written about nothing.")
    return Digest(
        subject=words.title if words else make_subject(posts, catalogue),
        preheader=make_preheader(words, posts),
        date=words.date if words else max(post.published for post in posts),
        posts=posts,
        introduction=words,
    )


def compose_letter(
    posts: Iterable[Post],
    *,
    introduction: Introduction | None,
    date: datetime,
    conversation: tuple[Talk, ...] = (),
    catalogue: Words = IN_ENGLISH,
) -> Digest:
    """Give what those get who lack just these posts: the ones an introduction names first, then the newest.

    `catalogue` has the words of the site's language, for a subject that nobody wrote.
    """
    named = introduction.posts if introduction else ()
    order = {id_: place for place, id_ in enumerate(named)}
    newest_first = sorted(posts, key=lambda post: (post.published, post.id), reverse=True)
    chosen = tuple(sorted(newest_first, key=lambda post: order.get(post.id, len(order))))
    return Digest(
        subject=introduction.title if introduction else make_subject(chosen, catalogue),
        preheader=make_preheader(introduction, chosen),
        date=date,
        posts=chosen,
        introduction=introduction,
        conversation=conversation,
    )


def talks_since(posts: Iterable[Post], since: datetime) -> tuple[Talk, ...]:
    """Give the newest comments since then on these posts, the oldest first, at most five."""
    talks = [
        (remark.published, post.id, Talk(post_title=post.title, post_url=post.url, remark=remark))
        for post in posts
        for remark in post.remarks
        if remark.published and remark.published > since
    ]
    talks.sort(key=lambda one: one[:2])
    return tuple(talk for _when, _id, talk in talks[-_MOST_TALKS:])


def choose_posts(
    source: Source, *, introduction: Introduction | None, since: datetime | None
) -> tuple[Post, ...]:
    """Give the posts of a digest, newest first; those an introduction names in its own order."""
    if since:
        return tuple(post for post in source.posts if post.published >= since)
    if not introduction or not introduction.posts:
        return source.posts[:USUAL_COUNT]
    known = {post.id: post for post in source.posts}
    missing = [id_ for id_ in introduction.posts if id_ not in known]
    if missing:
        raise BadFeed(
            f'the digest "{introduction.title}" names posts that the feed does not have: '
            f"{', '.join(missing)}. Publish them first, or mend the ids in its Posts: lines."
        )
    return tuple(known[id_] for id_ in introduction.posts)


def _is_over(introduction: Introduction, source: Source) -> bool:
    end = introduction.date + timedelta(days=1)
    return any(post.published >= end and post.id not in introduction.posts for post in source.posts)


def make_subject(posts: tuple[Post, ...], catalogue: Words = IN_ENGLISH) -> str:
    """Give the newest post's title, and how many more there are."""
    return and_more(posts[0].title, len(posts) - 1, catalogue)


def and_more(title: str, more: int, catalogue: Words) -> str:
    """Give a title, and how many more posts there are."""
    if not more:
        return title
    subject = catalogue.ngettext(
        "%(title)s, and %(count)s more", "%(title)s, and %(count)s more", more
    )
    return subject % {"title": title, "count": more}


def make_preheader(introduction: Introduction | None, posts: tuple[Post, ...]) -> str:
    """Give the line that an inbox shows after the subject: the author's first words, or a summary."""
    if introduction and introduction.text:
        return shorten(one_line(introduction.text), _PREHEADER_LENGTH)
    return shorten(opening(posts[0]), _PREHEADER_LENGTH)


def opening(post: Post) -> str:
    """Give a post's first paragraphs as plain text, up to a few lines; else its summary."""
    soup = BeautifulSoup(post.content, "html.parser")
    found = ""
    for paragraph in soup.find_all("p"):
        text = one_line(paragraph.get_text())
        if found and len(found) + len(text) > _OPENING_LENGTH:
            break
        found = f"{found} {text}".strip()
    return shorten(found or post.summary or one_line(soup.get_text(" ")), _OPENING_LENGTH)
