"""A Commento export, version 1: one JSON with the comments and those who wrote them.

https://gitlab.com/commento/commento, api/domain_export.go. It is mailed as a .gz. Who signed in stands
in `commenters`, with a link that is "undefined" for most; all others are "anonymous".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.json_objects import Found, objects
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import ImportedComment, Item, Kind, Note, Skipped
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item, full_id
from plugins.comments_import.texts.stated_times import time_of
from plugins.shared.errors import BadExport
from plugins.shared.safe_html import web_address
from plugins.shared.text import shorten

NAME = "commento"
TITLE = "a Commento export (JSON)"

_COMMENTS = re.compile(r'"comments"\s*:\s*\[')
_COMMENTERS = re.compile(r'"commenters"\s*:\s*\[')
_COMMENT = re.compile(r'\{\s*(?="commentHex"\s*:)')
_COMMENTER = re.compile(r'\{\s*(?="commenterHex"\s*:)')
_STATUSES = {"approved": Status.APPROVED, "unapproved": Status.PENDING, "flagged": Status.PENDING}
_ANONYMOUS = "anonymous"


def claims(file: ExportFile) -> bool:
    """Whether it is a JSON object with comments that have a "commentHex"."""
    text = file.head_text
    is_list = _COMMENTS.search(text) and (_COMMENT.search(text) or _COMMENTERS.search(text))
    return text.lstrip().startswith("{") and bool(is_list)


def read(file: ExportFile) -> Iterator[Item]:
    """Give the comments. Raises BadExport when there is no list of them."""
    text = file.read_text()
    start = _COMMENTS.search(text)
    if not start:
        raise BadExport('there is no list called "comments" in it.')
    found = list(objects(text, start.end(), begin=_COMMENT))
    below = _COMMENTERS.search(text, found[-1].end if found else start.end())
    below = below or _COMMENTERS.search(text)
    people = _read_people(text, below.end()) if below else {}
    is_nameless = False
    for one in found:
        item = _item(one, people)
        yield item
        if isinstance(item, ImportedComment) and one.value is not None:
            yield from _notes(one.value)
            writer = str(one.value.get("commenterHex"))
            is_nameless = is_nameless or (writer != _ANONYMOUS and writer not in people)
    if is_nameless:
        yield Note(
            text="Commento's export lacks the names of some who commented: they are Anonymous."
        )


def _read_people(text: str, start: int) -> dict[str, Mapping[str, Any]]:
    return {
        str(one.value.get("commenterHex")): one.value
        for one in objects(text, start, begin=_COMMENTER)
        if one.value is not None
    }


def _item(found: Found, people: Mapping[str, Mapping[str, Any]]) -> Item:
    row = found.value
    id_ = full_id(NAME, row.get("commentHex")) if row else ""
    if row is None or not id_:
        reason = "cut off" if found.is_cut else "damaged"
        what = f"what begins at character {found.start + 1}"
        return Skipped(kind=Kind.COMMENT, reason=reason, what=what)
    person = people.get(str(row.get("commenterHex")), {})
    parent, markdown = row.get("parentHex"), _text(row, "markdown")
    comment = Comment(
        id=id_,
        author=author_name(_text(person, "name"), _text(row, "commenterName")),
        date=time_of(row.get("creationDate")),
        url=web_address(_text(person, "link")) or "",
        parent="" if parent == "root" else full_id(NAME, parent),
        status=_status(row),
        format=Format.MARKDOWN if markdown.strip() else Format.HTML,
        anchors=(f"commento-{id_.partition(':')[2]}",),
        body=markdown if markdown.strip() else _text(row, "html"),
    )
    return comment_item(comment, keys_of(address_key(_address(row))))


def _status(row: Mapping[str, Any]) -> Status:
    if row.get("deleted") is True:
        return Status.DELETED
    return _STATUSES.get(_text(row, "state"), Status.PENDING)


def _notes(row: Mapping[str, Any]) -> Iterator[Note]:
    state = _text(row, "state")
    if state == "flagged":
        yield Note(text="Comments that Commento flagged as spam wait in _pending/.")
    elif state not in _STATUSES:
        yield Note(text=f'Comments whose state is "{shorten(state, 40)}" wait in _pending/.')


def _address(row: Mapping[str, Any]) -> str:
    path = _text(row, "url").strip()
    return path if web_address(path) or path.startswith("/") else f"/{path}"


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
