"""The sources, and which of them a file is from.

A source is a module with a `NAME`, a `TITLE` for people, `claims` and `read`; adding one is adding
its module here.
"""

from typing import Protocol

from plugins.comments_import.model import Export
from plugins.comments_import.sources import blogger_text
from plugins.shared.errors import BadExport


class Source(Protocol):
    """What each module of a source offers."""

    NAME: str
    TITLE: str

    def claims(self, text: str) -> bool:
        """Whether `text` is in this source's format, told from its content alone."""

    def read(self, text: str) -> Export:
        """Give all that `text` holds. Raises BadExport, without the file's name."""


SOURCES: tuple[Source, ...] = (blogger_text,)


def recognise(text: str) -> Source:
    """Give the one source that claims `text`. Raises BadExport when none does, or several do."""
    claiming = [source for source in SOURCES if source.claims(text)]
    if len(claiming) == 1:
        return claiming[0]
    if claiming:
        names = " and ".join(source.TITLE for source in claiming)
        raise BadExport(f"it could be {names}; please report this, it is a fault of the importer.")
    known = "; ".join(source.TITLE for source in SOURCES)
    raise BadExport(f"this seems to be {_seeming(text)}. What can be imported: {known}.")


def _seeming(text: str) -> str:
    start = text.lstrip()[:2000].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "an HTML page, and no reader for it is there yet"
    if start.startswith(("<?xml", "<feed", "<rss")):
        return "an XML export, and no reader for it is there yet"
    if start.startswith(("{", "[")):
        return "JSON, and no reader for it is there yet"
    return (
        "plain text, but not a copy of a blog page: that starts with a line such as "
        '"Saturday, August 14, 2010", then the title, then the text'
    )
