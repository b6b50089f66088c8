"""Comments of a WordPress export (WXR). Addresses, IPs and what plugins noted about them are not read."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from ipaddress import ip_address
from urllib.parse import urlsplit

from plugins.comments.model import Comment, Status
from plugins.comments_import.files.xml_entries import Entry
from plugins.comments_import.model import Item, Kind, Note, Skipped
from plugins.comments_import.sources.wxr.posts import parse_stamp
from plugins.comments_import.sources.wxr.text import comment_body, plain_line, unescape_entities
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item
from plugins.shared.dates import Precision, precision_of
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line

_STATUSES = {
    "1": Status.APPROVED,
    "approve": Status.APPROVED,
    "approved": Status.APPROVED,
    "0": Status.PENDING,
    "hold": Status.PENDING,
}
_LEFT_OUT = {"spam": "spam", "trash": "trash", "post-trashed": "trash"}
_PINGS = ("pingback", "trackback")
_ID = re.compile(r"[\w.-]{1,100}")
_FIRST_YEAR = 1970


def comments_from(
    entry: Entry, post: tuple[str, ...], zone: tzinfo, seen: Counter[str]
) -> Iterator[Item]:
    """Give the comment in `entry`, or why it is left out; `seen` counts those without a number."""
    kind = entry.text("wp:comment_type").lower()
    author = _author(entry)
    parent = _id(entry.text("wp:comment_parent"))
    id_ = _id(entry.text("wp:comment_id"))
    body, format_ = comment_body(entry.raw("wp:comment_content"))
    state = entry.text("wp:comment_approved").lower()
    reason = _reason_to_skip(entry, kind, state, body)
    if reason:
        yield Skipped(
            kind=Kind.PING if kind in _PINGS else Kind.COMMENT,
            reason=reason,
            what=f"a {kind if kind in _PINGS else 'comment'} by {author}",
            is_reply=bool(parent),
            id=id_,
            parent=parent,
        )
        return
    if state not in _STATUSES:
        yield Note(
            text=f'Comments with the status "{one_line(state)[:40]}", which is not known, are imported as pending.'
        )
    date, precision = _date(entry, zone)
    comment = Comment(
        id=id_ or _made_id(post, author, entry, seen),
        author=author,
        date=date,
        precision=precision,
        url=_url(entry),
        parent=parent,
        status=_STATUSES.get(state, Status.PENDING),
        format=format_,
        kind=kind if kind in _PINGS else "comment",
        anchors=(f"comment-{id_.partition(':')[2]}",) if id_ else (),
        body=body,
    )
    yield comment_item(comment, post)


def _reason_to_skip(entry: Entry, kind: str, state: str, body: str) -> str:
    if entry.is_cut:
        return "cut off"
    if entry.is_damaged:
        return "damaged"
    if state in _LEFT_OUT:
        return _LEFT_OUT[state]
    if kind not in {"", "comment", *_PINGS}:  # notes that shops and forums keep among the comments
        return f'type "{one_line(kind)[:40]}"'
    return "" if body.strip() else "it has no text"


def _id(number: str) -> str:
    """Give the id of the comment with a number; "" for 0, which is none."""
    return f"wordpress:{number}" if number != "0" and _ID.fullmatch(number) else ""


def _made_id(post: tuple[str, ...], author: str, entry: Entry, seen: Counter[str]) -> str:
    date = entry.text("wp:comment_date_gmt") or entry.text("wp:comment_date")
    words = "\n".join([*post[:1], author, date, entry.text("wp:comment_content")])
    seen[words] += 1
    digest = hashlib.sha256(f"{words}\n{seen[words]}".encode()).hexdigest()
    return f"wordpress:{digest[:12]}"


def _author(entry: Entry) -> str:
    name = author_name(plain_line(entry.text("wp:comment_author")))
    try:
        ip_address(name)
    except ValueError:
        return name
    return "Anonymous"


def _url(entry: Entry) -> str:
    """Give the author's address; many wrote their e-mail address there, and got http:// before it."""
    address = web_address(unescape_entities(entry.text("wp:comment_author_url"))) or ""
    is_public = address and "@" not in urlsplit(address).netloc and not re.search(r"\s", address)
    return address if is_public else ""


def _date(entry: Entry, zone: tzinfo) -> tuple[datetime | None, Precision]:
    for name, its_zone in (("wp:comment_date_gmt", UTC), ("wp:comment_date", zone)):
        text = entry.text(name)
        found = parse_stamp(text, its_zone)
        if found and found.year >= _FIRST_YEAR:
            return found, precision_of(text)
    return None, Precision.SECOND
