"""A new post's file."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from plugins.shared.errors import CannotWrite, shown
from plugins.shared.files import write_file
from plugins.shared.text import make_slug, one_line


def format_new_post(title: str, *, now: datetime, uuid: UUID) -> str:
    """Give the text of a new draft; `now` is in the author's time zone."""
    rows = (
        f"Title: {one_line(title)}",
        f"Date: {now:%Y-%m-%d %H:%M}",
        "Category: ",
        "Tags: ",
        "Summary: ",
        f"Guid: {uuid.urn}",
        "Status: draft",
    )
    return "\n".join([*(row.rstrip() for row in rows), "", "Write here.", ""])


def write_new_post(title: str, content: Path, *, now: datetime, uuid: UUID) -> Path:
    """Write a new draft and give its path. Raises CannotWrite when the file is there already."""
    if not one_line(title):
        raise CannotWrite('A post needs a title, such as: python3 tasks.py new "Lunch for three".')
    path = content / "posts" / f"{now:%Y-%m-%d}-{make_slug(title)}.md"
    if path.exists():
        raise CannotWrite(
            f"{shown(path)} is there already; choose another title, or edit that file."
        )
    write_file(path, format_new_post(title, now=now, uuid=uuid).encode())
    return path
