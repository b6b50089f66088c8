"""What is wrong in built feeds: not well-formed, an id twice or lost, a post nobody may see yet."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from plugins.shared.dates import parse_time
from plugins.shared.errors import BadFeed, Fault, shown
from plugins.shared.written import Written, read_withdrawn

_NO_FEEDS = frozenset({"sitemap.xml", "_servers/redirects.json", "pagefind/pagefind-entry.json"})
_ATOM = "{http://www.w3.org/2005/Atom}"


def feeds_of(output: Path) -> list[Path]:
    """Give the files of a built site that are feeds, a stub at a feed's old address among them."""
    found = [*output.rglob("*.xml"), *output.rglob("*.json")]
    return sorted(path for path in found if path.relative_to(output).as_posix() not in _NO_FEEDS)


def feed_faults(output: Path) -> list[Fault]:
    """Give what is wrong in the feeds of a built site."""
    faults = []
    for path in feeds_of(output):
        try:
            ids = _ids(path)
        except (ElementTree.ParseError, ValueError, KeyError) as error:
            faults.append(Fault(path=path, message=f"the feed is not well-formed: {error}."))
            continue
        twice = [id_ for id_, count in Counter(ids).items() if count > 1]
        faults += [Fault(path=path, message=f"two entries have the id {id_}.") for id_ in twice]
    return faults


def secret_faults(output: Path, posts: list[Written], now: datetime) -> list[Fault]:
    """Give the drafts and posts of the future that a build for the world shows all the same."""
    secret = [post for post in posts if not post.is_public(now) and post.status != "hidden"]
    faults = [
        Fault(path=output / post.address, message=f"{post.front.path.name} is not to be seen yet.")
        for post in secret
        if post.address and (output / post.address).exists()
    ]
    faults += [
        Fault(path=path, message="a draft is among the pages.")
        for path in (output / "drafts").rglob("*.html")
    ]
    sitemap = output / "sitemap.xml"
    listed = sitemap.read_text(encoding="utf-8") if sitemap.exists() else ""
    faults += [
        Fault(path=sitemap, message=f"{post.front.path.name} is not to be seen yet.")
        for post in secret
        if post.address and f"/{post.address}<" in listed
    ]
    for path in feeds_of(output):
        known = {post.id for post in secret if post.id} & set(_ids(path))
        faults += [
            Fault(path=path, message=f"the entry {id_} is not to be seen yet.") for id_ in known
        ]
    feed = output / "feed.json"
    if feed.exists():
        faults += [
            Fault(path=feed, message=f"the entry {item['id']} is dated in the future.")
            for item in json.loads(feed.read_text(encoding="utf-8"))["items"]
            if parse_time(item["date_published"]) > now
        ]
    return faults


def lost_faults(output: Path, published: bytes, where: Path, withdrawn: Path) -> list[Fault]:
    """Give a fault for each id of the published feed that the built site has no more.

    Readers lose such a post, or see it as a new one. `withdrawn` lists, one a line, the ids that are
    gone on purpose. Raises BadFeed when `published` is no feed.
    """
    try:
        old = ids_of(published)
    except (ElementTree.ParseError, ValueError, KeyError, TypeError) as error:
        raise BadFeed(f"{where}: this is no feed that can be read: {error}.") from error
    if not old:
        raise BadFeed(f"{where}: there is no entry in it, so there is nothing to compare with.")
    kept = {id_ for path in feeds_of(output) for id_ in _ids(path)}
    gone = read_withdrawn(withdrawn.parent)
    return [
        Fault(
            path=where,
            message=f"the id {id_} is in no feed any more; bring it back, or list it in {shown(withdrawn)}.",
        )
        for id_ in old
        if id_ not in kept | {line.strip() for line in gone}
    ]


def ids_of(data: bytes) -> list[str]:
    """Give the ids of a feed's entries, whichever of the three formats it is in."""
    if data.lstrip()[:1] in {b"{", b"["}:
        items: list[dict[str, Any]] = json.loads(data)["items"]
        return [str(item["id"]) for item in items]
    root = ElementTree.fromstring(data)
    found = [*root.iterfind(f"{_ATOM}entry/{_ATOM}id"), *root.iterfind("channel/item/guid")]
    return [(element.text or "").strip() for element in found]


def _ids(path: Path) -> list[str]:
    return ids_of(path.read_bytes())
