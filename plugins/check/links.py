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
    body = front.body
    lines = body.split("\n") if _may_link(body) else []
    for number, line in enumerate(lines, start=front.body_line):
        for match in _LINK.finditer(line) if _may_link(line) else ():
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


def _may_link(text: str) -> bool:
    """Whether there may be a link in a text; to look for one in most lines would take long."""
    return any(kind in text for kind in _KINDS)


def _places(link: str, source: Path, content: str) -> tuple[str, ...]:
    """Give where Pelican would look for the file, which tries the link in these three ways."""
    paths = dict.fromkeys([link, unquote(link), unescape(link)])
    return tuple(
        str(Path(content, path.lstrip("/")) if path.startswith("/") else source.parent / path)
        for path in paths
    )
