"""The bodies of imported posts and pages: all that an old blog's editor put into them, made safe.

Other than in feeds and letters links stay as they are, Pelican's {static} and {filename} among them, and
so do the names that a body's own links lead to.
"""

import re
from urllib.parse import unquote

import nh3

from plugins.shared.safe_html import LINKS, POST_ATTRIBUTES, POST_TAGS, link_embedded, settled
from plugins.shared.tame_html import tame

# What begins so on a page is a place in the imported words; nothing else on it is called so.
PREFIX = "words-"
_TAGS = (POST_TAGS - {"h1"}) | {"bdi", "bdo"}
_RAW = "iframe noembed noframes script style template"
_ATTRIBUTES = {
    **POST_ATTRIBUTES,
    "*": POST_ATTRIBUTES["*"] | {"id", "style"},
    "a": POST_ATTRIBUTES["a"] | {"name"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_STYLES = (
    "clear float font-style font-weight list-style-type text-align text-decoration vertical-align"
)
_STYLE = re.compile(r"\s*(?P<name>[a-z-]{1,30})\s*:\s*(?P<value>[a-z0-9 -]{1,30})", re.IGNORECASE)
_NAME = re.compile(r"[\w.~:-]{1,200}")
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):", re.IGNORECASE)
_EDGES = "".join(map(chr, range(33)))  # what browsers take from both ends of an address

# In what strangers wrote:
_NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"<(?P<slash>/?)h1(?=[\s/>])", re.IGNORECASE)
_CENTER = re.compile(r"<center(?=[\s/>])", re.IGNORECASE)
_CENTER_END = re.compile(r"</center(?=[\s/>])", re.IGNORECASE)
# In what nh3 wrote: every attribute in double quotes, every other < and > escaped.
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>[^>]*)>")
_WITHOUT_SOURCE = re.compile(r"<img(?![^>]* src(?:set)?=)[^>]*>")
_ALT = re.compile(r' alt="([^"]*)"')
_NAMED = re.compile(r' (?:id|name)="([^"]*)"')
_INTERNAL = re.compile(r' href="#([^"]*)"')


def clean_imported(html: str) -> str:
    """Give the body of an imported post or page, safe, whole and balanced.

    What is embedded becomes a link to it, <h1> becomes <h2>. Cleaning it again changes nothing.
    """
    return settled(_clean, tame(html))


def _clean(html: str) -> str:
    """Clean once."""
    known = _HEADING.sub(r"<\g<slash>h2", _NOSCRIPT.sub("", link_embedded(html)))
    centered = _CENTER_END.sub("</div", _CENTER.sub('<div style="text-align: center"', known))
    return _with_own_names(_WITHOUT_SOURCE.sub(_words_of_picture, _CLEANER.clean(centered)))


def _keep(_tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return _safe_style(value)
    if name in {"id", "name"}:
        return value if _NAME.fullmatch(value) else None
    if name == "srcset":
        return _safe_srcset(value)
    if name in LINKS:
        return _safe_address(value)
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_RAW.split()),
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    url_schemes=_SCHEMES,
    link_rel=None,
)


def _safe_style(value: str) -> str | None:
    found = [match for part in value.split(";") if (match := _STYLE.fullmatch(part))]
    kept = [(one["name"].lower(), one["value"].strip()) for one in found]
    return (
        "; ".join(f"{name}: {how}" for name, how in kept if name in _STYLES.split() and how) or None
    )


def _safe_address(value: str) -> str | None:
    """Give an address that may be relative, as a browser understands it; None for other schemes."""
    address = re.sub("[\t\r\n]", "", value.strip(_EDGES))
    if match := _SCHEME.match(address):
        return address if match["scheme"].lower() in _SCHEMES else None
    # From a page on disk "//" would lead into the disk.
    return f"https:{address}" if re.match(r"[/\\]{2}", address) else address or None


def _safe_srcset(value: str) -> str | None:
    candidates = (part.split() for part in re.split(r",\s", value))
    kept = [(_safe_address(first), *rest) for first, *rest in filter(None, candidates)]
    return ", ".join(" ".join(one) for one in kept if one[0]) or None


def _words_of_picture(match: re.Match[str]) -> str:
    """Give what a picture that came without itself was called."""
    alt = _ALT.search(match[0])
    return alt[1] if alt else ""


def _with_own_names(html: str) -> str:
    """Give what nh3 gave with those ids alone that its own links lead to, under names of their own.

    An id stands once: the first has it. Links that lead to none of them may lead to a comment, and stay.
    """
    attributes = [match["attributes"] for match in _TAG.finditer(html)]
    named = {_plain(name) for one in attributes for name in _NAMED.findall(one)}
    linked = {_plain(name) for one in attributes for name in _INTERNAL.findall(one)} & named
    if not named:
        return html
    free = set(linked)

    def rename(match: re.Match[str]) -> str:
        names = [name for name in map(_plain, _NAMED.findall(match["attributes"])) if name in free]
        free.difference_update(names[:1])
        own = f' id="{PREFIX}{names[0]}"' if names else ""
        rest = _INTERNAL.sub(
            lambda link: (
                f' href="#{PREFIX}{_plain(link[1])}"' if _plain(link[1]) in linked else link[0]
            ),
            _NAMED.sub("", match["attributes"]),
        )
        return f"<{match['slash']}{match['name']}{own}{rest}>"

    return _TAG.sub(rename, html).replace("<a></a>", "")  # such as Blogger's <a name='more'></a>


def _plain(name: str) -> str:
    return unquote(name).removeprefix(PREFIX)
