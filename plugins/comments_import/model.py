"""What every source is read into: a stream of posts, comments, notes, and what is left out.

A reader gives them in any order; nothing relies on a post standing before its comments.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from plugins.comments.model import Comment, Format


class Kind(StrEnum):
    """What is counted; each has its own row in the report."""

    POST = "posts"
    PAGE = "pages"
    COMMENT = "comments"
    PING = "pings"
    IMAGE = "images"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPost:
    """A post or page as an export has it.

    `keys` are the names its comments may call it by (see keys.py). `body` is HTML, or what `format`
    says, never safe. `date` is in UTC, or midnight UTC of the day when `is_day_only`; None
    when the export does not tell. `address` is where it was, whole or from "/" on. `guid` is the
    permanent id that the export gave it. `status` is "", "draft" or "hidden". Unknown texts are "".
    """

    keys: tuple[str, ...] = ()
    kind: Kind = Kind.POST
    title: str
    body: str
    format: Format = Format.HTML
    date: datetime | None = None
    is_day_only: bool = False
    updated: datetime | None = None
    author: str = ""
    labels: tuple[str, ...] = ()
    status: str = ""
    address: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedComment:
    """A comment as an export has it, and the keys of its post: any one of them names it.

    Its status is approved, pending or deleted; whatever is spam is not given at all, but Skipped.
    """

    comment: Comment
    post: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """In which row of the report it is counted."""
        return Kind.COMMENT if self.comment.kind == "comment" else Kind.PING


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something an export holds that is left out, and why: "spam", "trash", "it has no text".

    `what` names it for the author; it is never a stranger's e-mail or IP address.
    `is_reply` tells of a comment that it answers another one. `id` is what a comment's block would have
    been called and `parent` the id it answers: replies to it then move up to that one.
    """

    kind: Kind
    reason: str
    what: str = ""
    is_reply: bool = False
    id: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence for the author about the export as a whole; equal ones are told once."""

    text: str


Item = ImportedPost | ImportedComment | Skipped | Note


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it will be; without data it goes away."""

    path: Path
    data: bytes | None
