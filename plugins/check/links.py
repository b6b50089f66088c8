"""Links from one content file to another, as Pelican writes them: {filename}, {static}, {attach}."""

import re
from pathlib import Path
from urllib.parse import unquote

from plugins.shared.errors import Fault
from plugins.shared.front_matter import FrontMatter

_LINK = re.compile(r"[{|](?:filename|static|attach)[}|](?P<path>[^)\s\"'<>#?]+)")


def broken_links(front: FrontMatter, content: Path) -> list[Fault]:
    """Give the {filename} and {static} links, and the Image:, that lead to no file of the content."""
    faults = []
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        for match in _LINK.finditer(line):
            if not _target(match["path"], front.path, content).exists():
                message = f'the link "{match[0]}" leads to no file; mend its path, which starts at content/.'
                faults.append(Fault(path=front.path, line=number, message=message))
    image = front.find("image")
    named = front.get("image")
    if image and named.startswith("/") and not _target(named, front.path, content).exists():
        message = f'"Image: {named}" is no file; put the picture at content{named}.'
        faults.append(Fault(path=front.path, line=image.line, message=message))
    return faults


def _target(link: str, source: Path, content: Path) -> Path:
    path = unquote(link)
    return content / path.lstrip("/") if path.startswith("/") else source.parent / path
