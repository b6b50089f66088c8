"""Stub pages: small files at old addresses, for hosts that know no rules (GitHub Pages, say).

A page leads on by a refresh and a link. A feed's old address gets the feed itself, with a refresh in it
for browsers: such hosts call it text/html, but feed readers look at what it is, and read on as before.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from plugins.addresses.model import Rule

_PAGES = frozenset({".html", ".htm"})
_FEED = ".xml"
_LONGEST = 200  # bytes of a name that every disk can keep
_ROOT = re.compile(rb"<(?:feed|rss|channel)\b[^>]*>")


def stub_rules(rules: Iterable[Rule], files: Collection[str]) -> Iterator[tuple[str, Rule]]:
    """Give the rules that a file can stand for, each with that file's path; none in the place of `files`."""
    taken = {file.lower() for file in files}
    folders = {str(parent) for file in taken for parent in PurePosixPath(file).parents}
    for rule in rules:
        file = _file_of(rule)
        low = file.lower()
        above = {str(parent) for parent in PurePosixPath(low).parents}
        if not file or low in taken | folders or above & taken:
            continue
        taken.add(low)
        folders |= above
        yield file, rule


def _file_of(rule: Rule) -> str:
    """Give where a static host looks for the old address; "" for a query, a pattern or another kind of file."""
    path = PurePosixPath(rule.old.lstrip("/"))
    ending = path.suffix.lower()
    if (
        rule.query
        or rule.is_pattern
        or not path.name
        or (ending == _FEED and not leads_to_feed(rule))
    ):
        return ""
    if any(len(part.encode()) > _LONGEST or "\0" in part or part == ".." for part in path.parts):
        return ""
    return str(path) if ending in _PAGES | {_FEED} else f"{path}/index.html"


def leads_to_feed(rule: Rule) -> bool:
    """Whether feed readers ask for the old address."""
    return urlsplit(rule.new).path.endswith(_FEED)


def feed_stub(feed: bytes, new: str) -> bytes:
    """Give a feed that leads browsers on to `new`, by an element of XHTML which feed readers pass over.

    Of what is no feed, a sitemap for instance, nothing is given.
    """
    refresh = f'<meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content={quoteattr(f"0; url={new}")}/>'
    root = _ROOT.search(feed)
    if root and root[0].startswith(b"<rss"):
        root = re.compile(rb"<channel\b[^>]*>").search(feed, root.end())
    return feed[: root.end()] + refresh.encode() + feed[root.end() :] if root else b""


def write_stubs(
    found: Iterable[tuple[str, Rule]],
    *,
    read: Callable[[str], bytes | None],
    page: Callable[[str], str],
    base: str,
) -> Iterator[tuple[str, bytes]]:
    """Give each stub as (path, content): `read` gives a feed of the site, `page` the page that leads on."""
    for file, rule in found:
        new = f"{base}{rule.new}"
        feed = read(urlsplit(rule.new).path.lstrip("/")) if leads_to_feed(rule) else None
        if feed and (stub := feed_stub(feed, new)):
            yield file, stub
        elif not file.endswith(_FEED):
            yield file, page(new).encode()
