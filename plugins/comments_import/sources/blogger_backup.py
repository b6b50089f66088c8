"""Blogger's backup of 2008 to 2024: `blog-MM-DD-YYYY.xml`, one Atom feed with everything in it."""

from collections.abc import Iterator

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import Item
from plugins.comments_import.sources.blogger.atom import read_atom
from plugins.comments_import.sources.blogger.schema import schema_of

NAME = "blogger-backup"
TITLE = "a Blogger backup (XML)"


def claims(file: ExportFile) -> bool:
    """Whether it is a feed whose entries say what kind of Blogger's things they are."""
    return schema_of(file) == "2008"


def read(file: ExportFile) -> Iterator[Item]:
    """Give the posts, pages and comments."""
    yield from read_atom(file)
