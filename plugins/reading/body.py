"""What is in a body's HTML: its words, its code, its pictures, its headings and the names of its places.

It is read once, from its beginning to its end, however broken it is, and in a time as long as it is.
"""

import re
from dataclasses import dataclass, replace
from html import unescape

_TAG = re.compile(r"<(?:!--|(?P<slash>/?)(?P<name>[a-z][^\s/>]*)|[!?/])", re.IGNORECASE)
# Quotes are quotes only after "=" (https://html.spec.whatwg.org/#attribute-name-state).
_REST = re.compile(r"""(?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+)>""")
_NAMING = re.compile(r"(?:id|name|alt)\s*=", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s=/>"'][^\s=/>]*+)(?:\s*+=\s*+(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s>]+)))?+"""
)
# Nothing in them is a tag, or shown.
_OPAQUE = "iframe noembed noframes script style template textarea title xmp"
# Text touches before and after them.
_TOUCHING = (
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s "
    "samp small span strike strong sub sup time tt u var wbr"
)
_RAW = frozenset(_OPAQUE.split())
_INLINE = frozenset(_TOUCHING.split())
# Such tags say nothing at all, unless they name a place.
_SILENT = _INLINE - {"img", "sup"}
_LEVELS = {"h2": 2, "h3": 3}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHeading:
    """An <h2> or <h3> as it was written: an attribute may be put in at `place`; `id` is None without one."""

    text: str
    level: int
    place: int
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is in a body. `words` and `code` are plain text; `names` are what links may lead to."""

    words: str = ""
    code: str = ""
    pictures: int = 0
    headings: tuple[WrittenHeading, ...] = ()
    names: frozenset[str] = frozenset()


def read_body(html: str) -> Body:
    """Give what is in `html`; what is in no tag that ends is not, as in browsers."""
    return _Reading(html).read()


class _Reading:
    """How far a body is read, and what was found."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._words: list[str] = []
        self._code: list[str] = []
        self._text = self._words
        self._headings: list[WrittenHeading] = []
        self._names: set[str] = set()
        self._pictures = 0
        self._deep = 0  # in <pre>
        self._open: WrittenHeading | None = None
        self._open_since = 0

    def read(self) -> Body:
        """Read it all."""
        done: int | None = 0
        while done is not None:
            tag = _TAG.search(self._html, done)
            self._text.append(self._html[done : tag.start() if tag else None])
            done = self._pass(tag) if tag else None
        return Body(
            words=_plain(self._words),
            code=_plain(self._code),
            pictures=self._pictures,
            headings=tuple(self._headings),
            names=frozenset(self._names),
        )

    def _pass(self, tag: re.Match[str]) -> int | None:
        """Give where it goes on after a tag, or what looks like one; None when that never ends."""
        if tag[0] == "<!--":
            end = self._html.find("-->", tag.end() - 2)
            return end + 3 if end >= 0 else None
        rest = _REST.match(self._html, tag.end())
        if not rest:
            return None
        name = (tag["name"] or "").lower()
        if name in _SILENT and (tag["slash"] or not _NAMING.search(rest["attributes"])):
            return rest.end()  # most are of this kind, such as those of coloured code
        if tag["slash"]:
            self._end(name)
        elif name:
            return self._begin(name, rest, place=tag.end())
        return rest.end()

    def _begin(self, name: str, rest: re.Match[str], *, place: int) -> int | None:
        found = _attributes(rest["attributes"])
        self._names.update(found[key] for key in ("id", "name") if key in found)
        if name in _RAW:
            return self._after(name, rest.end())
        if name == "img":
            self._pictures += 1
            if self._open:
                self._text.append(found.get("alt", ""))
        if name == "sup" and self._open and found.get("id", "").startswith("fnref"):
            return self._after(name, rest.end())  # a footnote's number is no word of the heading
        if name == "pre":
            self._deep += 1
            self._text = self._code
        elif name in _HEADINGS and self._text is self._words:
            self._open_heading(name, found, place)
        elif name not in _INLINE:
            self._text.append(" ")
        return rest.end()

    def _open_heading(self, name: str, found: dict[str, str], place: int) -> None:
        self._words.append(" ")
        self._open_since = len(self._words)
        self._open = None
        if name in _LEVELS:
            level = _LEVELS[name]
            self._open = WrittenHeading(text="", level=level, place=place, id=found.get("id"))

    def _end(self, name: str) -> None:
        if name == "pre" and self._deep:
            self._deep -= 1
            self._text = self._code if self._deep else self._words
        if name in _HEADINGS and self._open and self._text is self._words:
            text = " ".join(_plain(self._words[self._open_since :]).split())
            self._headings.append(replace(self._open, text=text))
            self._open = None
        if name not in _INLINE:
            self._text.append(" ")

    def _after(self, name: str, start: int) -> int | None:
        """Give where the end tag of `name` begins, None when there is none."""
        end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self._html, start)
        return end.start() if end else None


def _attributes(text: str) -> dict[str, str]:
    """Give the attributes of a tag that may name a place or a picture; the first of a name counts."""
    found: dict[str, str] = {}
    if _NAMING.search(text):
        for one in _ATTRIBUTE.finditer(text):
            value = one["a"] or one["b"] or one["c"] or ""
            found.setdefault(one["name"].lower(), unescape(value))
    return found


def _plain(pieces: list[str]) -> str:
    text = "".join(pieces)
    return unescape(text) if "&" in text else text
