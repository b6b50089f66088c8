r"""The comments that a Blogger page with threads holds a second time, as data for its script.

    var items = [{'id': '4711', 'body': 'I\46#39;m here', 'timestamp': '1319809212601',
                  'author': {'name': 'Ana', 'profileUrl': '…'}, 'parentId': '4710'}];

This is JavaScript, not JSON: strings in single quotes with octal escapes. Many pages say `null` instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_START = re.compile(r"(?:\bvar items\s*=|\binitThreadedComments\()\s*(?=\[)")
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<mark>[\[\]{},:])|(?P<word>[\w.+-]+))""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A comment of the data; what it does not tell is ""."""

    number: str
    timestamp: str = ""
    permalink: str = ""
    shown: str = ""
    name: str = ""
    profile: str = ""
    body: str = ""
    parent: str = ""


def find_items(html: str) -> Iterator[Item]:
    """Give the comments of the page's data; of data that is cut off, those that are whole."""
    for start in _START.finditer(html):
        for found in parse_objects(html, start.end()):
            item = _item(found)
            if item:
                yield item


def _item(found: dict[str, Any]) -> Item | None:
    author = found.get("author")
    author = author if isinstance(author, dict) else {}

    def text(holder: dict[str, Any], name: str) -> str:
        value = holder.get(name)
        return value if isinstance(value, str) else ""

    number = text(found, "id")
    if not number.isascii() or not number.isdigit():
        return None
    return Item(
        number=number,
        timestamp=text(found, "timestamp"),
        permalink=text(found, "permalink"),
        shown=text(found, "displayTime"),
        name=text(author, "name"),
        profile=text(author, "profileUrl"),
        body=text(found, "body"),
        parent=text(found, "parentId"),
    )


def parse_objects(source: str, start: int) -> Iterator[dict[str, Any]]:
    """Give the objects of the JavaScript list that begins at `start`, until it ends or makes no sense.

    Without recursion: whatever depth it has. Numbers and words are given as text.
    """
    open_: list[Any] = []
    names: list[str] = []  # of each open object, the property that is read
    for match in _tokens(source, start):
        mark = match["mark"]
        if mark in {"[", "{"}:
            new: Any = [] if mark == "[" else {}
            if len(open_) > 1:
                _put(open_[-1], names, new)
            open_.append(new)
            names.append("")
        elif mark in {"]", "}"}:
            closed = open_.pop()
            names.pop()
            if isinstance(closed, list) != (mark == "]") or not open_:
                return
            if len(open_) == 1 and isinstance(closed, dict):
                yield closed
        elif not mark:
            _put(open_[-1], names, _value(match))


def _tokens(source: str, start: int) -> Iterator[re.Match[str]]:
    match = _TOKEN.match(source, start)
    while match:
        yield match
        match = _TOKEN.match(source, match.end())


def _put(holder: Any, names: list[str], value: Any) -> None:
    """Put a value into what is open; in an object, a name and a value take turns."""
    if isinstance(holder, list):
        holder.append(value)
    elif names[-1]:
        holder[names[-1]] = value
        names[-1] = ""
    elif isinstance(value, str):
        names[-1] = value


def _value(match: re.Match[str]) -> str:
    return decode_string(match["string"][1:-1]) if match["string"] else match["word"]


def decode_string(source: str) -> str:
    """Give the text that the inside of a JavaScript string stands for."""
    if "\\" not in source:
        return source
    text = _ESCAPE.sub(_unescape, source)
    if re.search("[\ud800-\udfff]", text):  # an emoji is two escapes
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return chr(int(match[3], 8) % 256) if match[3] else _LETTERS.get(match[4], match[4])
