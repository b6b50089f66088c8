"""HTML that strangers wrote, or that leaves the site, made safe by nh3 (an allow-list, in Rust).

Links are made absolute in the same pass, through nh3's attribute filter.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3

from plugins.shared.patterns import late_pattern
from plugins.shared.tame_html import tame
from plugins.shared.text import clean

_IN_COMMENTS = (
    "a abbr b blockquote br cite code del em i ins li ol p pre q s small strike strong sub sup u ul"
)
_IN_POSTS = (
    f"{_IN_COMMENTS} audio caption col colgroup dd details dfn div dl dt figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr img kbd mark picture rp rt ruby samp section source span summary table "
    "tbody td tfoot th thead time tr track tt var video wbr"
)
# With all that is in them.
_ACTIVE = "button form noscript object script select style template textarea"
_COMMENT_TAGS = frozenset(_IN_COMMENTS.split())
POST_TAGS = frozenset(_IN_POSTS.split())
POST_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"alt", "height", "src", "srcset", "width"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "source": {"media", "sizes", "src", "srcset", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
    "track": {"kind", "label", "src", "srclang"},
    "video": {"controls", "height", "poster", "src", "width"},
}
LINKS = frozenset({"cite", "href", "poster", "src"})
_SCHEMES = {"http", "https", "mailto"}
# No "<" in them, here and below: else looking for the end of many that have none takes for ever.
_EMBED = late_pattern(
    r"<(?P<tag>iframe|embed|object)\b(?P<attributes>[^<>]*)>(?:[^<]*</(?P=tag)>)?", re.IGNORECASE
)
_EMBED_STARTS = ("<iframe", "<embed", "<object")
_ATTRIBUTE = late_pattern(
    r"""(?<![\w-])(?P<name>[\w-]++)\s*+=\s*+(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))"""
)
# Joined to another address it stays as it is.
_WHOLE = late_pattern(
    r"https?://[a-z0-9.-]++/[A-Za-z0-9._~/-]*+(?:\?[A-Za-z0-9._~/=&%+-]++)?+(?:#[A-Za-z0-9._~-]++)?+"
)
_CANDIDATE = late_pattern(r"([^\s,]\S*[^\s,])(\s+[^,]+)?\s*(?:,|$)")
_TAG = late_pattern(r"<(/?[a-z][^\s/>]*)", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SETTLED = POST_TAGS - _HEADINGS - {"table"} | {f"/{tag}" for tag in POST_TAGS}
# One of mere text rearranges nothing.
_PLAIN_HEADING = late_pattern(r"<h([1-6])\b[^<>]*>[^<>]*</h\1>", re.IGNORECASE)
# A line end right after it goes; it must not come there by what is taken out.
_ODD_PRE = late_pattern(r"<pre\b[^<>]*>(?!<(?:span|code)\b|[^<\r\n])", re.IGNORECASE)
_ROUNDS = 5


def settled(sanitise: Callable[[str], str], html: str) -> str:
    """Give `html` sanitised until that changes nothing more, which is the second time nearly always.

    Without a tag that is taken out, what stood in it may be arranged otherwise: a <p> that was left in
    a <p> closes it. The result has no character that a page or a feed cannot carry.
    """
    for _round in range(_ROUNDS):
        sanitised = clean(sanitise(html))
        if sanitised == html:
            break
        html = sanitised
    return html


def _is_unsettling(html: str) -> bool:
    """Whether a post's HTML has tags that may make a second round necessary; most posts have none."""
    odd = _odd_tags(html)
    if odd and odd <= _HEADINGS and not _ODD_PRE.search(html):
        return bool(_odd_tags(_PLAIN_HEADING.sub("", html)))
    return bool(odd)


def _odd_tags(html: str) -> set[str]:
    """Give the names of the tags that are taken out, or rearrange what is around them."""
    # With a character more, an unfinished tag at the end is none that is known.
    tags = set(_TAG.findall(f"{html}\0"))
    return {name for tag in tags if (name := tag.lower()) not in _SETTLED}


def _only_web_addresses(_tag: str, name: str, value: str) -> str | None:
    return web_address(value) if name == "href" else value


_COMMENT_CLEANER = nh3.Cleaner(
    tags=set(_COMMENT_TAGS),
    attributes={"*": set(), "a": {"href"}},  # without "*" nh3 allows title and lang everywhere
    attribute_filter=_only_web_addresses,
    url_schemes={"http", "https"},
    link_rel="nofollow ugc noopener",
)


def clean_comment(html: str) -> str:
    """Give the safe part of a comment's HTML: text, emphasis, lists, quotes and http(s) links."""
    return settled(_COMMENT_CLEANER.clean, tame(html))


def clean_post(html: str, base: str) -> str:
    """Give a post's HTML for feeds and letters: nothing active, every address absolute against `base`.

    What is embedded from elsewhere becomes a link to it.
    """
    return PostCleaner().clean(html, base)


class PostCleaner:
    """clean_post for many posts: nh3 takes four times as long to be set up as to clean one.

    For one thread; each takes its own.
    """

    def __init__(self) -> None:
        """Set nh3 up."""
        self._base = ""
        self._cleaner = nh3.Cleaner(
            tags=set(POST_TAGS),
            clean_content_tags=set(_ACTIVE.split()),
            attributes=POST_ATTRIBUTES,
            attribute_filter=self._make_absolute,
            url_schemes=_SCHEMES,
            link_rel=None,
        )

    def clean(self, html: str, base: str) -> str:
        """Do what clean_post does."""
        self._base = base
        known = tame(html)
        if _is_unsettling(known):
            return settled(self._sanitise, known)
        return clean(self._sanitise(known))

    def _sanitise(self, html: str) -> str:
        return self._cleaner.clean(link_embedded(html))

    def _make_absolute(self, _tag: str, name: str, value: str) -> str | None:
        if name == "srcset":
            return _absolute_srcset(value, self._base)
        if name not in LINKS:
            return value
        found = absolute(value, self._base)
        return found if found.split(":", 1)[0].lower() in _SCHEMES else None


def link_embedded(html: str) -> str:
    """Give `html`, not yet safe, with a link in the place of each thing embedded from elsewhere."""
    lowered = html.lower()
    if not any(start in lowered for start in _EMBED_STARTS):
        return html
    return _EMBED.sub(_link_to_embedded, html)


def _link_to_embedded(match: re.Match[str]) -> str:
    found = {
        one["name"].lower(): unescape(one["a"] or one["b"] or one["c"] or "").strip()
        for one in _ATTRIBUTE.finditer(match["attributes"])
    }
    address = found.get("src") or found.get("data", "")
    if not address:
        return ""
    words = found.get("title") or re.sub("^(?:https?:)?//", "", address)
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def web_address(text: str) -> str | None:
    """Give `text` when it is a whole http or https address, otherwise None."""
    address = re.sub("[\t\r\n]", "", clean(text).strip())  # as browsers do
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[::1
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


def absolute(address: str, base: str) -> str:
    """Give `address` as seen from the page `base`; what cannot be joined stays as it is."""
    if _WHOLE.fullmatch(address):  # as most are
        return address
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _absolute_srcset(value: str, base: str) -> str | None:
    """Resolve each candidate of a srcset (https://html.spec.whatwg.org/#srcset-attributes)."""
    found = [
        absolute(match[1], base) + (match[2] or "").rstrip() for match in _CANDIDATE.finditer(value)
    ]
    web = [candidate for candidate in found if web_address(candidate.split()[0])]
    return ", ".join(web) or None
