"""A Remark42 backup: one JSON a line, the first of them about the site, each other one a comment.

https://github.com/umputun/remark42, backend/app/migrator/native.go; what a comment has stands in
backend/app/store/comment.go. `text` is HTML, `orig` what was typed before it was cleaned: never read.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.json_objects import objects
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import Item, Kind, Skipped
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item, full_id
from plugins.comments_import.texts.stated_times import time_of

NAME = "remark42"
TITLE = "a Remark42 backup (JSON)"

_SITE = re.compile(r'\s*\{\s*"version"\s*:\s*\d+\s*,\s*"users"\s*:')
_COMMENT = re.compile(r'\{\s*(?="id"\s*:)')
_LOCATOR = re.compile(r'"locator"\s*:\s*\{')
_PARENT = re.compile(r'"pid"\s*:\s*"')


def claims(file: ExportFile) -> bool:
    """Whether its first line tells version and users of a site, or it is comments with a "locator"."""
    text = file.head_text
    if _SITE.match(text):
        return True
    is_comments = bool(_LOCATOR.search(text) and _PARENT.search(text))
    return text.lstrip().startswith("{") and is_comments


def read(file: ExportFile) -> Iterator[Item]:
    """Give the comments."""
    for what, reason, row in _rows(file):
        if row is not None and "version" in row and "locator" not in row:
            continue  # about the site
        if row is None or not full_id(NAME, row.get("id")):
            yield Skipped(kind=Kind.COMMENT, reason=reason, what=what)
        else:
            yield _item(row)


def _rows(file: ExportFile) -> Iterator[tuple[str, str, Mapping[str, Any] | None]]:
    """Give for each object where it stands, what is wrong if anything is, and itself if it can be read."""
    with file.open() as stream:
        lines = (line.decode("utf-8", errors="from-windows") for line in stream)
        first = next((line for line in lines if line.strip("\ufeff \t\r\n")), "")
        if _parse(first) is None:  # not written one a line, or not in UTF-8
            yield from _loose_rows(file.read_text())
            return
        for number, line in enumerate(chain([first], lines), start=1):
            if line.strip():
                row = _parse(line)
                is_cut = row is None and not line.endswith("\n")
                yield f"line {number}", "cut off" if is_cut else "damaged", row


def _parse(line: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _loose_rows(text: str) -> Iterator[tuple[str, str, Mapping[str, Any] | None]]:
    for found in objects(text, 0, begin=_COMMENT):
        reason = "cut off" if found.is_cut else "damaged"
        yield f"what begins at character {found.start + 1}", reason, found.value


def _item(row: Mapping[str, Any]) -> Item:
    user, locator = _below(row, "user"), _below(row, "locator")
    id_ = full_id(NAME, row["id"])
    comment = Comment(
        id=id_,
        # Remark42 keeps names escaped as for HTML.
        author=author_name(html.unescape(_text(user, "name"))),
        date=time_of(row.get("time")),
        parent=full_id(NAME, row.get("pid")),
        status=Status.DELETED if row.get("delete") is True else Status.APPROVED,
        format=Format.HTML,
        anchors=(f"remark42__comment-{id_.partition(':')[2]}",),
        body=_text(row, "text"),
    )
    return comment_item(comment, keys_of(address_key(_text(locator, "url"))))


def _below(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
