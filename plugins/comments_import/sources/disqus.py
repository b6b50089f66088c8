"""A Disqus export, NAME-2023-05-05T23_11_43.587573-all.xml, which Disqus mails as a .gz.

https://help.disqus.com/en/articles/1717164-comments-export: threads, which are pages by their address,
and below them posts, which are comments. There are no words of the pages in it. Attributes are
`dsq:id`; a thread's own <id> is what the page called itself, and often empty.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_entries import (
    Entry,
    attribute,
    parse_entry,
    read_entries,
    read_spans,
)
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import ImportedComment, Item, Kind, Note, Skipped
from plugins.comments_import.sources.disqus_message import plain_message
from plugins.comments_import.texts.author_names import author_name
from plugins.shared.dates import precision_of
from plugins.shared.errors import BadExport
from plugins.shared.safe_html import web_address
from plugins.shared.text import shorten

NAME = "disqus"
TITLE = "a Disqus export (XML)"

_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)")
# The WordPress plugin names a page "45 https://blog.example/?p=45", others by its address or path.
_IDENTIFIER = re.compile(r"(?:\d+\s+)?(\S+)")
_NO_WORDS = re.compile(r"(?:\s|&nbsp;|</?(?:p|br)\s*/?>)*", re.IGNORECASE)
_TRUTHS = {"true": True, "1": True, "false": False, "0": False, "": None}
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def claims(file: ExportFile) -> bool:
    """Whether its first element is <disqus>."""
    head = file.head_text[:10_000].lstrip()
    root = _ROOT.search(_REMARK.sub("", head)) if head.startswith("<") else None
    return root is not None and root[1].rpartition(":")[2] == "disqus"


def read(file: ExportFile) -> Iterator[Item]:
    """Give the comments. Raises BadExport when there is neither a thread nor a comment."""
    threads = _read_threads(file)
    is_empty = not threads
    for _tag, post in read_entries(file, "post"):
        is_empty = False
        yield from _items(post, threads)
    if is_empty:
        raise BadExport("there is neither a thread nor a comment in it.")


def _read_threads(file: ExportFile) -> dict[str, tuple[str, ...]]:
    """Give the keys of each thread by its id; nothing else is kept, for there may be very many."""
    found: dict[str, tuple[str, ...]] = {}
    for _tag, wrapper, span, is_cut in read_spans(file, "thread"):
        # A <thread dsq:id="2"/> inside of a post refers to one. What is cut may have half an address.
        if is_cut or span.endswith(b"/>"):
            continue
        thread = parse_entry(wrapper, span)
        if thread.fields:
            found[_id_of(thread)] = _keys(thread)
    return found


def _id_of(entry: Entry) -> str:
    return "".join(attribute(entry.element, "id").split()) if entry.element is not None else ""


def _keys(thread: Entry) -> tuple[str, ...]:
    named = _IDENTIFIER.fullmatch(thread.text("id"))
    number = _id_of(thread)
    return keys_of(
        f"disqus:{number}" if number else "",
        address_key(thread.text("link")),
        address_key(named[1]) if named else "",
    )


def _items(post: Entry, threads: dict[str, tuple[str, ...]]) -> Iterator[Item]:
    comment = _comment(post)
    reason = _reason_to_skip(post, comment)
    if reason:
        yield Skipped(
            kind=Kind.COMMENT,
            reason=reason,
            what=f"a comment by {_author(post)}",
            is_reply=bool(comment.parent),
            id=comment.id,
            parent=comment.parent,
        )
        return
    thread = _id_of(post.child("thread"))
    # A comment whose thread is missing, as happens, may still meet it in another file.
    yield ImportedComment(
        comment=comment, post=threads.get(thread) or keys_of(f"disqus:{thread}" if thread else "")
    )
    yield from _unknown_statuses(post)


def _comment(post: Entry) -> Comment:
    number, parent = _id_of(post), _id_of(post.child("parent"))
    created = post.text("createdAt")
    status = _status(post)
    is_deleted = status is Status.DELETED
    return Comment(
        id=f"{NAME}:{number}" if number else "",
        author="" if is_deleted else _author(post),
        date=_time_of(created),
        precision=precision_of(created),
        url="" if is_deleted else _url(post),
        parent=f"{NAME}:{parent}" if parent else "",
        status=status,
        format=Format.HTML,
        anchors=(f"comment-{number}",) if number else (),
        body="" if is_deleted else plain_message(post.text("message")),
    )


def _reason_to_skip(post: Entry, comment: Comment) -> str:
    # The parent stands last in a post: with it nothing is missing, without it nobody can say.
    if post.is_cut and not comment.parent:
        return "cut off"
    if not comment.id or (post.is_damaged and not post.is_cut):
        return "damaged"
    if _flag(post, "isSpam"):
        return "spam"
    has_words = not _NO_WORDS.fullmatch(comment.body)
    return "" if has_words or comment.status is Status.DELETED else "it has no text"


def _flag(post: Entry, name: str) -> bool | None:
    """Give what a flag says, None when it says nothing or nothing known."""
    return _TRUTHS.get(post.text(name).lower())


def _status(post: Entry) -> Status:
    if _flag(post, "isDeleted"):
        return Status.DELETED
    if _flag(post, "isApproved") is False or any(_unknown_statuses(post)):
        return Status.PENDING
    return Status.APPROVED


def _unknown_statuses(post: Entry) -> Iterator[Note]:
    for name in ("isDeleted", "isSpam", "isApproved"):
        value = post.text(name)
        if value.lower() not in _TRUTHS:
            yield Note(
                text=f'Comments whose {name} is "{shorten(value, 40)}" are kept, but not shown.'
            )


def _author(post: Entry) -> str:
    author = post.child("author")
    return author_name(author.text("name"), author.text("username"))


def _url(post: Entry) -> str:
    """Give the author's address; Disqus leaves it out, other software that writes this format may not."""
    author = post.child("author")
    return web_address(author.text("link")) or web_address(author.text("url")) or ""


def _time_of(text: str) -> datetime | None:
    """Give the time; without a zone it is in UTC, as Disqus keeps all of them."""
    try:
        found = datetime.fromisoformat(text)
        moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _EARLIEST and moment.year < 3000 else None  # noqa: PLR2004
