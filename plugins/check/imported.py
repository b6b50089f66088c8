"""What is wrong in imported words, told as notices with their file and line.

Nobody can be asked to mend all that an old blog left open or linked to. Whatever is wrong on a built page
is a notice when it stands in the body that the page was imported with, or in a comment.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import html5lib

from plugins.check.pages import About, Finding, parse_errors
from plugins.shared.errors import Fault
from plugins.shared.files import is_file, read_text
from plugins.shared.front_matter import HTML_ENDINGS, FrontMatter
from plugins.shared.imported_html import clean_imported
from plugins.shared.tame_html import tame

_BODY = re.compile(r"<body\b[^>]*>(?P<words>.*)</body\s*>", re.DOTALL | re.IGNORECASE)
_WITHOUT_ALT = re.compile(r"<img\b(?![^<>]*\salt\s*=)[^<>]*>", re.IGNORECASE)
_FILE = re.compile(r"""[{|](?:filename|static|attach)[}|](?P<path>[^"'<>#?)]+)""")
_NO_DOCTYPE = re.compile(r"expected-doctype|unknown-doctype")


def markup_notices(front: FrontMatter) -> list[Fault]:
    """Give what an imported HTML body leaves open, closes too often, or has otherwise wrong."""
    body = _BODY.search(front.body)
    if not front.is_imported or front.path.suffix not in HTML_ENDINGS:
        return []
    # Parsing takes a hundred times as long, and what the importer wrote is clean until somebody edits it.
    if body and clean_imported(body["words"]) == body["words"]:
        return []
    parser = html5lib.HTMLParser()
    parser.parse(tame(front.body))
    return [
        _notice(front.path, line, f"{message}.")
        for line, code, message in parse_errors(parser)
        if not _NO_DOCTYPE.match(code)
    ]


def notices_of(
    finding: Finding, front: FrontMatter, comments: Path, target: str = ""
) -> list[Fault]:
    """Give the notices that a finding comes to, none when it is a fault.

    `front` is the file its page is made of, `comments` that with its comments, `target` the name of the
    file in the content to which the link should lead.
    """
    lines: list[int] = []
    if front.is_imported and finding.about is About.HTML:
        return [_notice(front.path, 0, f"On its page: {finding.message}")]
    if front.is_imported and finding.about is About.PICTURE:
        lines = lines_of_picture(finding.named, front)
    if front.is_imported and finding.about is About.LINK:
        lines = list(_lines_of_link(finding.named, front.body, front.body_line))
        lines = lines or list(_lines_of_file(target, front))
    if lines:
        return [_notice(front.path, line, finding.message) for line in lines]
    if finding.about is About.LINK and is_file(comments):
        found = _lines_of_link(finding.named, _text(comments), 1)
        return [_notice(comments, line, finding.message) for line in found]
    return []


def lines_of_picture(source: str, front: FrontMatter) -> list[int]:
    """Give the lines of the pictures without alt text; the page may have their address in another form."""
    name = unquote(source).rpartition("/")[2]
    return [
        front.body_line + front.body.count("\n", 0, match.start())
        for match in _WITHOUT_ALT.finditer(front.body)
        if name in unquote(match[0])
    ]


def _notice(path: Path, line: int, message: str) -> Fault:
    return Fault(path=path, line=line, message=message, is_notice=True)


def _lines_of_link(link: str, text: str, first: int) -> Iterator[int]:
    """Give the lines on which something like a link to `link` stands."""
    forms = "|".join(re.escape(form) for form in dict.fromkeys([link, escape(link)]))
    whole = re.compile(rf"(?:^|[\"'(=<\s])(?:{forms})(?:$|[\"')>\s])")
    for number, line in enumerate(text.split("\n"), start=first):
        if whole.search(line):
            yield number


def _lines_of_file(name: str, front: FrontMatter) -> Iterator[int]:
    """Give the lines with a link of Pelican's to a file of that name: the page has its address."""
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        paths = (unquote(unescape(match["path"])) for match in _FILE.finditer(line))
        if any(path.rpartition("/")[2] == name for path in paths):
            yield number


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ValueError):  # told with the comments' faults
        return ""
