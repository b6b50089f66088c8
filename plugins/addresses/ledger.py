"""Every address the site has ever had, and what was there: how a renamed post is known again. Pure.

The file is content/addresses.txt, and addresses.txt of the published site: "/path what" on
each line, the path as it stands in a link. What is there is a permanent id, or one of the words below,
which no id begins with.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from plugins.addresses.model import Kind, Place, Rule, SiteMap
from plugins.addresses.written import key_of

LEDGER = "addresses.txt"
_HEAD = (
    "# Every address this site has had in public, and what was there. The task publish keeps this\n"
    "# file; with it, old addresses lead on by themselves when a post gets another one.\n"
)
_LIST, _LIST_FEED, _COMMENTS = "list", "feed", "comments"
_FURTHER = re.compile(r"(?P<list>.+)/page/[0-9]+\.html")
_WHOLE_FEED = "/atom.xml"
_SOURCE = "it was here before"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Known:
    """An address that was public once: `path` from "/" on as it stands in a link, `what` was there."""

    path: str
    what: str


def current_addresses(site: SiteMap, files: Iterable[str] = ()) -> frozenset[Known]:
    """Give what the ledger has to know of a site as it is; the further pages of lists are among its `files`."""
    found: set[Known] = set()
    for place in site.places:
        is_list = place.kind in {Kind.TAG, Kind.CATEGORY}
        found.add(Known(path=f"/{place.path}", what=_LIST if is_list else place.id))
        if place.feed:
            what = _LIST_FEED if is_list else f"{_COMMENTS} {place.id}"
            found.add(Known(path=f"/{place.feed}", what=what))
    lists = {place.file for kind in (Kind.TAG, Kind.CATEGORY) for place in site.of(kind)}
    further = (file for file in files if _first_of(file) in lists)
    found |= {Known(path=f"/{quote(file, safe='/~')}", what=_LIST) for file in further}
    return frozenset(one for one in found if one.what)


def _first_of(path: str) -> str:
    """Give the first page of the list whose further page lies there, "" for another page."""
    further = _FURTHER.fullmatch(path)
    return f"{further['list']}.html" if further else ""


def parse_ledger(text: str) -> frozenset[Known]:
    """Read a ledger. Raises ValueError with the line that is none."""
    found = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        path, *what = line.strip().split(maxsplit=1)
        if not path.startswith("/") or not what:
            raise ValueError(f'line {number} is "{line[:60]}"; wanted is a path, a space and an id')
        found.add(Known(path=path, what=what[0]))
    return frozenset(found)


def without(known: Iterable[Known], ids: Collection[str]) -> frozenset[Known]:
    """Give what is known of all but the posts and pages with these ids."""
    return frozenset(one for one in known if id_of(one.what) not in ids)


def format_ledger(known: Iterable[Known]) -> str:
    """Give the ledger's text, in the order of the paths."""
    return _HEAD + "".join(f"{one.path} {one.what}\n" for one in sorted(known))


def with_history(site: SiteMap, known: Iterable[Known]) -> SiteMap:
    """Give the site, each place with the addresses it had before among its old ones."""
    had: dict[str, list[str]] = {}
    for one in sorted(known):
        had.setdefault(one.what, []).append(one.path)
    places = (
        replace(place, old=(*place.old, *(old for old in had[place.id] if old != f"/{place.path}")))
        if place.id in had
        else place
        for place in site.places
    )
    return replace(site, places=tuple(places))


def whose(site_id: str) -> Known:
    """Give the line that says whose ledger it is: feed readers know the site by its id."""
    return Known(path=_WHOLE_FEED, what=site_id)


def owners(known: Iterable[Known]) -> frozenset[str]:
    """Give the ids of the sites whose ledger it is: more than one where an id was changed."""
    return frozenset(one.what for one in known if one.path == _WHOLE_FEED)


def moved_rules(
    site: SiteMap, known: Iterable[Known], hidden: Collection[str] = ()
) -> tuple[Rule, ...]:
    """Give a rule for each known address where something else is now, or nothing: to what was there.

    `hidden` are the ids of posts and pages that are there still, with no feed of their comments.
    """
    now = current_addresses(site)
    paths = {one.path for one in now}
    places = {place.id: place for place in site.places if place.id}
    found = []
    for one in sorted(known):
        new = _now_at(one.what, places, site)
        if id_of(one.what) in hidden and one.what.startswith(f"{_COMMENTS} "):
            new = "/comments.xml"
        if one.what == _LIST and _first_of(one.path) in paths:
            new = _first_of(one.path)
        if one.path not in paths and new:
            found.append(Rule(old=key_of(unquote(one.path)), new=new, source=_SOURCE))
    return tuple(found)


def _now_at(what: str, places: Mapping[str, Place], site: SiteMap) -> str:
    """Give where that is now, from "/" on; "" when it is nowhere."""
    if what == _LIST:
        return f"/{site.archive}"
    if what == _LIST_FEED:
        return _WHOLE_FEED
    place = places.get(id_of(what))
    if not place:
        return ""
    return f"/{place.path}" if place.id == what else f"/{place.feed or 'comments.xml'}"


def id_of(what: str) -> str:
    """Give the permanent id in a `Known.what`; "" for a list and its feed, which have none."""
    return "" if what in {_LIST, _LIST_FEED} else what.removeprefix(f"{_COMMENTS} ")
