"""The metadata and the body of a file that Pelican reads: Markdown, reStructuredText or HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.comments.model import Format
from plugins.comments_import.texts.html_tags import tags
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    OTHER_ENDINGS,
    parse_markdown,
)

ENDINGS = MARKDOWN_ENDINGS | HTML_ENDINGS | OTHER_ENDINGS

_FIELD = re.compile(r":(?P<name>[A-Za-z0-9_-]+):(?:\s+(?P<value>.*))?")
_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1+\s*")
_TITLE = re.compile(r"<title[^>]{0,200}>(?P<title>[^<]*)", re.IGNORECASE)
_BODY = re.compile(r"<body(?=[\s>])", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_HEAD = 16_384  # characters in which the head of an HTML file ends


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFile:
    """What a file states, by names in lower case, and its body with how that was written.

    A file without a title has no "title", one with an empty title has.
    """

    fields: Mapping[str, str]
    body: str
    format: Format

    def get(self, name: str) -> str:
        """Give what the file states as `name`, "" when nothing."""
        return self.fields.get(name, "")


def parse_content(text: str, name: str) -> ContentFile:
    """Parse the text of a file called `name`; what cannot be understood is body. Never raises."""
    ending = PurePosixPath(name).suffix.lower()
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if ending in MARKDOWN_ENDINGS:
        return _markdown(text, name)
    return _html(text) if ending in HTML_ENDINGS else _restructured(text)


def _markdown(text: str, name: str) -> ContentFile:
    found = parse_markdown(text, Path(name))
    fields = {field.name: " ".join(field.values).strip() for field in reversed(found.fields)}
    # Its body has its tabs turned into spaces.
    body = "\n".join(text.split("\n")[found.body_line - 1 :])
    return ContentFile(fields=fields, body=body.strip("\n"), format=Format.MARKDOWN)


def _restructured(text: str) -> ContentFile:
    lines = text.split("\n")
    fields: dict[str, str] = {}
    # pelican-import writes an empty first line when there is no title, and then no underline either.
    if len(lines) > 1 and lines[0].strip() and _UNDERLINE.fullmatch(lines[1]):
        fields["title"] = lines[0].strip()
        lines = lines[2:]
    place = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    while place < len(lines) and (match := _FIELD.fullmatch(lines[place].rstrip())):
        rows = [match["value"] or ""]
        place += 1
        while place < len(lines) and lines[place][:1] in {" ", "\t"} and lines[place].strip():
            rows.append(lines[place].strip())
            place += 1
        fields.setdefault(match["name"].lower(), " ".join(rows).strip())
    body = "\n".join(lines[place:]).strip("\n")
    return ContentFile(fields=fields, body=body, format=Format.TEXT)


def _html(text: str) -> ContentFile:
    begin = _BODY.search(text)
    head = text[: begin.start() if begin else len(text)][:_HEAD]
    fields: dict[str, str] = {}
    for tag in tags(head):
        if tag.name == "meta" and tag.get("name"):
            # Pelican also takes the mistaken "contents".
            value = tag.get("content") or tag.get("contents")
            fields.setdefault(tag.get("name").lower(), value.strip())
    if title := _TITLE.search(head):
        fields["title"] = " ".join(title["title"].split())
    return ContentFile(fields=fields, body=_inner(text, begin), format=Format.HTML)


def _inner(text: str, begin: re.Match[str] | None) -> str:
    """Give what is in <body>; all below the last <meta> of the head when there is none."""
    tag = next(tags(text[begin.start() :]), None) if begin else None
    start = begin.start() + tag.end if begin and tag else 0
    if not begin:
        heads = [one.end for one in tags(text[:_HEAD]) if one.name in {"meta", "head", "html"}]
        start = max(heads, default=0)
    ends = [match.start() for match in _BODY_END.finditer(text, start)]
    return text[start : ends[-1] if ends else len(text)].strip()
