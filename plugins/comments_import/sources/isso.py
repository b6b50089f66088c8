"""Isso: its SQLite database, and the JSON that `isso import -t generic` takes.

https://github.com/isso-comments/isso, isso/db/comments.py: `threads` are pages by their path, `comments`
hold Markdown. E-mail and network addresses are never read.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.json_objects import Found, objects, string_after
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import Item, Kind, Note, Skipped
from plugins.comments_import.sources.isso_database import MAGIC, read_rows
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item, full_id
from plugins.comments_import.texts.stated_times import from_epoch, time_of
from plugins.shared.safe_html import web_address
from plugins.shared.text import shorten

NAME = "isso"
TITLE = "an Isso database or JSON"

# What every version of the two tables has (isso/db/__init__.py creates them anew or alters them).
_TABLES = re.compile(
    rb"CREATE TABLE\s+(?:IF NOT EXISTS\s+)?[\"'`\[]?(threads|comments)\b", re.IGNORECASE
)
_COLUMNS = (b"remote_addr", b"voters", b"mode")
_JSON = re.compile(r"\s*\[\s*\{")
_THREAD = re.compile(r"\{\s*(?=\"(?:id\"\s*:\s*\"|title\"|comments\"\s*:\s*\[))")
_COMMENT = re.compile(r"\{\s*(?=\"[a-z_]+\"\s*:)")
_COMMENTS = re.compile(r"\"comments\"\s*:\s*\[")
_STATED = re.compile(r"\"(?:remote_addr|created)\"\s*:")
_STATUSES = {1: Status.APPROVED, 2: Status.PENDING, 4: Status.DELETED}


def claims(file: ExportFile) -> bool:
    """Whether it is an SQLite database with Isso's tables, or a JSON list of pages with comments."""
    if file.head.startswith(MAGIC):
        tables = {match[1].lower() for match in _TABLES.finditer(file.head)}
        return len(tables) == 2 and all(name in file.head for name in _COLUMNS)  # noqa: PLR2004
    text = file.head_text
    return bool(_JSON.match(text) and _COMMENTS.search(text) and _STATED.search(text))


def read(file: ExportFile) -> Iterator[Item]:
    """Give the comments. Raises BadExport when the database cannot be read."""
    if not file.head.startswith(MAGIC):
        yield from _read_json(file.read_text())
        return
    for row in read_rows(file):
        yield _from_row(row) if isinstance(row, dict) else row
        mode = row.get("mode") if isinstance(row, dict) else 1
        if mode not in _STATUSES:
            yield Note(text=f'Comments whose mode is "{shorten(str(mode), 20)}" wait in _pending/.')


def _from_row(row: Mapping[str, Any]) -> Item:
    comment = Comment(
        id=full_id(NAME, row["id"]),
        author=author_name(_text(row, "author")),
        date=from_epoch(row.get("created")),
        url=web_address(_text(row, "website")) or "",
        parent=full_id(NAME, row.get("parent")),
        status=_STATUSES.get(row.get("mode"), Status.PENDING),  # type: ignore[arg-type]
        format=Format.MARKDOWN,
        anchors=(f"isso-{row['id']}",),
        body=_text(row, "text"),
    )
    return comment_item(comment, keys_of(address_key(_text(row, "uri"))))


def _read_json(text: str) -> Iterator[Item]:
    seen: Counter[str] = Counter()
    for page, found in _json_comments(text):
        if found.value is None:
            yield _damaged(found)
        else:
            yield _from_json(found.value, page, seen)


def _json_comments(text: str) -> Iterator[tuple[str, Found]]:
    """Give each comment with its page; where a page is damaged, those that can still be read."""
    page = ""
    for thread in objects(text, text.index("[") + 1, begin=_THREAD):
        row = thread.value
        if row is not None and isinstance(row.get("comments"), list):
            page = _text(row, "id")
            for one in row["comments"]:
                yield page, Found(one if isinstance(one, dict) else None, thread.start, thread.end)
        elif row is not None:
            yield page, thread  # of the damaged page before
        else:
            part = text[thread.start : thread.end]
            comments = _COMMENTS.search(part)
            if not comments:
                yield page, thread
                continue
            page = string_after(part, "id", 0, comments.start())
            for one in objects(part, comments.end(), begin=_COMMENT):
                is_cut = one.is_cut and thread.end == len(text)
                yield page, replace(one, start=one.start + thread.start, is_cut=is_cut)


def _from_json(row: Mapping[str, Any], page: str, seen: Counter[str]) -> Item:
    # The numbers are counted anew on each page.
    name = f"{page}\n{row.get('id')}\n{row.get('created')}"
    seen[name] += 1
    number = hashlib.sha256(f"{name}\n{seen[name]}".encode(errors="replace")).hexdigest()[:12]
    comment = Comment(
        id=f"{NAME}:{number}",
        author=author_name(_text(row, "author")),
        date=time_of(row.get("created")),
        url=web_address(_text(row, "website")) or "",
        format=Format.MARKDOWN,
        body=_text(row, "text"),
    )
    return comment_item(comment, keys_of(address_key(page)))


def _damaged(found: Found) -> Skipped:
    return Skipped(
        kind=Kind.COMMENT,
        reason="cut off" if found.is_cut else "damaged",
        what=f"what begins at character {found.start + 1}",
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
