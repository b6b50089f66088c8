"""Blogger's live feeds, saved while the blog was alive: /feeds/comments/default and the like.

As Atom they are what backups are made of, without the kinds; as JSON (?alt=json, or the script that
?alt=json-in-script gives) they are the same tree.
"""

import re
from collections.abc import Iterator

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import Item, Note
from plugins.comments_import.sources.blogger.atom import read_atom
from plugins.comments_import.sources.blogger.json_feed import is_json_feed, read_json
from plugins.comments_import.sources.blogger.schema import schema_of

NAME = "blogger-feed"
TITLE = "a Blogger feed (Atom or JSON)"

_COUNTS = r"""%s(?:>|"\s*:\s*\{\s*"\$t"\s*:\s*")\s*([0-9]{1,9})"""
_TOTAL, _FIRST = (re.compile(_COUNTS % name) for name in ("totalResults", "startIndex"))


def claims(file: ExportFile) -> bool:
    """Whether it is a feed with Blogger's ids that is no backup, in XML or JSON."""
    return is_json_feed(file.head_text) or schema_of(file) == "feed"


def read(file: ExportFile) -> Iterator[Item]:
    """Give the posts and comments. Raises BadExport when nothing can be read."""
    found = 0
    for item in read_json(file) if is_json_feed(file.head_text) else read_atom(file):
        found += not isinstance(item, Note)
        yield item
    yield from _note_on_rest(file.head_text, found)


def _note_on_rest(head: str, found: int) -> Iterator[Note]:
    """Tell that a feed is one page of several: Blogger gives 25 entries when not asked for more."""
    total, first = _TOTAL.search(head), _FIRST.search(head)
    last = found + (int(first[1]) - 1 if first and int(first[1]) else 0)
    if total and int(total[1]) > last:
        yield Note(
            text=f"A feed of Blogger's ends with entry {last} of {total[1]}; the rest is in its next "
            f"pages (?max-results=500&start-index={last + 1}), or in a backup."
        )
