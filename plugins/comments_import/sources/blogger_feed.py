"""Blogger's live feeds, saved while the blog was alive: /feeds/comments/default and the like.

As Atom they are what backups are made of, without the kinds; as JSON (?alt=json, or the script that
?alt=json-in-script gives) they are the same tree.
"""

from collections.abc import Iterator

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import Item
from plugins.comments_import.sources.blogger.atom import read_atom
from plugins.comments_import.sources.blogger.json_feed import is_json_feed, read_json
from plugins.comments_import.sources.blogger.schema import schema_of

NAME = "blogger-feed"
TITLE = "a Blogger feed (Atom or JSON)"


def claims(file: ExportFile) -> bool:
    """Whether it is a feed with Blogger's ids that is no backup, in XML or JSON."""
    return is_json_feed(file.head_text) or schema_of(file) == "feed"


def read(file: ExportFile) -> Iterator[Item]:
    """Give the posts and comments. Raises BadExport when nothing can be read."""
    if is_json_feed(file.head_text):
        yield from read_json(file)
    else:
        yield from read_atom(file)
