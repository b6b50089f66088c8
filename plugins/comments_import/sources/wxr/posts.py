"""Posts and pages of a WordPress export (WXR), from the items that hold them.

Its fields are those of WordPress' database; the times are kept twice, in UTC and in the blog's zone, and
are 0000-00-00 00:00:00 where there is none.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from plugins.comments_import.files.xml_entries import Entry, attribute
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import ImportedPost, Kind, Skipped
from plugins.comments_import.sources.wxr.text import plain_line, post_html
from plugins.comments_import.texts.author_names import author_name
from plugins.shared.dates import parse_time
from plugins.shared.safe_html import web_address

KINDS = {"": Kind.POST, "post": Kind.POST, "page": Kind.PAGE}
# What is to be seen by everyone is "". `future` is so, too, from its date on.
_STATUSES = {
    "": "",
    "publish": "",
    "future": "",
    "draft": "draft",
    "pending": "draft",
    "auto-draft": "draft",
    "private": "hidden",
}
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?")
_MAIL_DATE = re.compile(r"(?:\w+, )?\d{1,2} \w+ \d{4} \d{2}:\d{2}(?::\d{2})? \S+")  # no year -0001
_PERMANENT = re.compile(r"(?:https?://|urn:|tag:)[^\s<>\"]+")


def type_of(item: Entry) -> str:
    """Give "post", "page", "attachment", …; "" in exports that other systems made."""
    return item.text("wp:post_type").lower()


def is_protected(item: Entry) -> bool:
    """Whether one needs a password to read it."""
    return bool(item.text("wp:post_password"))


def keys_of_item(item: Entry) -> tuple[str, ...]:
    """Give the keys of a post: by its number and by its address, and what Disqus was told to call it."""
    number = item.text("wp:post_id")
    called = item.text("thread_identifier") or item.text("dsq:thread_identifier")
    by_number: tuple[str, ...] = ()
    if number.isdigit():
        names = ("p", "page_id") if type_of(item) == "page" else ("p",)
        by_number = tuple(f"/?{name}={number}" for name in names)
        by_number = (f"wordpress:{number}", *by_number)
    addresses = (rss_text(item, "link"), *called.split(" "))  # "45 https://blog.example/?p=45"
    found = keys_of(*by_number[:1], *map(address_key, addresses), *by_number[1:])
    # A front page, or whatever has lost its address: with a better key, "/" would only mix them up.
    return tuple(key for key in found if key != "/") or found


def rss_text(item: Entry, name: str) -> str:
    """Give the text of the first child that is RSS' own and not, say, atom:link."""
    own = (child for child in item.all(name) if "}" not in str(child.tag))
    return next(((child.text or "").strip() for child in own), "")


def post_from(item: Entry, authors: Mapping[str, str], zone: tzinfo) -> ImportedPost | Skipped:
    """Give the post or page in `item`; `authors` are names by login."""
    kind = KINDS.get(type_of(item), Kind.POST)  # a cut one may not tell
    status = item.text("wp:status").lower()
    reason = _reason_to_skip(item, status)
    if reason:
        return Skipped(kind=kind, reason=reason, what=title_of(item))
    date = _date(item, zone, status)
    updated = _time(item, "wp:post_modified", zone)
    return ImportedPost(
        keys=keys_of_item(item),
        kind=kind,
        title=title_of(item),
        body=post_html(_text_of(item)),
        date=date,
        updated=updated if date and updated and updated > date else None,
        author=_author(item, authors),
        labels=_labels(item),
        status=status_of(item),
        address=_address(item),
        guid=_permanent_id(item),
    )


def title_of(item: Entry) -> str:
    """Give the title as one line of text."""
    return plain_line(rss_text(item, "title"))


def status_of(item: Entry) -> str:
    """Give who sees it; what is not known is hidden."""
    found = _STATUSES.get(item.text("wp:status").lower(), "hidden")
    return "hidden" if is_protected(item) and not found else found


def has_gallery(item: Entry) -> bool:
    """Whether it shows pictures by their numbers only, which nobody knows outside of WordPress."""
    return "[gallery" in item.text("content:encoded")


def has_unknown_status(item: Entry) -> bool:
    """Whether nobody here knows what its status means."""
    return item.text("wp:status").lower() not in {*_STATUSES, "trash"}


def _reason_to_skip(item: Entry, status: str) -> str:
    if item.is_cut:
        return "cut off"
    if item.is_damaged:
        return "damaged"
    if status == "trash":
        return "trash"
    # An editor that was opened and left; or, without a type, only a name for a conversation.
    may_be_nothing = status == "auto-draft" or not type_of(item)
    return "it has no text" if may_be_nothing and not _text_of(item) else ""


def _text_of(item: Entry) -> str:
    return item.text("content:encoded") or ("" if type_of(item) else rss_text(item, "description"))


def _date(item: Entry, zone: tzinfo, status: str) -> datetime | None:
    found = _time(item, "wp:post_date", zone) or _mail_time(rss_text(item, "pubDate"))
    if found or _STATUSES.get(status) != "draft":
        return found
    return _time(item, "wp:post_modified", zone)


def _time(item: Entry, name: str, zone: tzinfo) -> datetime | None:
    """Give the time in UTC that the field `name` has, by itself or as `…_gmt`."""
    return parse_stamp(item.text(f"{name}_gmt"), UTC) or parse_stamp(item.text(name), zone)


def parse_stamp(text: str, zone: tzinfo) -> datetime | None:
    """Give the time that a field of WordPress' database names; None for 0000-00-00 and anything else."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        return parse_time(text, zone)
    except ValueError:
        return None


def _mail_time(text: str) -> datetime | None:
    if not _MAIL_DATE.fullmatch(text):
        return None
    try:
        return parse_time(parsedate_to_datetime(text).isoformat())
    except ValueError:
        return None


def public_name(text: str) -> str:
    """Give an author's name as one line of text; "" when there is none."""
    return author_name(plain_line(text), otherwise="")


def _author(item: Entry, authors: Mapping[str, str]) -> str:
    login = item.text("dc:creator")
    return authors.get(login) or public_name(login)


def _labels(item: Entry) -> tuple[str, ...]:
    """Give categories and tags, each once. Before 2010 tags were called "tag", and all came twice."""
    found: dict[str, str] = {}
    for element in item.all("category"):
        label = plain_line(element.text or "")
        nicename = attribute(element, "nicename")
        is_label = attribute(element, "domain") in {"", "category", "post_tag", "tag"}
        if is_label and label and "uncategorized" not in {label.lower(), nicename}:
            found.setdefault(label.casefold(), label)
    return tuple(found.values())


def _address(item: Entry) -> str:
    link = rss_text(item, "link")
    return web_address(link) or (link if link.startswith("/") and not link.startswith("//") else "")


def _permanent_id(item: Entry) -> str:
    found = rss_text(item, "guid")
    return found if _PERMANENT.fullmatch(found) else ""
