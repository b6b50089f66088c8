"""What a WordPress blog answered to, beside its posts and pages, which keep their addresses.

/?p=12 comes from `Redirect_from:` where the import knew the number, and else from the post's id, which
WordPress made of it. Left out: feeds of a day, a month or a search; ?feed= on a post; attachments by
their own addresses; /wp-content/, whose pictures lie in images/; /wp-admin/ and whatever was not for
readers. Nobody knows which label was a category and which a tag: each answers as both.
"""

import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from unicodedata import combining, normalize
from urllib.parse import parse_qs, unquote, urlsplit

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
    pages_of_list,
    path_of,
    years,
)

SOURCES = frozenset({"wordpress"})
_FEEDS = {"atom": "/atom.xml", "rss": "/rss.xml", "rss2": "/rss.xml", "rdf": "/rss.xml"}
_FILES = {
    "wp-atom.php": "/atom.xml",
    "wp-rss.php": "/rss.xml",
    "wp-rss2.php": "/rss.xml",
    "wp-rdf.php": "/rss.xml",
    "wp-feed.php": "/rss.xml",
    "wp-commentsrss2.php": "/comments.xml",
    "index.php": "/",
}
_COMMENT_FEEDS = ("comments-rss2", "comments-atom")
_NUMBERS = ("p", "page_id", "attachment_id")
_OTHERS = (*_NUMBERS, "cat", "tag", "category_name", "author", "s", "paged")
_LISTS = ("category", "tag")


def wordpress_rules(site: SiteMap) -> tuple[Rule, ...]:
    """Give the rules for all of a WordPress blog's addresses; none when nothing came from there."""
    posts = imported(site, SOURCES)
    if not posts:
        return ()
    archive = Archive.of(site)
    rules: list[Rule] = []
    for folder in folders(posts):
        rules += _feeds(folder)
        rules += _lists(site, folder)
        rules += _archives(archive, posts, folder)
        rules += _numbers(posts, folder)
        rules += _queries(site, archive, folder)
        rules += _list_patterns(archive, folder)
    rules += [
        *_post_feeds(posts),
        *_days(site, archive, posts),
        *_post_patterns(posts),
        *_elsewhere(posts),
    ]
    return free(rules, site)


def _feeds(folder: str) -> Iterator[Rule]:
    source = "WordPress' feed"
    home = folder or "/"
    for name, new in _FEEDS.items():
        yield Rule(old=home, new=new, query=("feed", name), source=source)
        yield Rule(old=f"{folder}/feed/{name}", new=new, source=source)
    for name in _COMMENT_FEEDS:
        yield Rule(old=home, new="/comments.xml", query=("feed", name), source=source)
    yield Rule(old=home, new="/atom.xml", query=("feed", "*"), source=source)
    yield Rule(old=f"{folder}/feed", new="/rss.xml", source=source)
    for name in ("", "/atom", "/rss", "/rss2", "/rdf"):
        yield Rule(old=f"{folder}/comments/feed{name}", new="/comments.xml", source=source)
    for file, new in _FILES.items():
        yield Rule(old=f"{folder}/{file}", new=new, source="WordPress")
    if folder:
        yield Rule(old=folder, new="/", source="the old blog's home")


def _numbers(posts: tuple[Place, ...], folder: str) -> Iterator[Rule]:
    for place in posts:
        for old, name, number in _numbers_of(place, folder or "/"):
            yield Rule(
                old=old, new=f"/{place.path}", query=(name, number), source="a post's number"
            )


def _numbers_of(place: Place, home: str) -> Iterator[tuple[str, str, str]]:
    """Give the numbers a post's id tells, such as http://old.example/?p=12, each with its path."""
    for known in (place.id, *place.old):
        try:
            parts = urlsplit(known)
        except ValueError:  # such as http://[::1
            continue
        found = parse_qs(parts.query)
        for name in (one for one in _NUMBERS if one in found):
            number = found[name][0]
            if number.isascii() and number.isdigit():
                own = parts.path.rstrip("/").removesuffix("/index.php") or "/"
                for old in dict.fromkeys((own, home)):
                    yield old, name, number
                    if name == "page_id":
                        yield old, "p", number


def _queries(site: SiteMap, archive: Archive, folder: str) -> Iterator[Rule]:
    home = folder or "/"
    for place in lists(site):
        for name in _names(place):
            yield Rule(old=home, new=f"/{place.path}", query=("tag", name), source="a tag")
    for name in _OTHERS:
        yield Rule(old=home, new=archive.path, query=(name, "*"), source="WordPress")


def _lists(site: SiteMap, folder: str) -> Iterator[Rule]:
    for place in lists(site):
        for name in _names(place):
            for base in _LISTS:
                old, source = f"{folder}/{base}/{name}", f"WordPress' {base}"
                feed = feed_of(place, "/atom.xml")
                yield Rule(old=old, new=f"/{place.path}", source=source)
                yield Rule(old=f"{old}/feed", new=feed, source=f"a {base}'s feed")


def _names(place: Place) -> tuple[str, ...]:
    """Give what WordPress may have called a label: in ASCII, or in its own letters, which it escapes."""
    name = place.title.lower().replace("'", "").replace("’", "")
    plain = "".join(one for one in normalize("NFKD", name) if not combining(one))
    slug = path_of(place).rpartition("/")[2].removesuffix(".html")
    found = (slug, _hyphened(plain, r"[a-z0-9_]+"), _hyphened(normalize("NFC", name), r"\w+"))
    return tuple(dict.fromkeys(filter(None, found)))


def _hyphened(name: str, words: str) -> str:
    return "-".join(re.findall(words, name))


def _archives(archive: Archive, posts: tuple[Place, ...], folder: str) -> Iterator[Rule]:
    written = {f"{year:04}": (year, number) for year, number in years(posts).items()}
    for (year, month), number in months(posts).items():
        written[f"{year:04}/{month:02}"] = year, number
    for path, (year, number) in written.items():
        new, source, m = archive.at(year), "WordPress' archive", path.replace("/", "")
        yield Rule(old=f"{folder}/{path}", new=new, source=source)
        yield Rule(old=folder or "/", new=new, query=("m", m), source=source)
        for old in pages_of_list(f"{folder}/{path}", posts=number):
            yield Rule(old=old, new=new, source=source)
    for old in pages_of_list(folder, posts=len(posts)):
        yield Rule(old=old, new=archive.path, source="WordPress")


def _days(site: SiteMap, archive: Archive, posts: tuple[Place, ...]) -> Iterator[Rule]:
    """Give the archive pages of days: one rule for a year in which no post's address is as long."""
    found = days(posts)
    for folder in folders(posts):
        for year in sorted({day.year for day in found}):
            old, new = f"{folder}/{year:04}/:month/:day", archive.at(year)
            pattern = Rule(old=old, new=new, is_pattern=True, source="WordPress' archive")
            if free([pattern], site):
                yield pattern
            elif len(posts) <= FEW:
                for day in (one for one in found if one.year == year):
                    old = f"{folder}/{day:%Y/%m/%d}"
                    yield Rule(old=old, new=new, source="WordPress' archive")


def _list_patterns(archive: Archive, folder: str) -> Iterator[Rule]:
    """Give the rules for further pages of lists, categories within others, and what nobody has any more."""
    rows = [
        (f"/{base}/:name{old}", new.format(base=f"{folder}/{base}"))
        for base in _LISTS
        for old, new in (
            ("/feed", "/atom.xml"),
            ("/feed/:form", "/atom.xml"),
            ("/page/:number", "{base}/:name"),
        )
    ]
    rows += [
        ("/category/:parent/:name/feed", f"{folder}/category/:name/feed"),
        ("/category/:parent/:name/page/:number", f"{folder}/category/:name"),
        ("/category/:parent/:name", f"{folder}/category/:name"),
        ("/author/:name/feed", "/atom.xml"),
        # No stub page is made of a pattern: a crawler reads none.
        *((f"/{file}.xml", "/sitemap.xml") for file in ("wp-sitemap", "sitemap_index")),
        *((f"/{base}/*", archive.path) for base in (*_LISTS, "author")),
    ]
    for old, new in rows:
        yield Rule(old=f"{folder}{old}", new=new, is_pattern=True, source="WordPress' lists")


def _post_feeds(posts: tuple[Place, ...]) -> Iterator[Rule]:
    """Give the rules for the feeds of posts' comments: one for each post with comments.

    Of many posts, most with comments, it is one for all of them and one for each without.
    """
    with_feed = [place for place in posts if place.feed]
    is_usual = all(place.feed == f"{place.path}index.comments.xml" for place in with_feed)
    source = "a post's comments"
    if is_usual and len(posts) > FEW and 2 * len(with_feed) > len(posts):
        for place in (one for one in posts if not one.feed):
            yield Rule(old=f"{path_of(place).rstrip('/')}/feed", new="/comments.xml", source=source)
        for shape in _shapes(with_feed):
            old, new = f"{shape.rstrip('/')}/feed", f"{shape}index.comments.xml"
            yield Rule(old=old, new=new, is_pattern=True, source=source)
        return
    for place in with_feed:
        yield Rule(old=f"{path_of(place).rstrip('/')}/feed", new=f"/{place.feed}", source=source)


def _post_patterns(posts: tuple[Place, ...]) -> Iterator[Rule]:
    """Give the rules for what each post had below its own address, one for all posts of one shape."""
    for shape in _shapes(posts):
        post = shape.rstrip("/")
        rows = [(f"{post}/feed", "/comments.xml"), (f"{post}/feed/:form", "/comments.xml")]
        parts = ("amp", "embed", "trackback", "attachment/:name", "comment-page-*", *"2345")
        rows += [(f"{post}/{part}", shape) for part in parts]
        for old, new in rows:
            yield Rule(old=old, new=new, is_pattern=True, source="a post's parts")


def _shapes(posts: Sequence[Place]) -> list[str]:
    homes = folders(posts)
    return sorted({_shape(place, homes) for place in posts} - {""})


def _shape(place: Place, homes: tuple[str, ...]) -> str:
    """Give what all addresses of its kind have in common: /blog/2010/lunch/ is /blog/:a/:b/."""
    path = path_of(place)
    home = max((one for one in homes if path.startswith(f"{one}/")), key=len, default="")
    segments = path.removeprefix(home).strip("/").split("/")
    if len(segments) > len(ascii_lowercase):
        return ""
    names = "/".join(
        f":{letter}" for letter, _segment in zip(ascii_lowercase, segments, strict=False)
    )
    return f"{home}/{names}{'/' if path.endswith('/') else ''}"


def _elsewhere(posts: tuple[Place, ...]) -> Iterator[Rule]:
    """Give the rules for what stood below addresses that posts have no more: renamed, or in another script."""
    for place in posts:
        for parts in map(urlsplit, place.old):
            path = unquote(parts.path).rstrip("/")
            if path and not parts.query and path != path_of(place).rstrip("/"):
                feed, source = feed_of(place, "/comments.xml"), "a post's parts"
                yield Rule(old=f"{path}/feed", new=feed, source=source)
                yield Rule(old=f"{path}/*", new=f"/{place.path}", is_pattern=True, source=source)
