"""Links from one content file to another, as Pelican writes them: {filename}, {static}, {attach}."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from plugins.shared.errors import Fault
from plugins.shared.files import is_file
from plugins.shared.front_matter import FrontMatter

# Between quotes, in HTML, a path may hold spaces.
_LINK = re.compile(
    r"""(?P<quote>["'])?[{|](?:filename|static|attach)[}|]"""
    r"""(?P<path>(?(quote)(?:(?!(?P=quote))[^<>#?])+|[^)\s"'<>#?]+))"""
)


def broken_links(front: FrontMatter, content: Path) -> list[Fault]:
    """Give the {filename} and {static} links, and the Image:, that lead to no file of the content."""
    faults = []
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        for match in _LINK.finditer(line):
            if not _leads_somewhere(match["path"], front.path, content):
                link = match[0].strip("\"'")
                message = (
                    f'the link "{link}" leads to no file; mend its path, which starts at content/.'
                )
                faults.append(
                    Fault(
                        path=front.path, line=number, message=message, is_notice=front.is_imported
                    )
                )
    image = front.find("image")
    named = front.get("image")
    if image and named.startswith("/") and not _leads_somewhere(named, front.path, content):
        message = f'"Image: {named}" is no file; put the picture at content{named}.'
        faults.append(Fault(path=front.path, line=image.line, message=message))
    return faults


def _leads_somewhere(link: str, source: Path, content: Path) -> bool:
    """Whether there is a file that Pelican would find, which tries the link in these three ways."""
    paths = dict.fromkeys([link, unquote(link), unescape(link)])
    return any(
        is_file(content / path.lstrip("/") if path.startswith("/") else source.parent / path)
        for path in paths
    )
