"""Every address an old blog answered to, made from its export: what is then proved of the new site. Pure.

It is made without a look at the rules, so that what they forget is found.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from unicodedata import combining, normalize
from urllib.parse import quote, urlsplit

from plugins.shared.old_blog import OldBlog, OldPost

_DATED = re.compile(r"(?P<folder>/(?:[^/]+/)*?)(?P<year>(?:19|20)\d\d)/(?:(?P<month>[01]\d)/)?")
_ON_A_PAGE = 10  # as both systems had it, unless the author chose another number
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def addresses_of(old: OldBlog) -> tuple[str, ...]:
    """Give every address such a blog answered to, each once: posts, comments, lists, archives, feeds."""
    found: dict[str, None] = {}
    for system in sorted({post.system for post in old.posts}):
        posts = tuple(post for post in old.posts if post.system == system and _is_web(post.address))
        for place in sorted({_home_of(post) for post in posts}):
            mine = [post for post in posts if _home_of(post) == place]
            found |= dict.fromkeys(_BLOGS.get(system, _pages)(mine, place))
    return tuple(found)


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://", "/"))


def _home_of(post: OldPost) -> str:
    """Give where the blog of a post began: "" or such as "http://old.example" when only paths are known."""
    parts = urlsplit(post.address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _pages(posts: Iterable[OldPost], _home: str) -> Iterator[str]:
    yield from (post.address for post in posts)


def _folder_of(posts: Iterable[OldPost]) -> str:
    """Give the folder the blog lived in, with slashes: what stands before the year of its posts."""
    paths = (urlsplit(post.address).path for post in posts if not post.is_page)
    return next((match["folder"] for path in paths if (match := _DATED.match(path))), "/")


def _months(posts: Iterable[OldPost]) -> Iterator[tuple[str, str]]:
    """Give (year, month) of each post, of an address with only a year ("2010", "")."""
    found = set()
    for post in (one for one in posts if not one.is_page):
        match = _DATED.match(urlsplit(post.address).path)
        if match:
            found.add((match["year"], match["month"] or ""))
        elif post.date:
            found.add((f"{post.date:%Y}", f"{post.date:%m}"))
    yield from sorted(found)


def _labels(posts: Iterable[OldPost]) -> list[str]:
    return sorted({label for post in posts for label in post.labels})


def _blogger(posts: list[OldPost], home: str) -> Iterator[str]:
    folder = home + _folder_of(posts)
    yield from (f"{home}/", f"{home}/?m=1", f"{home}/?m=0", f"{home}/search?q=lunch")
    yield f"{home}/search?updated-max=2012-01-01T00:00:00-08:00&max-results=7"
    for post in posts:
        yield from (post.address, f"{post.address}?m=1", f"{post.address}?m=0")
        for comment in post.comments:
            time = (comment.date - _EPOCH) if comment.date else None
            shown = f"?showComment={int(time.total_seconds() * 1000)}" if time else ""
            yield from (f"{post.address}{shown}#{name}" for name in comment.fragments)
        if post.number:
            yield f"{home}/feeds/{post.number}/comments/default"
            yield f"{home}/feeds/{post.number}/comments/default?alt=rss"
            yield f"{home}/feeds/posts/default/{post.number}"
    for label in _labels(posts):
        yield f"{home}/search/label/{quote(label, safe='')}"
        yield f"{home}/search/label/{quote(label, safe='')}?max-results=20&m=1"
        yield f"{home}/feeds/posts/default/-/{quote(label, safe='')}"
        yield f"{home}/feeds/posts/summary/-/{quote(label, safe='')}?alt=rss"
    for year, month in _months(posts):
        yield f"{folder}{year}/"
        if month:
            yield from (f"{folder}{year}/{month}/", f"{folder}{year}_{month}_01_archive.html")
    yield from _blogger_feeds(home)


def _blogger_feeds(home: str) -> Iterator[str]:
    yield from (f"{home}/atom.xml", f"{home}/rss.xml", f"{home}/sitemap.xml")
    for kind in ("default", "full", "summary"):
        yield f"{home}/feeds/comments/{kind}"
        for form in ("", "?alt=atom", "?alt=rss", "?alt=json", "?alt=json-in-script&callback=show"):
            yield f"{home}/feeds/posts/{kind}{form}"
    yield f"{home}/feeds/posts/default?start-index=26&max-results=25"


def _wordpress(posts: list[OldPost], home: str) -> Iterator[str]:
    folder = home + _folder_of(posts)
    yield from (folder, f"{folder}?s=lunch", f"{folder}?paged=2")
    if len(posts) > _ON_A_PAGE:
        yield f"{folder}page/2/"
    for post in posts:
        yield post.address
        if post.number:
            yield f"{folder}?p={post.number}"
            if post.is_page:
                yield f"{folder}?page_id={post.number}"
        if not urlsplit(post.address).query:
            yield from _wordpress_parts(post)
    yield from _wordpress_lists(posts, folder)
    for form in ("", "rss2/", "atom/", "rss/", "rdf/"):
        yield from (f"{folder}feed/{form}", f"{folder}comments/feed/{form}")
    for form in ("rss2", "atom", "rss", "rdf", "comments-rss2"):
        yield f"{folder}?feed={form}"


def _wordpress_lists(posts: list[OldPost], folder: str) -> Iterator[str]:
    for label in _labels(posts):
        for base in ("category", "tag"):
            place = f"{folder}{base}/{_hyphened(label)}/"
            yield from (place, f"{place}feed/", f"{place}page/2/")
    for year, month in _months(posts):
        yield from (f"{folder}{year}/", f"{folder}?m={year}")
        if month:
            yield from (f"{folder}{year}/{month}/", f"{folder}?m={year}{month}")


def _wordpress_parts(post: OldPost) -> Iterator[str]:
    base = post.address.rstrip("/")
    yield from (f"{base}/feed/", f"{base}/trackback/", f"{base}/amp/", f"{base}/embed/")
    for comment in post.comments:
        for name in comment.fragments:
            yield from (f"{post.address}#{name}", f"{base}/comment-page-1/#{name}")
            yield f"{post.address}?replytocom={name.rpartition('-')[2]}#respond"


def _hyphened(label: str) -> str:
    """Give the slug that WordPress made of a label, in an address."""
    name = label.lower().replace("'", "").replace("’", "")
    plain = "".join(one for one in normalize("NFKD", name) if not combining(one))
    return quote("-".join(re.findall(r"\w+", normalize("NFC", plain))))


def _movabletype(posts: list[OldPost], home: str) -> Iterator[str]:
    folder = home + _folder_of(posts)
    yield from (f"{home}/", folder, f"{folder}index.html", f"{folder}archives.html")
    yield from (f"{folder}{file}" for file in ("atom.xml", "rss.xml", "index.rdf"))
    if len(posts) > _ON_A_PAGE:
        yield f"{folder}page/2/"
    for post in posts:
        yield post.address
        plain = post.address.removesuffix(".html").rstrip("/")
        yield from (f"{plain}/comments/atom.xml", f"{plain}/comments/page/2/#comments")
        yield from (f"{post.address}#{name}" for one in post.comments for name in one.fragments)
    for label in _labels(posts):
        words = re.findall(r"[a-z0-9]+", label.lower())
        if words:
            place = f"{folder}{'_'.join(words)}/"
            yield from (place, f"{place}atom.xml", f"{folder}{'-'.join(words)}/")
    for year, month in _months(posts):
        yield f"{folder}{year}/"
        if month:
            yield from (f"{folder}{year}/{month}/", f"{folder}{year}/{month}/index.html")


_BLOGS: Mapping[str, Callable[[list[OldPost], str], Iterator[str]]] = {
    "blogger": _blogger,
    "wordpress": _wordpress,
    "movabletype": _movabletype,
}
