"""The tags of an HTML text with their places in it, found as a browser finds them, in linear time.

For changing a few attributes and leaving every other byte alone, which no parser's tree allows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_OPEN = re.compile(r"<(?:(?P<comment>!--)|(?P<bogus>[!?])|(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+))")
# An unclosed quote is looked for to the end of the text in vain; that no other such quote follows
# then is what keeps all of this linear.
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)
        (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"'][^\s>]*+)|(?=>)))?+""",
    re.VERBOSE,
)
_CLOSE = re.compile(r"[\s/]*+>")
# What stands in these is no markup (https://html.spec.whatwg.org/#raw-text-elements).
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute: `start` is where its name begins, `gap` the white space before that.

    `value_start` and `value_end` enclose the value as written, without its quotes.
    """

    name: str
    gap: int
    start: int
    end: int
    value_start: int
    value_end: int
    quote: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A start tag, or the end tag that is `is_end`; its attributes by their names in lower case."""

    name: str
    start: int
    end: int
    is_end: bool
    attributes: dict[str, Attribute]

    def get(self, name: str) -> str:
        """Give the value of an attribute, "" when it has none."""
        found = self.attributes.get(name)
        return found.value if found else ""


def tags(text: str) -> Iterator[Tag]:
    """Give the tags of an HTML text, in their order."""
    position = 0
    unclosed: set[str] = set()
    while opening := _OPEN.search(text, position):
        if opening["comment"] or opening["bogus"]:
            # <!--> is a whole comment.
            closing = "-->" if opening["comment"] else ">"
            place = text.find(closing, opening.end() - (2 if opening["comment"] else 0))
            if place < 0:
                return
            position = place + len(closing)
            continue
        tag = _tag_at(text, opening)
        if not tag:
            return
        yield tag
        position = tag.end
        if tag.name in _RAW and not tag.is_end and tag.name not in unclosed:
            end = _RAW[tag.name].search(text, position)
            if end:
                position = end.start()
            else:  # such as XHTML's <iframe/>: a browser would show nothing of what follows
                unclosed.add(tag.name)


def _tag_at(text: str, opening: re.Match[str]) -> Tag | None:
    position = opening.end()
    found: dict[str, Attribute] = {}
    while match := _ATTRIBUTE.match(text, position):
        position = match.end()
        attribute = _attribute_from(match)
        found.setdefault(attribute.name, attribute)  # the first one counts
    end = _CLOSE.match(text, position)
    if not end:
        return None
    return Tag(
        name=opening["name"].lower(),
        start=opening.start(),
        end=end.end(),
        is_end=bool(opening["end"]),
        attributes=found,
    )


def _attribute_from(match: re.Match[str]) -> Attribute:
    kind = match.lastgroup or "name"
    has_value = kind != "name"
    return Attribute(
        name=match["name"].lower(),
        gap=match.start(),
        start=match.start("name"),
        end=match.end(),
        value_start=match.start(kind) if has_value else match.end(),
        value_end=match.end(kind) if has_value else match.end(),
        quote={"double": '"', "single": "'"}.get(kind, ""),
        value=unescape(match[kind]) if has_value else "",
    )
