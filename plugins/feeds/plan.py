"""Which feeds a site has, each under its name, and the list of them all. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from plugins.feeds.atom_rss import format_atom, format_rss
from plugins.feeds.json_feed import format_json
from plugins.feeds.model import Entry, Feed, feed_id
from plugins.feeds.paging import LARGEST, fewer, newest_of, page
from plugins.shared.languages import IN_ENGLISH, Words

STYLE = "theme/feed.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A feed of some of the entries: `path` below the site, and the title of what they share."""

    path: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything feeds are made of. `feed` has all posts, newest first; its id is the site's.

    `words` are those of the site's language.
    """

    feed: Feed
    groups: Sequence[Grouped] = ()
    comments: Mapping[str, tuple[Entry, tuple[Entry, ...]]]
    digests: tuple[Entry, ...] = ()
    words: Words = IN_ENGLISH


def format_all(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Give every feed of a site as (path below the site, content)."""
    address = plan.feed.home.rstrip("/")
    yield from _posts(plan.feed, address)
    for group in plan.groups:
        feed = _part(plan.feed, group.path, group.title, newest_of(group.entries))
        yield group.path, _small_atom(feed, address, group.path)
    yield from _comments(plan, address)
    yield from _digests(plan, address)
    yield "feeds.opml", format_opml(plan, address)


def format_opml(plan: Plan, address: str) -> bytes:
    """Give the list of the site's feeds (OPML 2.0), which feed readers can take in at once."""
    rows = [(plan.feed.title, "atom.xml"), *((group.title, group.path) for group in plan.groups)]
    rows.append((plan.words.gettext("Comments"), "comments.xml"))
    if plan.digests:
        rows.append((plan.words.gettext("Digests"), "digests/atom.xml"))
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = plan.feed.title
    body = etree.SubElement(root, "body")
    for title, path in rows:
        names = {"type": "rss", "text": title, "title": title}
        etree.SubElement(
            body, "outline", {**names, "xmlUrl": f"{address}/{path}", "htmlUrl": plan.feed.home}
        )
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _posts(feed: Feed, address: str) -> Iterator[tuple[str, bytes]]:
    paged = page(
        feed,
        current=f"{address}/atom.xml",
        address_of=lambda number: f"{address}/archive/{number}.xml",
        # RSS takes a little more room than Atom, JSON less.
        size_of=lambda part: len(format_rss(part, f"{address}/rss.xml")),
    )
    yield "atom.xml", _atom(paged.feed, address, "atom.xml")
    yield "rss.xml", format_rss(paged.feed, f"{address}/rss.xml", style=STYLE)
    for name, part in [("feed", paged.feed), *enumerate(paged.documents, start=1)]:
        older = f"{part.older.removesuffix('.xml')}.json" if part.older else ""
        path = "feed.json" if name == "feed" else f"archive/{name}.json"
        yield path, format_json(replace(part, older=older), f"{address}/{path}")
    for number, part in enumerate(paged.documents, start=1):
        path = f"archive/{number}.xml"
        yield path, _atom(part, address, path)


def _comments(plan: Plan, address: str) -> Iterator[tuple[str, bytes]]:
    """Give the feed of all comments, newest first, and one for each post that has any."""
    everything = [entry for _post, entries in plan.comments.values() for entry in entries]
    title = plan.words.gettext("Comments")
    feed = _part(plan.feed, "comments", title, newest_of(everything))
    yield "comments.xml", _small_atom(feed, address, "comments.xml")
    on = plan.words.gettext("Comments on %(title)s")
    for path, (post, entries) in plan.comments.items():
        newest_first = tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True))
        title = on % {"title": post.title}
        feed = _part(plan.feed, f"comments of {post.id}", title, newest_first)
        yield path, _small_atom(replace(feed, home=post.url), address, path)


def _digests(plan: Plan, address: str) -> Iterator[tuple[str, bytes]]:
    if plan.digests:
        title = plan.words.gettext("Digests")
        feed = _part(plan.feed, "digests", title, newest_of(plan.digests))
        yield "digests/atom.xml", _small_atom(feed, address, "digests/atom.xml")
        yield "digests/feed.json", format_json(feed, f"{address}/digests/feed.json")


def _part(whole: Feed, what: str, title: str, entries: tuple[Entry, ...]) -> Feed:
    """Give a feed of some of a site's entries; `what` makes its id, and must never change."""
    return replace(
        whole,
        id=feed_id(whole.id, what),
        title=f"{title} – {whole.title}",
        entries=entries,
    )


def _small_atom(feed: Feed, address: str, path: str) -> bytes:
    """Give a feed without documents behind it; of the oldest entries, as many go as are too many."""
    data = _atom(feed, address, path)
    while len(data) > LARGEST and len(feed.entries) > 1:
        feed = replace(feed, entries=feed.entries[: fewer(len(feed.entries), len(data))])
        data = _atom(feed, address, path)
    return data


def _atom(feed: Feed, address: str, path: str) -> bytes:
    return format_atom(feed, f"{address}/{path}", style="../" * path.count("/") + STYLE)
