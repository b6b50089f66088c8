"""Blogger's schema of 2018: `feed.atom` in a Google Takeout, which Settings > Back up gives as well.

Posts, pages and comments are told apart by <blogger:type>; a comment names its post in
<blogger:parent> and the comment it answers in <blogger:inReplyTo>. All times are UTC. The blog's
own address stands nowhere: posts have their path in <blogger:filename>.
"""

from collections.abc import Iterator

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_entries import Entry, attribute, inner_markup
from plugins.comments_import.keys import blogger_key, keys_of
from plugins.comments_import.model import Item, Note
from plugins.comments_import.sources.blogger.entries import BloggerEntry, plain_title
from plugins.comments_import.sources.blogger.items import skipped
from plugins.comments_import.sources.blogger.schema import items_of, read_feed, schema_of
from plugins.shared.text import one_line

NAME = "blogger-takeout"
TITLE = "Blogger's feed.atom from Google Takeout"

_STATUSES = {
    "LIVE": "live",
    "PUBLISHED": "live",
    "DRAFT": "draft",
    "SCHEDULED": "live",  # its date is in the future, and until then it is not shown
    "SOFT_TRASHED": "trash",
    "TRASHED": "trash",
    "SPAM": "spam",
    "SPAM_COMMENT": "spam",
    "PENDING": "pending",
    "PENDING_COMMENT": "pending",
    "EMPTIED": "deleted",
    "EMPTIED_COMMENT": "deleted",
    "DELETED": "deleted",
}
_KINDS = {"POST": "post", "PAGE": "page", "COMMENT": "comment"}


def claims(file: ExportFile) -> bool:
    """Whether its first element is a feed in Blogger's schema of 2018."""
    return schema_of(file) == "2018"


def read(file: ExportFile) -> Iterator[Item]:
    """Give the posts, pages and comments."""
    yield from read_feed(file, _items)


def _items(entry: Entry) -> Iterator[Item]:
    type_ = entry.text("blogger:type").upper()
    kind = _KINDS.get(type_) or ("comment" if entry.all("blogger:parent") else "post")
    found = _entry_of(entry, kind)
    if type_ not in _KINDS and not (entry.is_cut or entry.is_damaged) and entry.fields:
        yield skipped(found, f'of the unknown type "{one_line(type_)[:40]}"')
        return
    yield from items_of(found, entry, is_whole=bool(entry.all("blogger:trashed")))
    yield from _notes(entry, kind)


def _entry_of(entry: Entry, kind: str) -> BloggerEntry:
    author = entry.child("author")
    title = entry.all("title")
    return BloggerEntry(
        id=entry.text("id"),
        kind=kind,
        status=_status(entry, kind),
        title=plain_title(entry.text("title"), title[0].get("type", "") if title else ""),
        content=_content_of(entry),
        published=entry.text("published") or entry.text("blogger:created"),
        updated=entry.text("updated"),
        author=author.text("name"),
        author_url=author.text("uri"),
        labels=tuple(attribute(one, "term") for one in entry.all("category")),
        address=entry.text("blogger:filename"),
        enclosures=tuple(
            attribute(one, "url") or attribute(one, "href") for one in entry.all("enclosure")
        ),
        parent=blogger_key(entry.text("blogger:inReplyTo")).partition(":")[2],
        post_keys=keys_of(blogger_key(entry.text("blogger:parent"))),
    )


def _content_of(entry: Entry) -> str:
    element = next(iter(entry.all("content")), None)
    if element is None:
        return ""
    return inner_markup(element) if len(element) else element.text or ""


def _status(entry: Entry, kind: str) -> str:
    if entry.text("blogger:trashed"):
        return "trash"
    unknown = "pending" if kind == "comment" else "draft"  # never public without knowing
    return _STATUSES.get(entry.text("blogger:status").upper(), unknown)


def _notes(entry: Entry, kind: str) -> Iterator[Note]:
    status = entry.text("blogger:status")
    if status.upper() in _STATUSES or entry.text("blogger:trashed") or entry.is_cut:
        return
    if entry.is_damaged or not entry.fields:
        return
    place = "waits in _pending/" if kind == "comment" else "becomes a draft"
    yield Note(text=f'A {kind} with the unknown status "{one_line(status)[:40]}" {place}.')
