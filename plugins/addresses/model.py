"""The site's places and its old addresses: the one model that every server's form is written from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What is at a place."""

    POST = "post"
    PAGE = "page"
    DIGEST = "digest"
    TAG = "tag"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of the site that the world may see.

    `path` is its address below the site as it stands in a link, without a slash before it:
    "2010/08/lunch.html", "about/". `file` is where it lies in the output: "about/index.html". `feed` is
    the path of the feed that belongs to it, "" when it has none: a tag's posts, a post's comments. `old`
    are the addresses its author says it had. `date` and `changed` are aware. `source` is what
    `Imported_from:` says, "" for what was written here. `title` of a tag is its name.
    """

    path: str
    file: str
    kind: Kind
    title: str
    id: str = ""
    date: datetime | None = None
    changed: datetime | None = None
    feed: str = ""
    old: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """Every place of a site, in the order of their paths.

    `archive` is the path of the page that lists all posts, by year: its fragments are y2010, y2009 …
    """

    places: tuple[Place, ...]
    archive: str = "archive/"

    def of(self, kind: Kind) -> tuple[Place, ...]:
        """Give the places of one kind."""
        return tuple(place for place in self.places if place.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An old address, and where it leads now.

    `old` is a path below the site from "/" on, percent-decoded. It answers with a slash at its end and
    without. In a pattern a segment ":name" stands for one segment of letters, digits, ".", "_", "~" and
    "-", and "*" as the last character for anything; without `is_pattern` these are letters like others.
    `query` is a parameter (name, value) the request has to have; the value "*" is any. `new` is
    a path below the site as it stands in a link, from "/" on, percent-encoded, perhaps with a fragment,
    and in a pattern with the ":name" of `old`. `source` says in a word or two why there is this rule.
    """

    old: str
    new: str
    query: tuple[str, str] | None = None
    is_pattern: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHeader:
    """A header that one page has in another form than the rest: `path` is its address, from "/" on."""

    path: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How a site is to be served.

    `base` is the path of its address: "", or "/blog" for https://example.org/blog. `rules` are in the
    order in which they are tried. `headers` are on every answer, but `page_headers` count on their page;
    they allow whatever the one in their place does, and more. `fingerprinted` files, such as
    "/theme/site.1a2b3c4d.css", never change; `feeds` are the paths of the feeds a host has to be told
    of one by one, such as "/atom.xml".
    """

    base: str = ""
    rules: tuple[Rule, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    page_headers: tuple[PageHeader, ...] = ()
    fingerprinted: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


# For how many seconds a browser may keep a file without asking again.
PAGES_KEPT = 600
FEEDS_KEPT = 1_800
FILES_KEPT = 86_400
FINGERPRINTED_KEPT = 31_536_000
XML_TYPE = "application/xml; charset=utf-8"
JSON_TYPE = "application/feed+json"
