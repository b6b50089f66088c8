"""The sources, and which of them a file is from.

A source is a module with a `NAME`, a `TITLE` for people, `claims` and `read`; adding one is adding
its module here. Where two exports hold the same comment, the one that stands further up is believed.
"""

from collections.abc import Iterator
from typing import Protocol

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import Item
from plugins.comments_import.sources import (
    blogger_backup,
    blogger_feed,
    blogger_page,
    blogger_takeout,
    blogger_text,
    comment_system,
    commento,
    disqus,
    isso,
    movabletype,
    pelican_import,
    remark42,
    wordpress,
)
from plugins.shared.errors import BadExport


class Source(Protocol):
    """What each module of a source offers."""

    NAME: str
    TITLE: str

    def claims(self, file: ExportFile) -> bool:
        """Whether `file` is in this source's format, told from its content; never raises."""

    def read(self, file: ExportFile) -> Iterator[Item]:
        """Give all that `file` holds, in its order. Raises BadExport, without the file's name."""


SOURCES: tuple[Source, ...] = (
    blogger_takeout,
    blogger_backup,
    blogger_page,
    blogger_text,
    wordpress,
    disqus,
    movabletype,
    blogger_feed,
    comment_system,
    pelican_import,
    isso,
    commento,
    remark42,
)


def recognise(file: ExportFile) -> Source | None:
    """Give the one source that claims `file`, None when none does. Raises BadExport when several do."""
    claiming = [source for source in SOURCES if source.claims(file)]
    if len(claiming) > 1:
        names = " and ".join(source.TITLE for source in claiming)
        raise BadExport(f"it could be {names}; please report this, it is a fault of the importer.")
    return claiming[0] if claiming else None
