"""A plain-text copy of a Blogger page, as one gets by copying it from the browser.

    Saturday, August 14, 2010

    The title

    The body's paragraphs, with empty lines between them.


    A NAME said...

    That reader's comment, maybe in several paragraphs.

There are no links and no ids in such a copy, and often no times of comments; none are made up. A
comment's id is made of its name and words, so that the same copy always gives the same ids. Whatever
stands in it is text: it is shown as it is, "<" included. Pages with threads: see sources/copy/threaded.py.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from itertools import islice

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import (
    ImportedComment,
    ImportedPost,
    Item,
    Kind,
    Note,
    Skipped,
)
from plugins.comments_import.sources.copy.copied import (
    CopiedComment,
    CopiedHead,
    find_head,
    paragraphs,
    split_lines,
)
from plugins.comments_import.sources.copy.dates import find_day
from plugins.comments_import.sources.copy.said import find_said
from plugins.comments_import.sources.copy.threaded import find_threaded
from plugins.comments_import.sources.copy.words import (
    LANGUAGES,
    is_heading,
    is_removed,
    said,
    without_foot,
)
from plugins.comments_import.texts.author_names import author_name
from plugins.shared.dates import Precision
from plugins.shared.errors import BadExport
from plugins.shared.text import one_line

NAME = "text"
TITLE = "a text copy of a Blogger page"

_ANYTHING = 2  # lines with anything on them, before which a day must stand


def claims(file: ExportFile) -> bool:
    """Whether the first line with anything on it is a day, or the second is and comments follow."""
    first = list(islice((row for row in file.head_text.splitlines() if row.strip()), _ANYTHING))
    if not first or first[0].lstrip().startswith(("<", "{", "[")):
        return False
    if find_day(first[0]):
        return True
    head = find_head(split_lines(file.head_text)) if find_day(first[-1]) else None
    return bool(head and _take_apart(head, file.zone)[1])


def read(file: ExportFile) -> Iterator[Item]:
    """Give the post and its comments. Raises BadExport when there is no title or no text."""
    lines = split_lines(file.read_text())
    head = find_head(lines)
    body, comments, is_known = _take_apart(head, file.zone) if head else ([], [], True)
    if not head or not body:
        raise BadExport("line 1 is a date, but a title and a text below it are missing.")
    if not head.day.date:
        raise BadExport(f'line 1 is "{one_line(head.line)}", which is no day of any calendar.')
    title = one_line(head.title)
    keys = (f"{NAME}:{head.day.date.date().isoformat()} {title}",)
    yield ImportedPost(
        keys=keys,
        title=title,
        body="\n\n".join(body),
        format=Format.TEXT,
        date=head.day.date,
        is_day_only=True,
    )
    yield from _items(comments, keys)
    if not is_known:
        yield Note(text="What stands at the foot of the page, below the comments, was left out.")


def _take_apart(head: CopiedHead, zone: tzinfo) -> tuple[list[str], list[CopiedComment], bool]:
    """Give the paragraphs of the post, the comments, and whether all of the page's foot is known."""
    threaded = find_threaded(head.rest, zone)
    verb = said(LANGUAGES)
    if threaded and not any(verb.fullmatch(one.name) for one in threaded[1]):
        lines, comments, is_known = threaded
        return _paragraphs(lines, verb), comments, is_known
    # In a page of another language what only looks like its verb is a word of the text.
    for languages in (head.day.languages, LANGUAGES):
        if found := find_said(head.rest, languages, zone):
            return found
    lines, is_known = without_foot(head.rest)
    body = _paragraphs(lines, said(head.day.languages))
    return (body[:-1] if body[1:] and is_heading(body[-1]) else body), [], is_known


def _paragraphs(lines: list[str], verb: re.Pattern[str]) -> list[str]:
    return [text for text, _start, _gap in paragraphs(lines, is_alone=verb.fullmatch)]


def _items(comments: list[CopiedComment], post: tuple[str, ...]) -> Iterator[Item]:
    seen: Counter[str] = Counter()
    ids: list[str] = []
    for one in comments:
        seen[f"{one.name}\n{one.words}"] += 1
        ids.append(_make_id(one.name, one.words, seen[f"{one.name}\n{one.words}"]))
        parent = "" if one.answers is None else ids[one.answers]
        yield _item(one, ids[-1], parent, post)


def _item(one: CopiedComment, id_: str, parent: str, post: tuple[str, ...]) -> Item:
    author = author_name(one.name)
    if not one.body.strip():
        return Skipped(
            kind=Kind.COMMENT,
            reason="it has no text",
            what=f"a comment by {author}",
            is_reply=bool(parent),
            id=id_,
            parent=parent,
        )
    is_gone = is_removed(one.body)
    comment = Comment(
        id=id_,
        author="" if is_gone else author,
        date=one.date,
        precision=Precision.MINUTE if one.date else Precision.SECOND,
        parent=parent,
        status=Status.DELETED if is_gone else Status.APPROVED,
        format=Format.TEXT,
        body="" if is_gone else one.body,
    )
    return ImportedComment(comment=comment, post=post)


def _make_id(name: str, words: str, occurrence: int) -> str:
    all_ = f"{name}\n{words}\n{occurrence}".encode()
    return f"{NAME}:{hashlib.sha256(all_).hexdigest()[:12]}"
