"""The prefixes of XML names: short ones for whatever an export calls them, declared or not."""

import re
from functools import lru_cache
from typing import Any

from lxml import etree

# Prefixes that exports use, sometimes without saying what they mean.
_PREFIXES = {
    "app": "http://www.w3.org/2007/app",
    "atom": "http://www.w3.org/2005/Atom",
    "blogger": "http://schemas.google.com/blogger/2018",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dsq": "http://disqus.com/disqus-internals",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "gd": "http://schemas.google.com/g/2005",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
    "openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "wp": "http://wordpress.org/export/1.2/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_SHORT = {uri: prefix for prefix, uri in _PREFIXES.items()} | {
    "http://purl.org/atom/app#": "app",
    "http://disqus.com": "",
    "http://www.w3.org/2005/Atom": "",
}
_WORDPRESS = re.compile(r"https?://wordpress\.org/export/[\d.]+/(excerpt/)?")
_NAMESPACE = re.compile(
    rb"""\sxmlns(?::([A-Za-z_][\w.-]*+))?\s*+=\s*+(?:"([^"<&']*+)"|'([^'<&"]*+)')"""
)
_PREFIX = re.compile(rb"""</?([A-Za-z_][\w.-]*+):|\s([A-Za-z_][\w.-]*+):[\w.-]++=["']""")
_MOST_PREFIXES = 50


@lru_cache(maxsize=1024)
def short_name(tag: Any) -> str:
    """Give the name of an lxml tag as Entry has it: "published", "wp:post_id"."""
    if not isinstance(tag, str):  # a reference to an entity, which has a function for a tag
        return ""
    uri, _, name = tag.rpartition("}")
    uri = uri.removeprefix("{")
    match = _WORDPRESS.fullmatch(uri)
    prefix = ("excerpt" if match[1] else "wp") if match else _SHORT.get(uri, "")
    return f"{prefix}:{name}" if prefix else name


def wrapper_of(root: bytes) -> bytes:
    """Give a start tag with the prefixes that `root` declares, and those that it should."""
    known = {prefix.encode(): uri.encode() for prefix, uri in _PREFIXES.items()}
    stated = {m[1] or b"": m[2] or m[3] or b"" for m in _NAMESPACE.finditer(root)}
    wrapper = _start_tag(known | {prefix: uri for prefix, uri in stated.items() if uri})
    try:
        etree.fromstring(wrapper + b"</_>")
    except etree.XMLSyntaxError:  # such as a prefix that XML keeps for itself
        return _start_tag(known)
    return wrapper


def declaring(wrapper: bytes, span: bytes) -> bytes:
    """Give the wrapper with the prefixes that are used in `span` and declared nowhere."""
    used = {match[1] or match[2] for match in _PREFIX.finditer(span)}
    new = {
        prefix: b"urn:" + prefix
        for prefix in sorted(used)[:_MOST_PREFIXES]
        if b" xmlns:%b=" % prefix not in wrapper and not prefix.lower().startswith(b"xml")
    }
    return wrapper[:-1] + _start_tag(new).removeprefix(b"<_")


def _start_tag(namespaces: dict[bytes, bytes]) -> bytes:
    rows = [
        b' xmlns%b="%b"' % (b":" + prefix if prefix else b"", uri)
        for prefix, uri in namespaces.items()
    ]
    return b"<_" + b"".join(rows) + b">"
