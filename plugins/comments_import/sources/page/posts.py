"""The posts of a saved Blogger page."""

import re
from datetime import UTC, datetime, time
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import Tag

from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import ImportedPost, Kind
from plugins.comments_import.sources.page.byline import clean_name
from plugins.comments_import.sources.page.dates import Shown, parse_shown
from plugins.comments_import.sources.page.facts import PageFacts
from plugins.comments_import.sources.page.html import post_html
from plugins.comments_import.sources.page.parts import PostMarkup
from plugins.comments_import.sources.page.saved import SavedPage
from plugins.comments_import.sources.page.zone import PageZone
from plugins.shared.dates import parse_time
from plugins.shared.text import one_line

_STATED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_ONLY_SHOWN = {"m", "showcomment", "commentpage", "spref"}  # what Blogger's own links add
_MONTH_PAGE = re.compile(r"_archive\.html?$")
_POSTED_BY = re.compile(r"(?:posted|written) by\s+(.{1,200}?)\s*(?:\bat\b|@|\||,|$)", re.IGNORECASE)


def build_post(
    mark: PostMarkup, facts: PageFacts, page: SavedPage, *, moment: tuple[datetime | None, bool]
) -> ImportedPost:
    """Give a post; `moment` is its date, and whether that is only a day."""
    number, address = number_of(mark), address_of(mark, facts, page)
    is_page = urlsplit(address).path.startswith("/p/")
    tag = f"tag:blogger.com,1999:blog-{facts.blog_id}.{'page' if is_page else 'post'}-{number}"
    assert mark.body is not None  # noqa: S101 - Markup gives no others
    return ImportedPost(
        keys=post_keys(number, address),
        kind=Kind.PAGE if is_page else Kind.POST,
        title=title_of(mark, facts),
        body=post_html(mark.body, mark.extras, page),
        date=moment[0],
        is_day_only=moment[1],
        author=_author_of(mark),
        labels=tuple(dict.fromkeys(filter(None, (one_line(a.get_text()) for a in mark.labels)))),
        address=address,
        guid=tag if facts.blog_id and number else "",
    )


def post_keys(number: str, address: str) -> tuple[str, ...]:
    """Give the names by which a post is found."""
    return keys_of(f"blogger:{number}" if number else "", address_key(address))


def number_of(mark: PostMarkup) -> str:
    """Give Blogger's number of a post: its own, or where it stood on the page of its month."""
    found = mark.number or _fragment(mark)
    return found if found.isascii() and found.isdigit() else ""


def title_of(mark: PostMarkup, facts: PageFacts) -> str:
    """Give a post's title, else the page's."""
    return one_line(mark.title.get_text()) if mark.title else facts.title


def address_of(mark: PostMarkup, facts: PageFacts, page: SavedPage) -> str:
    """Give where a post was; "" for one that shared a page with others."""
    own = page.original(str(mark.link.get("href") or "")) if mark.link else ""
    found = [own, *facts.addresses]
    address = next((plain_address(one) for one in found if one), "")
    return "" if _MONTH_PAGE.search(urlsplit(address).path) else address


def plain_address(address: str) -> str:
    """Give an address without its fragment, and without what only chooses how the page is shown."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    pairs = [pair for pair in parse_qsl(parts.query) if pair[0].lower() not in _ONLY_SHOWN]
    return urlunsplit(parts._replace(query=urlencode(pairs), fragment=""))


def _fragment(mark: PostMarkup) -> str:
    """Give the number in …/2004_03_01_archive.html#107, as links of the oldest blogs were."""
    href = str(mark.link.get("href") or "") if mark.link else ""
    before, _, fragment = href.partition("#")
    return fragment if _MONTH_PAGE.search(before) else ""


def stated_date(mark: PostMarkup) -> str:
    """Give the time a post's element states for programs, "" when it does not."""
    if mark.published is None:
        return ""
    values = [str(mark.published.get(name) or "") for name in ("datetime", "title", "content")]
    return next((value.strip() for value in values if _STATED.match(value.strip())), "")


def shown_date(mark: PostMarkup, *, is_day_first: bool | None) -> Shown:
    """Give the date a post shows: the day often stands above it, and only the time below."""
    below = [_shown(element, is_day_first=is_day_first) for element in (mark.published, mark.link)]
    above = parse_shown(mark.day, is_day_first=is_day_first)
    day = next((shown.day for shown in (*below, above) if shown.day), None)
    return Shown(day, next((shown.clock for shown in below if shown.clock), None))


def _shown(element: Tag | None, *, is_day_first: bool | None) -> Shown:
    text = one_line(element.get_text()) if element else ""
    return parse_shown(text, is_day_first=is_day_first)


def date_of(
    mark: PostMarkup, zone: PageZone, *, is_day_first: bool | None
) -> tuple[datetime | None, bool]:
    """Give a post's date in UTC, or None, and whether it is only a day."""
    try:
        return parse_time(stated_date(mark), zone.zone), False
    except ValueError:
        pass
    shown = shown_date(mark, is_day_first=is_day_first)
    if shown.moment:
        return shown.moment.replace(tzinfo=zone.zone).astimezone(UTC), False
    if shown.day:
        return datetime.combine(shown.day, time(0), UTC), True
    return None, False


def needs_zone(mark: PostMarkup, *, is_day_first: bool | None) -> bool:
    """Whether the date of a post is only told as a local time."""
    stated = stated_date(mark)
    if stated:
        return not re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", stated)
    return shown_date(mark, is_day_first=is_day_first).moment is not None


def _author_of(mark: PostMarkup) -> str:
    if mark.author is not None:
        return clean_name(mark.author.get_text())
    match = _POSTED_BY.search(one_line(mark.footer.get_text())) if mark.footer else None
    return clean_name(match[1]) if match else ""
