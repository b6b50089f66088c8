"""WordPress' own export, WXR: RSS 2.0 with the fields of its database, comments within their items.

Tools > Export writes it, since 2007 in the versions 1.0 to 1.2, in one file or several; other systems
write it for WordPress, and for Disqus (https://docs.disqus.com/developers/export/, without types and
numbers of posts). Posts and pages are imported; other items, such as attachments and menus, are not,
but the comments on them are.
"""

import re
from collections import Counter
from collections.abc import Iterator

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_entries import Entry, has_end
from plugins.comments_import.model import ImportedPost, Item, Note
from plugins.comments_import.sources.wxr.comments import comments_from
from plugins.comments_import.sources.wxr.items import Item as ExportedItem
from plugins.comments_import.sources.wxr.items import read_items
from plugins.comments_import.sources.wxr.posts import (
    KINDS,
    has_gallery,
    has_unknown_status,
    is_protected,
    keys_of_item,
    post_from,
    public_name,
    type_of,
)
from plugins.shared.errors import BadExport
from plugins.shared.text import count, one_line

NAME = "wordpress"
TITLE = "a WordPress export (WXR)"

# Before the root there may be remarks, and what PHP had to complain about.
_ROOT = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!doctype[^<>\[]*+(?:\[.*?\]\s*+)?>|<br\s*/?>|<b>(?:deprecated|notice|warning)</b>[^\n]*+\n)*+"
    r"<rss\b([^<>]*)>",
    re.DOTALL | re.IGNORECASE,
)
_NAMESPACE = re.compile(r"https?://wordpress\.org/export/[\d.]+/")
_MARK = re.compile(r"<wp:(?:wxr_version|base_site_url|base_blog_url)>")
_CDATA = re.compile(r"\A<(?:!\[?c?d?a?t?a?\[?)?", re.IGNORECASE)
_SENTENCES = {
    "gallery": "{posts} with a [gallery], which names pictures by number: put them there by hand.",
    "protected": "{posts} came along hidden: with a password only, which no static site can ask for.",
    "status": '{posts} came along hidden: with the status "{name}", which is not known.',
}
_Counts = Counter[tuple[str, str]]


def claims(file: ExportFile) -> bool:
    """Whether it is RSS that declares WordPress' fields, or has them above its first item."""
    root = _ROOT.match(file.head_text)
    if not root:
        return False
    above = file.head_text[root.end() :].partition("<item")[0]
    return bool(_NAMESPACE.search(root[1]) or _MARK.search(above))


def read(file: ExportFile) -> Iterator[Item]:
    """Give all that `file` holds, in its order. Raises BadExport, without the file's name."""
    authors: dict[str, str] = {}
    counts: _Counts = Counter()
    seen: Counter[str] = Counter()
    is_empty = True
    for found in read_items(file):
        if not isinstance(found, ExportedItem):
            login = found.text("wp:author_login")
            authors[login] = public_name(found.text("wp:author_display_name"))
            continue
        is_empty = False
        if type_of(found.entry) in KINDS or _may_be_a_post(found.entry):
            post = post_from(found.entry, authors, file.zone)
            yield post
            if isinstance(post, ImportedPost):
                _count(found.entry, counts)
        else:
            counts["type", one_line(type_of(found.entry))[:40]] += 1
        keys = keys_of_item(found.entry)
        for entry in found.comments:
            yield from comments_from(entry, keys, file.zone, seen)
    if is_empty:
        raise BadExport("it is a WordPress export, but there is not a single post or page in it.")
    yield from _notes(counts, has_end=has_end(file))


def _may_be_a_post(item: Entry) -> bool:
    """Whether an item that the file's end cuts within its type may have been a post or page."""
    begun = _CDATA.sub("", type_of(item))
    return item.is_cut and any(kind.startswith(begun) for kind in KINDS)


def _count(post: Entry, counts: _Counts) -> None:
    """Count what the author should know of the posts as a whole."""
    counts["protected", ""] += is_protected(post)
    counts["gallery", ""] += has_gallery(post)
    if has_unknown_status(post):
        counts["status", one_line(post.text("wp:status"))[:40]] += 1


def _notes(counts: _Counts, *, has_end: bool) -> Iterator[Note]:
    if not has_end:
        yield Note(
            text="A WordPress export stops before its end: what came after that is missing. Export it again."
        )
    by_kind = [(what, name, number) for (what, name), number in sorted(counts.items()) if number]
    types = [f"{number} of the type {name}" for what, name, number in by_kind if what == "type"]
    if types:
        listed = ", ".join(types)
        yield Note(
            text=f"Neither posts nor pages, and so left out of a WordPress export: {listed}."
        )
    for what, name, number in by_kind:
        if what in _SENTENCES:
            posts = count(number, "post or page" if number == 1 else "posts or page")
            yield Note(text=_SENTENCES[what].format(posts=posts, name=name))
