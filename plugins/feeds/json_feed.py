"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with `_conversation` and `_challenge`.

This is the feed the newsletter reads.
"""

import json
from typing import Any

from plugins.feeds.model import Entry, Feed, Remark
from plugins.shared.dates import format_utc

_encode = json.JSONEncoder(ensure_ascii=False).encode


def format_json(feed: Feed, address: str) -> bytes:
    """Give the feed as JSON; `address` is where it will be."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": address,
        "next_url": feed.older,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [{"name": feed.author}],
    }
    # An item a line: a person can read it and a diff shows what changed; with json's own indenting
    # it would take ten times as long.
    head = _encode(_filled(document))[:-1]
    items = ",\n".join(_encode(_item(entry)) for entry in feed.entries)
    return f'{head}, "items": [\n{items}\n]}}\n'.encode()


def _item(entry: Entry) -> dict[str, Any]:
    item = _filled(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.content,
            "summary": entry.summary,
            "image": entry.image,
            "date_published": format_utc(entry.published) if entry.published else "",
            "date_modified": format_utc(entry.updated),
            "authors": [{"name": entry.author}],
            "tags": list(entry.categories),
            "attachments": [
                {"url": one.url, "mime_type": one.type, "size_in_bytes": one.length}
                for one in entry.enclosures
            ],
            "_challenge": entry.challenge,
        }
    )
    if entry.talk:
        item["_conversation"] = {
            "count": entry.talk.count,
            "url": entry.talk.url,
            "latest": [_remark(remark) for remark in entry.talk.latest],
        }
    return item


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "id": remark.id,
        "author": remark.author,
        "published": format_utc(remark.published) if remark.published else None,
        "text": remark.text,
        "url": remark.url,
    }


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known; JSON Feed has no empty addresses."""
    return {name: value for name, value in found.items() if value}
