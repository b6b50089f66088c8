"""The `Key: value` lines on top of a post, page or digest, with their line numbers.

Markdown files follow Python-Markdown's meta extension, which is what Pelican reads: it ends silently
at the first line it does not understand, and the rest becomes text. Here such a line is a fault.
HTML files carry <title> and <meta name content> in their head, as Pelican's HTML reader wants it.
"""

import os
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from plugins.shared.errors import Fault
from plugins.shared.files import read_text
from plugins.shared.listing import is_regular, walk

MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mkd", ".mdown"})
HTML_ENDINGS = frozenset({".html", ".htm"})
OTHER_ENDINGS = frozenset({".rst"})  # Pelican reads them; they are not looked into here
READ_HERE = MARKDOWN_ENDINGS | HTML_ENDINGS

_KEY = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r"[ ]{4,}(?P<value>.*)")
_BEGIN = re.compile(r"-{3}(\s.*)?$")
_END = re.compile(r"(-{3}|\.{3})(\s.*)?$")
_END_OF_HEAD = re.compile(r"</head\b|<body\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One `Key: value`; `name` in lower case, `line` from 1, continuation lines in `values`."""

    name: str
    values: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields of a file, its body, and what is wrong with the lines between."""

    path: Path
    fields: tuple[Field, ...] = ()
    body: str = ""
    body_line: int = 1
    faults: tuple[Fault, ...] = ()

    def find(self, name: str) -> Field | None:
        """Give the first field called `name` (in lower case)."""
        for (
            field
        ) in self.fields:  # asked twenty times of every post: a generator takes three times as long
            if field.name == name:
                return field
        return None

    def get(self, name: str) -> str:
        """Give the value of a field as one line, "" when it is missing."""
        field = self.find(name)
        return " ".join(field.values).strip() if field else ""

    @property
    def is_imported(self) -> bool:
        """Whether its body came from an old blog, so that its faults are the old blog's."""
        return self.find("imported_from") is not None


def content_files(folder: Path, *, endings: frozenset[str] = READ_HERE) -> list[Path]:
    """Give the files below `folder` that are posts, pages or digests, as Pelican would find them.

    Hidden files, such as an editor's, and folders are none, whatever they are called.
    """
    return [Path(entry.path) for entry in walk(folder) if is_content(entry, endings)]


def is_content(entry: os.DirEntry[str], endings: frozenset[str] = READ_HERE) -> bool:
    """Whether it is a file with one of these endings, and not a hidden one."""
    name = entry.name
    return name[name.rfind(".") :] in endings and not name.startswith(".") and is_regular(entry)


def read_front_matter(path: Path) -> FrontMatter:
    """Read a content file; what cannot be understood is in its `faults`, never an exception."""
    return parse_file(path.read_bytes(), path)


def parse_file(data: bytes, path: Path) -> FrontMatter:
    """Parse what a content file holds, as read_front_matter does."""
    try:
        text = text_of(data, path)
    except ValueError as error:
        return FrontMatter(path=path, faults=(Fault(path=path, message=f"{error}."),))
    parse = parse_html if path.suffix.lower() in HTML_ENDINGS else parse_markdown
    return parse(text, path)


def text_of(data: bytes, path: Path) -> str:
    """Give the text that was read from a file. Raises ValueError as read_text does."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return read_text(path)  # which says what is wrong, and in which line


def parse_markdown(text: str, path: Path) -> FrontMatter:
    """Parse the metadata lines of a Markdown file."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    # As Python-Markdown does before it looks for metadata.
    unix = unix.expandtabs(4) if "\t" in unix else unix
    fields: list[Field] = []
    after = number = 0  # the place behind the line read last, and its number
    while after <= len(unix):
        start, number = after, number + 1
        end = unix.find("\n", start)
        end = len(unix) if end < 0 else end
        line, after = unix[start:end], end + 1
        if number == 1 and _BEGIN.match(line):
            continue
        if not line.strip() or _END.match(line):
            break
        if match := _KEY.match(line):
            key, value = match.groups()
            fields.append(Field(name=key.lower(), values=(value.strip(),), line=number))
        elif fields and (more := _MORE.match(line)):
            last = fields.pop()
            values = (*last.values, more["value"].strip())
            fields.append(Field(name=last.name, values=values, line=last.line))
        else:
            return _broken(path, unix[start:], fields, number)
    faults = _faults_of_fields(path, fields) if fields else (_empty_top(path, unix),)
    return FrontMatter(
        path=path, fields=tuple(fields), body=unix[after:], body_line=number + 1, faults=faults
    )


def _broken(path: Path, rest: str, fields: list[Field], number: int) -> FrontMatter:
    found = rest.partition("\n")[0].strip()
    fault = Fault(
        path=path,
        line=number,
        message=f'"{found[:60]}" is no metadata line; write it as "Key: value", '
        "or put an empty line before it where the text begins.",
    )
    return FrontMatter(
        path=path,
        fields=tuple(fields),
        body=rest,
        body_line=number,
        faults=(fault,),
    )


def _empty_top(path: Path, text: str) -> Fault:
    if not text.strip():
        return Fault(path=path, message="the file is empty; write it or remove it.")
    return Fault(
        path=path,
        line=1,
        message='the first line is empty; "Title: …" has to stand on line 1, or none of it is read.',
    )


def _faults_of_fields(path: Path, fields: list[Field]) -> tuple[Fault, ...]:
    seen: dict[str, int] = {}
    faults = []
    for field in fields:
        if field.name in seen:
            message = f'"{field.name.capitalize()}:" stands here and on line {seen[field.name]}; keep one.'
            faults.append(Fault(path=path, line=field.line, message=message))
        seen.setdefault(field.name, field.line)
    return tuple(faults)


def parse_html(text: str, path: Path) -> FrontMatter:
    """Parse <title> and <meta name content> of an HTML file; its body is all of the file."""
    end = _END_OF_HEAD.search(text)
    reader = _HeadReader()
    reader.feed(text[: end.start()] if end else text)
    fields = tuple(reader.fields)
    missing = Fault(
        path=path, message="there is no <title> in its <head>; without one it is no post."
    )
    faults = _faults_of_fields(path, list(fields)) if fields else (missing,)
    return FrontMatter(path=path, fields=fields, body=text, faults=faults)


class _HeadReader(HTMLParser):
    """Collects the title and the named metas of a head."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "title" and not any(field.name == "title" for field in self.fields):
            self._title = []
        if tag == "meta" and found.get("name"):
            # Pelican also takes the mistaken "contents", for files it wrote itself long ago.
            value = found.get("content") or found.get("contents") or ""
            self._add(str(found["name"]).lower(), value)

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self._add("title", " ".join("".join(self._title).split()))
            self._title = None

    def _add(self, name: str, value: str) -> None:
        self.fields.append(Field(name=name, values=(value.strip(),), line=self.getpos()[0]))
