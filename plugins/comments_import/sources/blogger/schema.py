"""What Blogger's files in XML have in common, whichever schema they follow."""

import re
from collections.abc import Callable, Iterator

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_entries import Entry, has_end, read_entries, root_of
from plugins.comments_import.model import Item, Note
from plugins.comments_import.sources.blogger.entries import BloggerEntry
from plugins.comments_import.sources.blogger.items import CUT, SHORT, item_of, skipped
from plugins.shared.errors import BadExport

_ROOT = re.compile(r"<(?:feed|entry)[\s/>]")
_OF_2018 = "http://schemas.google.com/blogger/2018"
_KINDS = "http://schemas.google.com/blogger/2008/kind#"


def schema_of(file: ExportFile) -> str:
    """Give "2018", "2008", "feed" for a live feed, which states no kinds, or "" for what is not Blogger's."""
    root = root_of(file) if "<feed" in file.head_text or "<entry" in file.head_text else ""
    if not _ROOT.match(root):
        return ""
    if _OF_2018 in root or "<blogger:type>" in file.head_text:
        return "2018"
    if _KINDS in file.head_text:
        return "2008"
    return "feed" if "tag:blogger.com" in file.head_text else ""


def read_feed(file: ExportFile, items: Callable[[Entry], Iterator[Item]]) -> Iterator[Item]:
    """Give the items of every entry. Raises BadExport when the file stops before the first one."""
    is_empty = True
    for _tag, entry in read_entries(file, "entry"):
        is_empty = False
        yield from items(entry)
    if has_end(file):
        return
    if is_empty:
        raise BadExport("it stops before its first entry; download it once more.")
    yield CUT


def items_of(found: BloggerEntry, entry: Entry, *, is_whole: bool) -> Iterator[Item]:
    """Give the entry as an item, and a note when it is damaged.

    `is_whole` says of one that the file's end cut off that nothing which matters came after.
    """
    if entry.is_cut and (entry.is_damaged or not is_whole):
        yield skipped(found, "cut off")
    elif not entry.fields or (entry.is_damaged and not found.number):
        yield skipped(found, "damaged")
    else:
        yield item_of(found)
        if entry.all("summary") and not entry.all("content"):
            yield SHORT
        if entry.is_damaged and not entry.is_cut:
            what = skipped(found, "damaged").what
            yield Note(text=f"Damaged, and taken as far as it can be read: {what}.")
