"""The items of a WordPress export, each apart from its comments, however damaged the file is.

A comment is cut out of its item's bytes and parsed by itself: an item may have any number of them, and
what is wrong in one takes no other along.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_entries import Entry, cut_inner, parse_entry, read_spans

# A field whose text may hold "]]>", or lack it: plugins and old versions did not care.
_FIELD = re.compile(rb"<([\w:]+)([^<>]*)>\s*<!\[CDATA\[(.*?)(?:\]\]>)?\s*</\1>", re.DOTALL)
_HALF_A_TAG = re.compile(rb"<[^<>]*\Z")


@dataclass(frozen=True, slots=True)
class Item:
    """A post, page, attachment, … without its comments, and those, one at a time.

    Only what is not all there is marked as cut: the file may end behind all that matters.
    """

    entry: Entry
    comments: Iterator[Entry]


def read_items(file: ExportFile) -> Iterator[Item | Entry]:
    """Give every item, and before them the entries of the blog's authors. Raises BadExport."""
    for tag, wrapper, span, is_cut in read_spans(file, "wp:author", "item"):
        if tag == "item":
            yield from _items(wrapper, span, is_cut=is_cut)
        else:
            yield parse_entry(wrapper, span, is_cut=is_cut)


def _items(wrapper: bytes, span: bytes, *, is_cut: bool) -> Iterator[Item]:
    """Give the item in `span`; more than one when a CDATA section without end hid where it ends."""
    item = _item(wrapper, span, is_cut=is_cut)
    if not item.entry.is_damaged or item.entry.is_cut:
        yield item
        return
    parts = _split(span, b"item")
    for part in parts:
        yield _item(wrapper, _mend(part), is_cut=is_cut and part is parts[-1])


def _item(wrapper: bytes, span: bytes, *, is_cut: bool) -> Item:
    rest, comments, last = cut_inner(span, "wp:comment")
    if is_cut:
        # Comments come last, and before them what a post's plugins keep, which is not imported.
        is_whole = bool(comments or last)
        entry = _closed(wrapper, rest, b"item", after=b"" if is_whole else b"</wp:postmeta>")
    else:
        entry = parse_entry(wrapper, rest)
    return Item(entry, _comments(wrapper, comments, last))


def _comments(wrapper: bytes, spans: list[bytes], last: bytes) -> Iterator[Entry]:
    for span in spans:
        entry = parse_entry(wrapper, span)
        if entry.is_damaged:
            yield from (parse_entry(wrapper, _mend(part)) for part in _split(span, b"wp:comment"))
        else:
            yield entry
    for part in _split(last, b"wp:comment"):
        if part.rstrip().endswith(b"</wp:comment>"):
            yield parse_entry(wrapper, _mend(part))
        else:
            yield _closed(wrapper, part, b"wp:comment", after=b"</wp:comment_parent>")


def _split(span: bytes, tag: bytes) -> list[bytes]:
    """Cut before each `tag`, wherever it stands."""
    parts = re.split(rb"(?=<%b>)" % re.escape(tag), span)
    return [part for part in parts if part.strip()]


def _mend(span: bytes) -> bytes:
    """Write the CDATA sections of fields as they should have been."""
    return _FIELD.sub(_mended_field, span)


def _mended_field(match: re.Match[bytes]) -> bytes:
    text = match[3].replace(b"]]]]><![CDATA[>", b"]]>").replace(b"]]>", b"]]]]><![CDATA[>")
    return b"<%b%b><![CDATA[%b]]></%b>" % (match[1], match[2], text, match[1])


def _closed(wrapper: bytes, span: bytes, tag: bytes, *, after: bytes) -> Entry:
    """Parse an element that was cut off behind the last `after`; with less of it, it is marked as cut."""
    place = span.rfind(after) + len(after)
    is_whole = place >= len(after)
    kept = span[:place] if after and is_whole else _HALF_A_TAG.sub(b"", span)
    if is_whole:
        return parse_entry(wrapper, _mend(kept + b"</%b>" % tag))
    return parse_entry(wrapper, span, is_cut=True)
