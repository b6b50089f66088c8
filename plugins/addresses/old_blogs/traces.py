"""What the posts of a site still tell of the blog they came from: its folder, its months, its lists."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote, urlsplit

from plugins.addresses.model import Kind, Place, Rule, SiteMap
from plugins.addresses.rule_book import catches
from plugins.addresses.written import key_of

_DATED = re.compile(
    r"/(?P<folder>(?:[^/]+/)*?)(?P<year>(?:19|20)[0-9]{2})/(?:(?P<month>[01][0-9])/)?(?:(?P<day>[0-3][0-9])/)?"
)
# What every site has besides its places.
_ALWAYS = ("/", "/atom.xml", "/rss.xml", "/feed.json", "/comments.xml", "/sitemap.xml", "/robots.txt", "/404.html", "/feeds.opml")  # fmt: skip
_OWN_FOLDERS = re.compile(
    r"/(?:theme|images|archive|subscribe|digests|tags|categories|_servers)(?:/|\Z)"
)
# With more posts, what hosts read of redirects (Cloudflare: 2,000 lines) is better kept for what people
# link to than for the pages of days and weeks.
FEW = 150


def imported(site: SiteMap, sources: Collection[str]) -> tuple[Place, ...]:
    """Give the posts and pages that came from one of `sources`."""
    kinds = {Kind.POST, Kind.PAGE}
    return tuple(one for one in site.places if one.kind in kinds and one.source in sources)


def path_of(place: Place) -> str:
    """Give a place's path from "/" on, decoded."""
    return unquote(f"/{place.path}")


def folders(places: Iterable[Place]) -> tuple[str, ...]:
    """Give the folders a blog lived in, "" or such as "/blog": what stands before the year in its addresses.

    Of a blog without years in them it is the one folder that all its posts share.
    """
    paths = [path_of(place) for place in places if place.kind is Kind.POST]
    found = {match["folder"] for path in paths if (match := _DATED.match(path))}
    if not found:
        firsts = {path.split("/")[1] for path in paths}
        is_shared = len(paths) > 1 and len(firsts) == 1 and all(path.strip("/").count("/") for path in paths)  # fmt: skip
        found = {f"{firsts.pop()}/"} if is_shared else {""}
    return tuple(sorted(f"/{folder}".rstrip("/") for folder in found))


def months(places: Iterable[Place]) -> dict[tuple[int, int], int]:
    """Give each (year, month) with posts, as their addresses have it, else their dates, and how many."""
    posts = (one for one in places if one.kind is Kind.POST)
    found = Counter(month for one in posts for month in _months_of(one))
    return dict(sorted(found.items()))


def _months_of(place: Place) -> set[tuple[int, int]]:
    paths = (path_of(place), *(unquote(urlsplit(old).path) for old in place.old))
    dated = (match for path in paths if (match := _DATED.match(path)) and match["month"])
    found = {(int(match["year"]), int(match["month"])) for match in dated}
    by_date = {(place.date.year, place.date.month)} if place.date else set()
    return {month for month in found if 1 <= month[1] <= 12} or by_date  # noqa: PLR2004


def years(places: Iterable[Place]) -> dict[int, int]:
    """Give each year with posts, and how many."""
    found: Counter[int] = Counter()
    for (year, _month), number in months(places).items():
        found[year] += number
    return dict(found)


def days(places: Iterable[Place]) -> tuple[date, ...]:
    """Give each day on which a post was written: as its address has it, else its date."""
    return tuple(sorted({day for one in places if (day := _day_of(one))}))


def _day_of(place: Place) -> date | None:
    match = _DATED.match(path_of(place))
    if place.kind is not Kind.POST:
        return None
    if match and match["month"] and match["day"]:
        try:
            return date(*(int(match[name]) for name in ("year", "month", "day")))
        except ValueError:  # such as the 31st of June: a number of the author's own
            return None
    return place.date.date() if place.date else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The page of all posts, and the years it has."""

    path: str
    years: frozenset[int]

    @classmethod
    def of(cls, site: SiteMap) -> "Archive":
        """Give that of a site."""
        years = frozenset(one.date.year for one in site.of(Kind.POST) if one.date)
        return cls(path=f"/{site.archive}", years=years)

    def at(self, year: int) -> str:
        """Give where a year is on it; the page as a whole for a year without posts."""
        return f"{self.path}#y{year}" if year in self.years else self.path


def lists(site: SiteMap) -> tuple[Place, ...]:
    """Give the pages of tags, then those of categories."""
    return (*site.of(Kind.TAG), *site.of(Kind.CATEGORY))


def feed_of(place: Place, otherwise: str) -> str:
    """Give the feed that belongs to a place, from "/" on."""
    return f"/{place.feed}" if place.feed else otherwise


def pages_of_list(folder: str, *, posts: int, fewest: int = 5) -> Iterator[str]:
    """Give /page/2 and on, as far as a blog of so many posts can have gone with `fewest` on each."""
    for number in range(2, min(posts // fewest, 200) + 2):
        yield f"{folder}/page/{number}"


def free(rules: Iterable[Rule], site: SiteMap) -> tuple[Rule, ...]:
    """Give the rules that stand over nothing the site has, exact ones before patterns.

    Servers try rules before they look for a file. A rule that wants a parameter hides nothing.
    """
    real = {unquote(path) for path in _ALWAYS}
    for place in site.places:
        real |= {f"/{place.file}", path_of(place), unquote(f"/{place.feed}")}
    real |= {f"/{site.archive}"}
    keys, in_order = {key_of(path) for path in real}, sorted(real)
    kept = []
    for rule in rules:
        if rule.is_pattern:
            is_free = not _OWN_FOLDERS.match(rule.old) and not catches(rule, in_order)
        else:
            is_free = rule.query is not None or (
                key_of(rule.old) not in keys and not _OWN_FOLDERS.match(rule.old)
            )
        if is_free and "\0" not in rule.old and not {".", ".."} & set(rule.old.split("/")):
            kept.append(rule)
    return tuple(sorted(dict.fromkeys(map(_plain, kept)), key=_order))


def _plain(rule: Rule) -> Rule:
    old = rule.old.rstrip("/") or "/"
    return rule if old == rule.old else replace(rule, old=old)


def _order(rule: Rule) -> tuple[bool, bool, bool]:
    is_any = rule.query is not None and rule.query[1] == "*"
    return rule.is_pattern, rule.query is None, is_any
