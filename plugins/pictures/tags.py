"""The pictures in a page's HTML, found as a browser finds its tags, in one pass over the text. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from plugins.shared.patterns import late_pattern

# https://html.spec.whatwg.org/multipage/parsing.html#tokenization; what is possessive is never read twice.
_SPACE = r"[ \t\n\r\f]"
_ATTRIBUTE = (
    rf"{_SPACE}*+/*+{_SPACE}*+(?P<name>[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+)"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"(?P<a>[^\"]*+)\"|'(?P<b>[^']*+)'|(?P<c>(?![\"'])[^ \t\n\r\f>]*+))"
    rf"|(?!{_SPACE}*+=))"
)
_READ = late_pattern(_ATTRIBUTE)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _ATTRIBUTE)
_TAG = late_pattern(
    rf"<(?P<end>/?)(?P<tag>[a-z][^ \t\n\r\f/>]*+)(?P<attributes>(?:{_UNNAMED})*+)[ \t\n\r\f/]*+>",
    re.IGNORECASE | re.ASCII,
)
_NEXT = late_pattern(
    r"<(?:(?P<comment>!--)|(?P<like_one>[!?]|/[^a-z])|/?[a-z])", re.IGNORECASE | re.ASCII
)
_END_OF_COMMENT = late_pattern(r"--!?>")
# No tag is read in them. With "noscript" a page has two minds about it, and drawings want no HTML.
_WORDS = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
_ALONE = frozenset({"math", "noscript", "object", "picture", "select", "svg", "template"})
_END_OF = {
    tag: late_pattern(rf"</{tag}(?=[ \t\n\r\f/>])", re.IGNORECASE | re.ASCII) for tag in _WORDS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An <img> from `start` to `end` in the text; attributes by their names in lower case, as meant.

    `is_alone` says that nothing may be put around it: it stands in a <picture>, say.
    """

    start: int
    end: int
    attributes: Mapping[str, str]
    is_alone: bool


def find_pictures(html: str) -> Iterator[Tag]:
    """Give each <img> in turn; after a tag or comment that never ends, a browser finds none either."""
    inside = ""
    depth = position = 0
    while found := _NEXT.search(html, position):
        if found["comment"]:
            position = _after_comment(html, found.start())
            continue
        if found["like_one"]:  # browsers make a comment of it
            position = html.find(">", found.start() + 2) + 1 or len(html)
            continue
        match = _TAG.match(html, found.start())
        if not match:  # it goes on to the end
            return
        position = match.end()
        tag, is_end = match["tag"].lower(), bool(match["end"])
        if tag == inside:
            depth += -1 if is_end else 1
            inside = inside if depth else ""
        elif tag in _ALONE and not inside and not is_end:
            inside, depth = tag, 1
        elif tag in _WORDS and not is_end:
            end = _END_OF[tag].search(html, position)
            position = end.start() if end else len(html)
        elif tag == "img" and not is_end:
            yield Tag(
                start=match.start(),
                end=match.end(),
                attributes=_attributes(match["attributes"]),
                is_alone=bool(inside),
            )


def _after_comment(html: str, start: int) -> int:
    """Give where a comment ends; "<!-->" and "<!--->" are whole ones."""
    if whole := re.compile("<!---?>").match(html, start):
        return whole.end()
    end = _END_OF_COMMENT.search(html, start + 4)
    return end.end() if end else len(html)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _READ.finditer(text):
        value = one["a"] or one["b"] or one["c"] or ""
        found.setdefault(one["name"].lower(), unescape(value))  # of two, browsers take the first
    return found
