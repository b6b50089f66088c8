"""What a blog at Blogger answered to, beside its posts and pages, which keep their addresses.

Left out, as nobody links there or a static host has it already: queries on posts (?m=1, ?showComment=
are ignored), /b/post-preview and /feeds/… of drafts (private), /sitemap.xml?page=1 (the query is
ignored), /robots.txt, months without a post. A feed of several labels becomes that of all posts, and one
of comments as RSS or JSON the Atom one: others there are none.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from plugins.addresses.model import Place, Rule, SiteMap
from plugins.addresses.old_blogs.traces import (
    FEW,
    Archive,
    days,
    feed_of,
    folders,
    free,
    imported,
    lists,
    months,
    years,
)

SOURCES = frozenset({"blogger-backup", "blogger-takeout", "blogger-feed", "blogger-page", "text"})
_NUMBER = re.compile(r"tag:blogger\.com,[0-9]{4}:blog-[0-9]+\.(?:post|page)-?([0-9]+)")
_KINDS = ("default", "full", "summary")
_FORMS = {"rss": "/rss.xml", "json": "/feed.json", "json-in-script": "/feed.json"}


def blogger_rules(site: SiteMap) -> tuple[Rule, ...]:
    """Give the rules for all of Blogger's addresses; none when nothing came from there."""
    posts = imported(site, SOURCES)
    if not posts:
        return ()
    archive = Archive.of(site)
    rules = [*_feeds(), *_lists(archive), *_labels(site, folders(posts))]
    for folder in folders(posts):
        rules += _archives(archive, posts, folder)
    rules += [*_comment_feeds(posts), *_days(archive, posts), *_patterns(archive)]
    return free(rules, site)


def _feeds() -> Iterator[Rule]:
    for kind in _KINDS:
        for form, new in _FORMS.items():
            old = f"/feeds/posts/{kind}"
            yield Rule(old=old, new=new, query=("alt", form), source="Blogger's feed")
        yield Rule(old=f"/feeds/posts/{kind}", new="/atom.xml", source="Blogger's feed")
        yield Rule(old=f"/feeds/comments/{kind}", new="/comments.xml", source="Blogger's comments")
    yield Rule(old="/feeds/pages/default", new="/atom.xml", source="Blogger's feed")


def _lists(archive: Archive) -> Iterator[Rule]:
    # "Older posts" was a search, too, without words: of our own search page it would be nothing.
    older = ("updated-max", "*")
    yield Rule(old="/search", new=archive.path, query=older, source="Blogger's older posts")
    yield Rule(old="/search", new=archive.path, source="Blogger's search")
    yield Rule(old="/search/label", new=archive.path, source="Blogger's search")
    yield Rule(old="/p", new="/", source="Blogger's pages")


def _labels(site: SiteMap, homes: tuple[str, ...]) -> Iterator[Rule]:
    for place in lists(site):
        for name in dict.fromkeys((place.title, place.title.replace(" ", "+"))):
            new, source = f"/{place.path}", "Blogger's label"
            yield Rule(old=f"/search/label/{name}", new=new, source=source)
            for folder in filter(None, homes):  # of a blog that Blogger sent to its own host
                yield Rule(old=f"{folder}/labels/{name}.html", new=new, source=source)
        for kind in _KINDS:
            old = f"/feeds/posts/{kind}/-/{place.title}"
            yield Rule(old=old, new=feed_of(place, "/atom.xml"), source="a label's feed")


def _archives(archive: Archive, posts: tuple[Place, ...], folder: str) -> Iterator[Rule]:
    source = "Blogger's archive"
    for year in years(posts):
        yield Rule(old=f"{folder}/{year:04}", new=archive.at(year), source=source)
    for year, month in months(posts):
        new = archive.at(year)
        yield Rule(old=f"{folder}/{year:04}/{month:02}", new=new, source=source)
        yield Rule(old=f"{folder}/{_page(date(year, month, 1))}", new=new, source=source)
    for year in years(posts):
        old = f"{folder}/{year:04}_*"
        yield Rule(old=old, new=archive.at(year), is_pattern=True, source=source)
    if folder:
        for file, new in (("", "/"), ("/atom.xml", "/atom.xml"), ("/rss.xml", "/rss.xml")):
            yield Rule(old=f"{folder}{file}", new=new, source="the old blog's home")


def _page(day: date) -> str:
    return f"{day:%Y_%m_%d}_archive.html"


def _comment_feeds(posts: tuple[Place, ...]) -> Iterator[Rule]:
    for place in posts:
        number = _NUMBER.fullmatch(place.id)
        if number and place.feed:
            old = f"/feeds/{number[1]}/comments/default"
            yield Rule(old=old, new=f"/{place.feed}", source="a post's comments")


def _days(archive: Archive, posts: tuple[Place, ...]) -> Iterator[Rule]:
    """Give the archive pages of days, and of weeks, which were called after their Sunday."""
    for folder in folders(posts) if len(posts) <= FEW else ():
        for day in days(posts):
            sunday = day - timedelta(days=day.isoweekday() % 7)
            for file in (_page(sunday), _page(day), f"{day:%Y/%m/%d}"):
                new = archive.at(day.year)
                yield Rule(old=f"{folder}/{file}", new=new, source="Blogger's archive")


def _patterns(archive: Archive) -> Iterator[Rule]:
    feeds = [("/feeds/posts/*", new, ("alt", form)) for form, new in _FORMS.items()]
    plain = (
        ("/feeds/:id/comments/*", "/comments.xml"),
        ("/feeds/comments/*", "/comments.xml"),
        ("/feeds/*", "/atom.xml"),
        ("/search/label/*", archive.path),
        (
            "/sitemap-pages.xml",
            "/sitemap.xml",
        ),  # no stub page is made of a pattern: a crawler reads none
        ("/search/*", archive.path),
    )
    for old, new, query in [*feeds, *((old, new, None) for old, new in plain)]:
        yield Rule(old=old, new=new, query=query, is_pattern=True, source="Blogger")
