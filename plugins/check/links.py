"""Links from one content file to another, as Pelican writes them: {filename}, {static}, {attach}."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from plugins.check.doubts import Doubt, Unless
from plugins.shared.front_matter import FrontMatter

# Between quotes, in HTML, a path may hold spaces.
_LINK = re.compile(
    r"""(?P<quote>["'])?[{|](?:filename|static|attach)[}|]"""
    r"""(?P<path>(?(quote)(?:(?!(?P=quote))[^<>#?])+|[^)\s"'<>#?]+))"""
)
_KINDS = ("filename", "static", "attach")


def broken_links(front: FrontMatter, content: str) -> Iterator[Doubt]:
    """Give the {filename} and {static} links, and the Image:, each of which has to lead to a file of the content."""
    for number, match in _links_in(front):
        link = match[0].strip("\"'")
        yield Doubt(
            message=f'the link "{link}" leads to no file; mend its path, which starts at content/.',
            line=number,
            is_notice=front.is_imported,
            unless=Unless.FILE,
            names=_places(match["path"], front.path, content),
        )
    image = front.find("image")
    named = front.get("image")
    if image and named.startswith("/"):
        yield Doubt(
            message=f'"Image: {named}" is no file; put the picture at content{named}.',
            line=image.line,
            unless=Unless.FILE,
            names=_places(named, front.path, content),
        )


def _links_in(front: FrontMatter) -> Iterator[tuple[int, re.Match[str]]]:
    """Give each link and its line; they are few, and the expression is slow to find out where they begin."""
    body, number, counted, done = f"{front.body}\n", front.body_line, 0, 0
    for at in sorted(place for kind in _KINDS for place in _places_of(kind, body)):
        end = body.index("\n", at)
        start = max(done, at - 2)
        match = at > done and (_LINK.match(body, start, end) or _LINK.match(body, at - 1, end))
        if match:
            number += body.count("\n", counted, at)
            counted, done = at, match.end()
            yield number, match


def _places_of(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _places(link: str, source: Path, content: str) -> tuple[str, ...]:
    """Give where Pelican would look for the file, which tries the link in these three ways."""
    paths = dict.fromkeys([link, unquote(link), unescape(link)])
    return tuple(
        str(Path(content, path.lstrip("/")) if path.startswith("/") else source.parent / path)
        for path in paths
    )
