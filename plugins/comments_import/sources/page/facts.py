"""What a Blogger page says of itself: numbers of blog and post, addresses, names, how much it shows."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from plugins.comments_import.keys import address_key
from plugins.comments_import.sources.page.markup import Markup
from plugins.comments_import.sources.page.parts import classes_of
from plugins.comments_import.sources.page.saved import SavedPage
from plugins.shared.text import one_line

# The surest first. Scripts write "=" as \075 or \75 in strings.
_BLOG_IDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"""\bblogId["']?\s*:\s*["']?(\d{1,24})""",
        r"""<meta[^>]{1,200}content=["'](\d{1,24})["'][^>]{0,200}itemprop=["']blogId""",
        r"//(?:www|draft|beta)\.blogger\.com/feeds/(\d{1,24})/",
        r"""\b(?:targetBlogID|blogID)(?:=|\\0?75)(\d{1,24})""",
        r"""name=["']?blogID["']?[^>]{0,100}value=["']?(\d{1,24})""",
    )
)
_POST_IDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"""<meta[^>]{1,200}content=["'](\d{1,24})["'][^>]{0,200}itemprop=["']postId""",
        r"""\bpostId["']?\s*:\s*["']?(\d{1,24})""",
        r"""/feeds/(\d{1,24})/comments/default["']""",
        r"/(?:comment|comment-iframe|email-post|post-edit)\.g\?[^\"'\s<>]{0,200}?\bpostID=(\d{1,24})",
        r"""name=["']?postID["']?[^>]{0,100}value=["']?(\d{1,24})""",
    )
)
# 2010/08/title.html, /p/about.html, and old blogs published by FTP into a folder.
_PERMALINK = re.compile(r"/(?:\d{4}/\d{2}/[^/]+|p/[^/]+)$")
_COMMENT_LINKS = re.compile(
    r"""href=["']([^"'\s<>]{1,2000}?[?&](?:amp;)?showComment=\d{1,20})#c(\d{5,24})"""
)
_COUNT = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d{1,9}")
_FEED_TITLE = re.compile(r"(.+?) - (?:Atom|RSS)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What the page says; "" and 0 where it does not."""

    blog_id: str
    post_id: str
    addresses: tuple[str, ...]
    title: str
    claimed: int
    has_more: bool
    has_ended: bool


def find_facts(page: SavedPage, soup: BeautifulSoup, markup: Markup) -> PageFacts:
    """Give what the page says of itself."""
    return PageFacts(
        blog_id=_first(_BLOG_IDS, page.html),
        post_id=_first(_POST_IDS, page.html),
        addresses=tuple(filter(is_permalink, _addresses(page, soup))),
        title=_title_of(soup),
        claimed=_claimed(markup),
        has_more=markup.has_more,
        has_ended="</html" in page.html[-200_000:].lower()
        or "</body" in page.html[-200_000:].lower(),
    )


def linked_comments(page: SavedPage) -> dict[str, str]:
    """Give the numbers of all comments the page links to, each with the key of the post it is below."""
    found = ((unescape(match[1]), match[2]) for match in _COMMENT_LINKS.finditer(page.html))
    return {number: address_key(page.original(address)) for address, number in found}


def is_permalink(address: str) -> bool:
    """Whether an address can be one post's or page's, and not an archive's or the blog's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(_PERMALINK.search(parts.path)) and not (parts.hostname or "").endswith(
        "blogger.com"
    )


def _first(patterns: tuple[re.Pattern[str], ...], html: str) -> str:
    return next((match[1] for pattern in patterns if (match := pattern.search(html))), "")


def _addresses(page: SavedPage, soup: BeautifulSoup) -> list[str]:
    head = soup.head or soup
    canonical = head.find("link", rel="canonical")
    shared = head.find("meta", property="og:url")
    found = [page.address]
    if isinstance(canonical, Tag):
        found.append(page.original(str(canonical.get("href") or "")))
    if isinstance(shared, Tag):
        found.append(page.original(str(shared.get("content") or "")))
    return found


def _title_of(soup: BeautifulSoup) -> str:
    """Give the page's title without the blog's name: "Name: Title"."""
    title = one_line(soup.title.get_text()) if soup.title else ""
    feeds = (soup.head or soup).find_all("link", type=re.compile(r"application/(?:atom|rss)\+xml"))
    for feed in feeds:
        match = _FEED_TITLE.fullmatch(one_line(str(feed.get("title") or "")))
        if match and title.startswith(match[1]):
            return title.removeprefix(match[1]).lstrip(": ")
    return title


def _claimed(markup: Markup) -> int:
    """Give how many comments the page says there are: "96 comments:", "1 – 200 of 350"."""
    texts = [tag.get_text() for tag in markup.headings[:1]] + [
        tag.get_text() for tag in markup.headings[1:] if "comment-range-text" in classes_of(tag)
    ]
    numbers = [
        _number(match) for text in (markup.stated, *texts) for match in _COUNT.findall(text[:200])
    ]
    return max(numbers, default=0)


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))
