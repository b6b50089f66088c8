"""Comments that Pelican's own pelican-import left as articles, taken back.

Of a Blogger backup it makes an article called `post-NUMBER` of each comment, and drops its post, its
parent and the seconds and zone of its time (https://github.com/getpelican/pelican/issues/2954). The
number is Blogger's: with the backup at hand the same comment is found by it. Older versions gave such
files Blogger's kind of entry as a tag.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from plugins.comments.model import Comment, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import Item
from plugins.comments_import.sources.copy.words import is_removed
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item
from plugins.comments_import.texts.content_fields import ENDINGS, ContentFile, parse_content
from plugins.comments_import.texts.stated_times import precision_in, time_of
from plugins.shared.text import clean, comparable

NAME = "pelican-import"
TITLE = "comments that pelican-import left as articles"

_KIND = "schemas.google.com/blogger/2008/kind#comment"
_NUMBER = re.compile(r"post-?(\d{10,})")
_LETTERS = 8  # with so many of a comment's title its body begins


def claims(file: ExportFile) -> bool:
    """Whether it is an article that is tagged as a comment or called as one."""
    if PurePosixPath(file.name).suffix.lower() not in ENDINGS:
        return False
    text = file.head_text
    if _KIND not in text[:5_000] and "post-" not in text[:5_000] + file.stem:
        return False
    found = parse_content(text, file.name)
    return _KIND in found.get("tags") or _is_called_as_one(found, file)


def _is_called_as_one(found: ContentFile, file: ExportFile) -> bool:
    """Whether it is called post-NUMBER without being a draft: drafts and planned posts are, too.

    A comment's title is made of its first words.
    """
    title = comparable(found.get("title"), is_html=False)
    return (
        bool(_number(found, file))
        and "date" in found.fields
        and ("title" in found.fields or "slug" in found.fields)
        and found.get("status").lower() in {"", "published"}
        and comparable(found.body[:2_000], is_html=True).startswith(title[:_LETTERS])
    )


def read(file: ExportFile) -> Iterator[Item]:
    """Give the one comment; it has lost its post."""
    found = parse_content(file.read_text(), file.name)
    comment = Comment(
        id=_id(found, file),
        author=author_name(found.get("author"), found.get("authors")),
        date=time_of(found.get("date"), file.zone),
        precision=precision_in(found.get("date")),
        status=Status.DELETED if is_removed(found.body) else Status.APPROVED,
        format=found.format,
        body=found.body,
    )
    yield comment_item(comment, ())


def _id(found: ContentFile, file: ExportFile) -> str:
    number = _number(found, file)
    if number:
        return f"blogger:{number}"
    words = "\n".join((found.get("author"), found.get("date"), found.body))
    return f"{NAME}:{hashlib.sha256(clean(words).encode()).hexdigest()[:12]}"


def _number(found: ContentFile, file: ExportFile) -> str:
    match = _NUMBER.fullmatch(found.get("slug")) or _NUMBER.fullmatch(file.stem)
    return match[1] if match else ""
