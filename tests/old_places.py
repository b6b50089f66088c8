"""Places of made-up sites that moved here from an old blog, and what a request for an old address gives."""

from datetime import UTC, datetime
from urllib.parse import unquote

from hypothesis import strategies as st

from plugins.addresses.answering import find_answer
from plugins.addresses.model import Kind, Place, SiteMap
from plugins.addresses.old_blogs.every import old_blog_rules

# What every built site has besides its places.
FILES = (
    "index.html",
    "page/2.html",
    "404.html",
    "atom.xml",
    "rss.xml",
    "feed.json",
    "comments.xml",
    "feeds.opml",
    "robots.txt",
    "sitemap.xml",
    "favicon.ico",
    "archive/index.html",
    "archive/1.xml",
    "archive/1.json",
    "subscribe/index.html",
    "digests/atom.xml",
    "digests/feed.json",
    "digests/2026-11-20-monthly.html",
    "theme/site.css",
    "theme/site.1a2b3c4d.css",
    "images/lunch.jpg",
    "images/2010/08/lunch.jpg",
    "images/2010/08/14/lunch.jpg",
    "tags/lunch/page/2.html",
    "categories/notes/page/2.html",
)
DAY = datetime(2010, 8, 14, 12, tzinfo=UTC)


def post(path, *, source="blogger-backup", date=DAY, feed=False, **fields):
    """Give a post at `path`, with a feed of its comments or without."""
    file = f"{path}index.html" if path.endswith("/") else path
    feed = f"{file.removesuffix('.html')}.comments.xml" if feed else ""
    fields = {"kind": Kind.POST, "title": "Lunch", "id": f"urn:x:{path}", **fields}
    return Place(path=path, file=unquote(file), source=source, date=date, feed=feed, **fields)


def page(path, **fields):
    return post(path, kind=Kind.PAGE, date=None, **fields)


def tag(name, slug, kind=Kind.TAG):
    folder = "tags" if kind is Kind.TAG else "categories"
    path = f"{folder}/{slug}"
    return Place(
        path=f"{path}.html", file=f"{path}.html", kind=kind, title=name, feed=f"{path}.xml"
    )


def site_of(*places):
    return SiteMap(places=tuple(sorted(places, key=lambda place: place.path)))


def files_of(site):
    """Give every file of a built site with these places."""
    own = {name for place in site.places for name in (place.file, unquote(place.feed)) if name}
    return own | set(FILES)


def landing(site, url):
    """Give where an old address ends: the path of the file, with the fragment that counts."""
    answer = find_answer(url, old_blog_rules(site), files_of(site), lambda _file: ())
    return f"{answer.file}{f'#{answer.fragment}' if answer.fragment else ''}"


_SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "2010",
            "08",
            "14",
            "31",
            "lunch",
            "feed",
            "page",
            "search",
            "label",
            "tag",
            "category",
            "author",
            "p",
            "2",
            "amp",
            "blog",
            "comments",
            "feeds",
            "default",
            "archives",
            "about",
            "x.html",
            "y.comments.xml",
            "2010_08_14_archive.html",
            "posts",
        ]
    ),
    st.text("abc0.-_~:*é %", min_size=1, max_size=6).filter(lambda text: set(text) - {"."}),
)
_SOURCES = st.sampled_from(["", "blogger-backup", "wordpress", "movabletype"])


@st.composite
def sites(draw):
    """Give sites whose addresses are as unlucky as can be."""
    places = []
    for parts in draw(st.lists(st.lists(_SEGMENTS, min_size=1, max_size=6), max_size=8)):
        path = "/".join(parts) + draw(st.sampled_from(["", "/", ".html"]))
        if path.startswith("_servers/"):
            continue
        date = draw(st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1))).replace(tzinfo=UTC)
        kind = draw(st.sampled_from([post, page]))
        source, feed = draw(_SOURCES), draw(st.booleans())
        number = draw(st.integers(1, 99))
        id_ = draw(
            st.sampled_from(
                [
                    f"http://o.example/?p={number}",
                    f"tag:blogger.com,1999:blog-1.post-{number}",
                    "urn:x",
                ]
            )
        )
        fields = {"source": source, "feed": feed, "id": id_}
        places.append(kind(path, **fields) if kind is page else post(path, date=date, **fields))
    names = draw(st.lists(st.text(min_size=1, max_size=9), max_size=4, unique=True))
    places += [tag(name, f"t{number}") for number, name in enumerate(names)]
    return site_of(*places)
