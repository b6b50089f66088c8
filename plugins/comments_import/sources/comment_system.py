"""Comments of the plugin pelican_comment_system: one file each, in a folder called as the article's slug.

https://github.com/Scheirle/pelican_comment_system: the folder is `comments/`; a file states `date` and
`author` and has no title. `replyto` names another file of the folder by its slug, which is its whole
name: 4.md is "4md". Older versions called it "4.md", the oldest "4".
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from unidecode import unidecode

from plugins.comments.model import Comment, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.keys import keys_of
from plugins.comments_import.model import Item, Note
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.comment_items import comment_item
from plugins.comments_import.texts.content_fields import ENDINGS, ContentFile, parse_content
from plugins.comments_import.texts.stated_times import precision_in, time_of
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line, shorten

NAME = "comment-system"
TITLE = "comments of the plugin pelican_comment_system"

_NEEDED = {"date", "author"}
_NEVER = {"title", "generator"}
_LEFTOVER = re.compile(r"post-?\d{10,}")  # of pelican-import, which knows comments without a title
_ENDS = tuple(ending[1:] for ending in sorted(ENDINGS))
_STATUSES = {"": Status.APPROVED, "published": Status.APPROVED}
_UNFIT = re.compile(r"[^\w\s-]")
_SPACE = re.compile(r"[-\s]+")
_HARMLESS = re.compile(r"[\w.~-]+", re.ASCII)


def claims(file: ExportFile) -> bool:
    """Whether it is a file for Pelican with a date and an author, but without a title."""
    ending = PurePosixPath(file.name).suffix.lower()
    if ending not in ENDINGS or "author" not in file.head_text.lower():
        return False
    fields = parse_content(file.head_text, file.name).fields
    is_leftover = _LEFTOVER.fullmatch(fields.get("slug", "")) or "#comment" in fields.get(
        "tags", ""
    )
    return (
        fields.keys() >= _NEEDED
        and not any(fields.get(name) for name in _NEVER)
        and not is_leftover
    )


def read(file: ExportFile) -> Iterator[Item]:
    """Give the one comment."""
    found = parse_content(file.read_text(), file.name)
    post = _article(file)
    yield comment_item(_comment(file, found, post), keys_of(f"slug:{post}" if post else ""))
    status = found.get("status").lower()
    if status not in _STATUSES:
        yield Note(text=f'Comments whose status is "{shorten(status, 40)}" wait in _pending/.')


def _comment(file: ExportFile, found: ContentFile, post: str) -> Comment:
    name = PurePosixPath(file.name).name
    slug = slug_of(name)
    parent = slug_of(found.get("replyto"))
    if parent and not parent.endswith(_ENDS):  # the oldest versions left the ending out
        parent += PurePosixPath(name).suffix[1:].lower()
    anchors = [f"comment-{one}" for one in (slug, name) if _HARMLESS.fullmatch(one)]
    return Comment(
        id=_id(post, slug),
        author=author_name(found.get("author")),
        date=time_of(found.get("date"), file.zone),
        precision=precision_in(found.get("date")),
        url=web_address(one_line(found.get("website"))) or "",
        parent=_id(post, parent) if parent else "",
        status=_STATUSES.get(found.get("status").lower(), Status.PENDING),
        format=found.format,
        anchors=tuple(anchors),
        body=found.body,
    )


def slug_of(name: str) -> str:
    """Give what Pelican's slugify makes of a file's name with the settings it came with."""
    plain = _UNFIT.sub("", unidecode(name)).strip().lower()
    return _SPACE.sub("-", plain)


def _article(file: ExportFile) -> str:
    """Give the slug of the article: its folder, which is not in the name of a file named alone."""
    folder = file.folder or (file.place.resolve().parent.name if file.place else "")
    return re.sub(r"\s+", "_", folder)


def _id(post: str, slug: str) -> str:
    # A slug made of a file's name holds no dot: "a.b-4md" and "a-b.4md" stay two.
    return f"{NAME}:{post}.{slug}" if post else f"{NAME}:{slug}"
