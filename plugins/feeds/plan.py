"""Which feeds a site has, each under its name, and the list of them all. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from plugins.feeds.atom_rss import format_atom, format_rss
from plugins.feeds.json_feed import format_json
from plugins.feeds.model import Entry, Feed, feed_id
from plugins.feeds.paging import newest_of, page

STYLE = "theme/feed.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A feed of some of the entries: `path` below the site, and the title of what they share."""

    path: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything feeds are made of. `feed` has all posts, newest first; its id is the site's."""

    feed: Feed
    groups: Sequence[Grouped] = ()
    comments: Mapping[str, tuple[Entry, tuple[Entry, ...]]]
    digests: tuple[Entry, ...] = ()


def write_all(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Give every feed of a site as (path below the site, content)."""
    address = plan.feed.home.rstrip("/")
    yield from _posts(plan.feed, address)
    for group in plan.groups:
        feed = replace(
            plan.feed,
            id=feed_id(plan.feed.id, group.path),
            title=f"{group.title} – {plan.feed.title}",
            entries=newest_of(group.entries),
        )
        yield group.path, _atom(feed, address, group.path)
    yield from _comments(plan, address)
    yield from _digests(plan, address)
    yield "feeds.opml", format_opml(plan, address)


def format_opml(plan: Plan, address: str) -> bytes:
    """Give the list of the site's feeds (OPML 2.0), which feed readers can take in at once."""
    rows = [(plan.feed.title, "atom.xml"), *((group.title, group.path) for group in plan.groups)]
    rows.append(("Comments", "comments.xml"))
    if plan.digests:
        rows.append(("Digests", "digests/atom.xml"))
    outlines = "".join(
        f'    <outline type="rss" text={quoteattr(title)} title={quoteattr(title)} '
        f"xmlUrl={quoteattr(f'{address}/{path}')} htmlUrl={quoteattr(plan.feed.home)}/>\n"
        for title, path in rows
    )
    head = f"  <head>\n    <title>{quoteattr(plan.feed.title)[1:-1]}</title>\n  </head>\n"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}  <body>\n{outlines}'
        "  </body>\n</opml>\n"
    ).encode()


def _posts(feed: Feed, address: str) -> Iterator[tuple[str, bytes]]:
    atom = page(
        feed,
        current=f"{address}/atom.xml",
        address_of=lambda number: f"{address}/archive/{number}.xml",
        # RSS takes a little more room than Atom, JSON less.
        size_of=lambda part: len(format_rss(part, f"{address}/rss.xml")),
    )
    yield "atom.xml", _atom(atom.feed, address, "atom.xml")
    yield "rss.xml", format_rss(atom.feed, f"{address}/rss.xml", style=STYLE)
    for name, part in [("feed", atom.feed), *enumerate(atom.documents, start=1)]:
        older = part.older.replace(".xml", ".json")
        path = "feed.json" if name == "feed" else f"archive/{name}.json"
        yield path, format_json(replace(part, older=older), f"{address}/{path}")
    for number, part in enumerate(atom.documents, start=1):
        path = f"archive/{number}.xml"
        yield path, _atom(part, address, path)


def _comments(plan: Plan, address: str) -> Iterator[tuple[str, bytes]]:
    """Give the feed of all comments, newest first, and one for each post that has any."""
    everything = [entry for _post, entries in plan.comments.values() for entry in entries]
    feed = replace(
        plan.feed,
        id=feed_id(plan.feed.id, "comments"),
        title=f"Comments – {plan.feed.title}",
        entries=newest_of(everything),
    )
    yield "comments.xml", _atom(feed, address, "comments.xml")
    for path, (post, entries) in plan.comments.items():
        feed = replace(
            plan.feed,
            id=feed_id(plan.feed.id, f"comments of {post.id}"),
            title=f"Comments on {post.title}",
            home=post.url,
            entries=tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True)),
        )
        yield path, _atom(feed, address, path)


def _digests(plan: Plan, address: str) -> Iterator[tuple[str, bytes]]:
    if not plan.digests:
        return
    feed = replace(
        plan.feed,
        id=feed_id(plan.feed.id, "digests"),
        title=f"Digests – {plan.feed.title}",
        entries=newest_of(plan.digests),
    )
    yield "digests/atom.xml", _atom(feed, address, "digests/atom.xml")
    yield "digests/feed.json", format_json(feed, f"{address}/digests/feed.json")


def _atom(feed: Feed, address: str, path: str) -> bytes:
    return format_atom(feed, f"{address}/{path}", style="../" * path.count("/") + STYLE)
