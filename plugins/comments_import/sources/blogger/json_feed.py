"""Blogger's feeds as JSON: its Atom with `$t` for texts and `$` for the colons of names.

?alt=json gives it bare, ?alt=json-in-script&callback=name as the call of a function.
"""

import json
import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from plugins.comments.model import Format
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.json_objects import objects
from plugins.comments_import.model import Item, Kind, Skipped
from plugins.comments_import.sources.blogger.entries import (
    BloggerEntry,
    parent_number,
    plain_title,
    post_keys,
)
from plugins.comments_import.sources.blogger.items import CUT, SHORT, item_of
from plugins.shared.errors import BadExport
from plugins.shared.text import clean

# What stands before the object: a remark such as "// API callback", and the function's name.
_BEGIN = re.compile(
    r"""(?:\s++|//[^\n]*+\n|/\*[^*]*+\*/)*+(?:[\w.$]++(?:\[["'\w]*+\])?+\s*+\(\s*+)?+"""
    r"""\{\s*+"(?:version|encoding|feed|entry)"\s*+:"""
)
_ENTRIES = re.compile(r'("entry"\s*+:\s*+)(\[)?')
_DECODER = json.JSONDecoder()
_ENTRY = re.compile(r'\{\s*+"(?:gd\$etag"|id"\s*+:\s*+\{\s*+"\$t")')


def is_json_feed(head: str) -> bool:
    """Whether a file begins as Blogger's JSON does."""
    return bool(_BEGIN.match(head)) and '"$t"' in head and "tag:blogger.com" in head


def read_json(file: ExportFile) -> Iterator[Item]:
    """Give the posts and comments. Raises BadExport when the text stops before the first one."""
    text = file.read_text()
    begin = _ENTRIES.search(text)
    if not begin:
        yield from _without_entries(text)
        return
    is_short = False
    for value, is_cut in _values(text, begin):
        if isinstance(value, dict):
            is_short = is_short or ("summary" in value and "content" not in value)
            yield item_of(_entry_of(value, file.zone))
        else:
            yield Skipped(kind=Kind.COMMENT, reason="cut off" if is_cut else "damaged")
    if is_short:
        yield SHORT
    if text.rstrip()[-1:] not in {"}", ")", ";"}:
        yield CUT


def _values(text: str, begin: re.Match[str]) -> Iterator[tuple[Any, bool]]:
    """Give each entry and whether the text ended within it; what can be read of it when it is damaged."""
    try:
        found, _end = _DECODER.raw_decode(text, begin.end(1))
        yield from ((value, False) for value in (found if isinstance(found, list) else [found]))
    except (ValueError, RecursionError):
        start = begin.end() if begin[2] else begin.end(1)
        yield from ((one.value, one.is_cut) for one in objects(text, start, begin=_ENTRY))


def _without_entries(text: str) -> Iterator[Item]:
    """Nobody may have written anything yet; but a feed that stops in its head is none."""
    if not text.rstrip(" \t\r\n;)").endswith("}"):
        raise BadExport("it is JSON that stops before its first entry; download it once more.")
    yield from ()


def _entry_of(entry: dict[str, Any], zone: tzinfo) -> BloggerEntry:
    answered = _first(entry.get("thr$in-reply-to"))
    author = _first(entry.get("author"))
    id_ = _text(entry.get("id"))
    address = _link(entry, "alternate")
    is_comment = bool(answered) or "/comments/default/" in _link(entry, "self")
    content = entry.get("content") or entry.get("summary")
    return BloggerEntry(
        id=id_,
        kind="comment" if is_comment else "page" if ".page-" in id_ else "post",
        status=_status(entry),
        title=plain_title(_text(entry.get("title")), _of(entry.get("title"), "type")),
        content=clean(content) if isinstance(content, str) else _of(content, "$t"),
        format=Format.TEXT if _of(content, "type") == "text" else Format.HTML,
        published=_text(entry.get("published")),
        updated=_text(entry.get("updated")),
        author=_text(author.get("name")),
        author_url=_text(author.get("uri")),
        labels=() if is_comment else _labels(entry),
        address=address,
        enclosures=() if is_comment else tuple(_links(entry, "enclosure")),
        parent=next(filter(None, map(parent_number, _links(entry, "related"))), ""),
        post_keys=post_keys(
            ref=_of(answered, "ref"),
            href=_of(answered, "href"),
            source=_of(answered, "source"),
            address=address,
        ),
        zone=zone,
    )


def _labels(entry: dict[str, Any]) -> tuple[str, ...]:
    terms = [_of(one, "term") for one in _list(entry.get("category"))]
    return tuple(term for term in terms if "/blogger/2008/kind#" not in term)


def _status(entry: dict[str, Any]) -> str:
    for one in _list(entry.get("gd$extendedProperty")):
        is_about = _of(one, "name") == "blogger.contentRemoved"
        if is_about and _of(one, "value").lower() == "true":
            return "deleted"
    draft = _first(_first(entry.get("app$control")).get("app$draft"))
    return "draft" if _text(draft).lower() == "yes" else "live"


def _links(entry: dict[str, Any], rel: str) -> list[str]:
    return [_of(one, "href") for one in _list(entry.get("link")) if _of(one, "rel") == rel]


def _link(entry: dict[str, Any], rel: str) -> str:
    return next(iter(_links(entry, rel)), "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _first(value: Any) -> dict[str, Any]:
    found: Any = next(iter(_list(value)), {})
    return found if isinstance(found, dict) else {}


def _of(value: Any, name: str) -> str:
    """Give a text in an object, "" when there is none; without half characters, which JSON can carry."""
    found = value.get(name) if isinstance(value, dict) else None
    return clean(found) if isinstance(found, str) else ""


def _text(value: Any) -> str:
    """Give a field's text, which stands in an object of its own."""
    return clean(value).strip() if isinstance(value, str) else _of(value, "$t").strip()
