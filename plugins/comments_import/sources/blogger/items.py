"""What Blogger's entries are: posts, pages and comments, or left out, and why."""

import hashlib
import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from html import escape
from urllib.parse import unquote, urlsplit

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.keys import address_key, blogger_key, keys_of
from plugins.comments_import.model import ImportedPost, Item, Kind, Note, Skipped
from plugins.comments_import.sources.blogger.entries import BloggerEntry
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item
from plugins.shared.dates import Precision, precision_of
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line, shorten

_SHOWN = re.compile(r"[?&]showComment=([0-9]{12,14})(?![0-9])")
_GUID = re.compile(r"tag:blogger\.com,[0-9]{4}:blog-[0-9]{1,20}\.(?:post|page)-?[0-9]{1,20}")
_LONGEST = 1_000  # characters of an address or a name that are looked at
_LONGEST_TITLE = 60
_YEARS = (1970, 2999)
_KINDS = {"page": Kind.PAGE, "comment": Kind.COMMENT}
_STATUSES = {"live": Status.APPROVED, "deleted": Status.DELETED}

CUT = Note(
    text="A file of Blogger's stops before its end: what came after that is missing. Download it again."
)
SHORT = Note(
    text="A feed of Blogger's is a short one: it has only the beginnings of texts. A backup has all of them."
)


def item_of(entry: BloggerEntry) -> Item:
    """Give the entry as what it is, or as skipped with the reason."""
    return _comment(entry) if entry.kind == "comment" else _post(entry)


def skipped(entry: BloggerEntry, reason: str) -> Skipped:
    """Give the entry as left out."""
    kind = _KINDS.get(entry.kind, Kind.POST)
    if kind is not Kind.COMMENT:
        return Skipped(kind=kind, reason=reason, what=_title(entry))
    is_lost = reason in {"cut off", "damaged"}  # and its author with it, perhaps
    author = _author(entry.author[:_LONGEST]) or ("" if is_lost else "Anonymous")
    return Skipped(
        kind=kind,
        reason=reason,
        what=f"a comment by {author}" if author else "a comment",
        is_reply=bool(entry.parent),
        id=_full_id(entry.number),
        parent=_full_id(entry.parent),
    )


def _comment(entry: BloggerEntry) -> Item:
    if entry.status in {"spam", "trash"}:
        return skipped(entry, entry.status)
    if not (entry.number or entry.content.strip()):
        return skipped(entry, "damaged")
    date, precision = time_of(entry.published, entry.zone)
    comment = Comment(
        id=_full_id(entry.number or _made_number(entry)),
        author=_author(entry.author[:_LONGEST]) or "Anonymous",
        date=date or _shown_time(entry.address),
        precision=precision,
        url=_profile(entry.author_url[:_LONGEST]),
        parent=_full_id(entry.parent),
        status=_STATUSES.get(entry.status, Status.PENDING),
        format=entry.format,
        guid=entry.id if _GUID.fullmatch(entry.id) else "",
        body=entry.content,
    )
    return comment_item(comment, entry.post_keys)


def _made_number(entry: BloggerEntry) -> str:
    words = f"{entry.author}\n{entry.published}\n{entry.content}"
    return hashlib.sha256(words.encode("utf-8", errors="replace")).hexdigest()[:12]


def time_of(text: str, zone: tzinfo = UTC) -> tuple[datetime | None, Precision]:
    """Give the time in UTC and how exact it is; None when there is none, or an impossible one."""
    precision = Precision.SECOND if text[16:17] == ":" else precision_of(text)
    try:
        found = datetime.fromisoformat(text)
        home = UTC if precision is Precision.DAY else found.tzinfo or zone
        moment = found.replace(tzinfo=home).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, Precision.SECOND
    is_possible = _YEARS[0] <= moment.year <= _YEARS[1]
    return (moment, precision) if is_possible else (None, Precision.SECOND)


@lru_cache(maxsize=16_384)
def _author(name: str) -> str:
    return author_name(name, otherwise="")


@lru_cache(maxsize=16_384)
def _profile(address: str) -> str:
    """Give an author's address; one with "name@" in it is somebody's e-mail address with http:// before."""
    found = web_address(address) if len(address) < _LONGEST else None
    is_one = (
        found and "@" not in urlsplit(found).netloc and found == one_line(found).replace(" ", "")
    )
    return found if found and is_one else ""


def _shown_time(address: str) -> datetime | None:
    """Give the time that a comment's own address states: ?showComment=, in milliseconds."""
    match = _SHOWN.search(address)
    moment = datetime.fromtimestamp(int(match[1]) / 1000, UTC) if match else None
    return moment if moment and moment.year <= _YEARS[1] else None


def _post(entry: BloggerEntry) -> Item:
    if entry.status in {"spam", "trash", "deleted"}:
        return skipped(entry, entry.status)
    if not (entry.number or entry.title.strip() or entry.content.strip()):
        return skipped(entry, "damaged")
    date, precision = time_of(entry.published, entry.zone)
    updated, _precision = time_of(entry.updated, entry.zone)
    address = _address(entry.address)
    return ImportedPost(
        keys=keys_of(blogger_key(entry.id), address_key(address)),
        kind=_KINDS.get(entry.kind, Kind.POST),
        title=one_line(entry.title),
        body=_body(entry) + _enclosed(entry),
        date=date or updated,
        is_day_only=precision is Precision.DAY,
        updated=updated,
        author=_author(entry.author[:_LONGEST]),
        labels=tuple(dict.fromkeys(filter(None, (one_line(label) for label in entry.labels)))),
        status="" if entry.status == "live" else "draft",
        address=address,
        guid=entry.id if _GUID.fullmatch(entry.id) else "",
    )


def _title(entry: BloggerEntry) -> str:
    return shorten(one_line(entry.title or entry.id), _LONGEST_TITLE)


def _body(entry: BloggerEntry) -> str:
    is_text = entry.format is Format.TEXT and entry.content.strip()
    return f"<p>{escape(entry.content)}</p>" if is_text else entry.content


def _address(text: str) -> str:
    """Give where a post was, "" when no page can have been there; Takeout gives it from the host on."""
    address = one_line(text)
    try:
        path = urlsplit(address).path
    except ValueError:  # such as http://[::1
        return ""
    if len(address) > _LONGEST or ".." in re.split(r"[/\\]", unquote(path)):
        return ""
    if web_address(address) or not address:
        return address
    return "" if ":" in address.partition("/")[0] else "/" + address.lstrip("/\\")


def _enclosed(entry: BloggerEntry) -> str:
    """Give links to the files that only the feed named, such as a podcast's recording."""
    files = [place for place in dict.fromkeys(entry.enclosures) if web_address(place)]
    return "".join(
        f'\n<p><a href="{escape(place)}">{escape(_name_of(place))}</a></p>'
        for place in files
        if place not in entry.content and escape(place) not in entry.content
    )


def _name_of(place: str) -> str:
    return unquote(urlsplit(place).path.rpartition("/")[2]) or place


def _full_id(number: str) -> str:
    return f"blogger:{number}" if number else ""
