"""What a weblog of TypePad or Movable Type answered to, beside its posts, which keep their addresses.

A weblog's files lay in one folder, /blog/ as a rule, which its posts' addresses tell. Left out: monthly
files of Movable Type before 2004 (archives/2003_05.html) and cat_….html, whose posts had no year in
their addresses; archives of weeks; pictures below /.a/, which were never in an export.
"""

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

from plugins.addresses.model import Kind, Place, Rule, SiteMap
from plugins.addresses.old_blogs.traces import (
    Archive,
    folders,
    free,
    imported,
    lists,
    months,
    pages_of_list,
    path_of,
    years,
)

SOURCES = frozenset({"movabletype"})
_FEEDS = {"atom.xml": "/atom.xml", "rss.xml": "/rss.xml", "index.rdf": "/rss.xml", "index.xml": "/rss.xml"}  # fmt: skip
_LIST_FEEDS = ("atom.xml", "rss.xml", "index.rdf")


def typepad_rules(site: SiteMap) -> tuple[Rule, ...]:
    """Give the rules for all of a TypePad blog's addresses; none when nothing came from there."""
    posts = imported(site, SOURCES)
    if not posts:
        return ()
    archive = Archive.of(site)
    rules: list[Rule] = []
    for folder in dict.fromkeys((*folders(posts), "")):
        rules += _home(site, archive, folder)
    for folder in folders(posts):
        rules += _pages(archive, posts, folder)
        rules += _categories(site, folder)
        rules += _patterns(folder)
    rules += _comments(posts)
    search = Rule(old="/.services/*", new=archive.path, is_pattern=True, source="TypePad's search")
    return free([*rules, search], site)


def _home(site: SiteMap, archive: Archive, folder: str) -> Iterator[Rule]:
    source = "TypePad's home"
    if folder:
        yield Rule(old=folder, new="/", source=source)
    for file, new in _FEEDS.items():
        yield Rule(old=f"{folder}/{file}", new=new, source="TypePad's feed")
    yield Rule(old=f"{folder}/archives.html", new=archive.path, source=source)
    for page in site.of(Kind.PAGE):
        if page.path == "about/":
            yield Rule(old=f"{folder}/about.html", new="/about/", source=source)


def _pages(archive: Archive, posts: tuple[Place, ...], folder: str) -> Iterator[Rule]:
    source = "TypePad's archive"
    for year in years(posts):
        yield Rule(old=f"{folder}/{year:04}", new=archive.at(year), source=source)
    for year, month in months(posts):
        yield Rule(old=f"{folder}/{year:04}/{month:02}", new=archive.at(year), source=source)
    for old in pages_of_list(folder, posts=len(posts)):
        yield Rule(old=old, new=archive.path, source=source)


def _categories(site: SiteMap, folder: str) -> Iterator[Rule]:
    for place in lists(site):
        for name in _names(place):
            old = f"{folder}/{name}"
            yield Rule(old=old, new=f"/{place.path}", source="TypePad's category")
            if place.feed:
                for file in _LIST_FEEDS:
                    yield Rule(
                        old=f"{old}/{file}", new=f"/{place.feed}", source="a category's feed"
                    )


def _names(place: Place) -> tuple[str, ...]:
    """Give what a category's folder was called: its words with "_" between them, later with "-"."""
    plain = "".join(one for one in normalize("NFKD", place.title) if not combining(one)).lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("’", ""))
    slug = path_of(place).rpartition("/")[2].removesuffix(".html")
    return tuple(dict.fromkeys(filter(None, ("_".join(words), "-".join(words), slug))))


def _comments(posts: tuple[Place, ...]) -> Iterator[Rule]:
    for place in posts:
        folder = path_of(place).removesuffix(".html").rstrip("/")
        if place.feed:
            old = f"{folder}/comments/atom.xml"
            yield Rule(old=old, new=f"/{place.feed}", source="a post's comments")


def _patterns(folder: str) -> Iterator[Rule]:
    """Give the rules for what posts had each of their own, as far as one for all of them does."""
    post = f"{folder}/:year/:month/:post"
    rows = (
        (f"{post}/comments/atom.xml", "/comments.xml"),
        (f"{post}/comments/page/*", f"{post}.html"),
    )
    for old, new in rows:
        yield Rule(old=old, new=new, is_pattern=True, source="a post's comments")
