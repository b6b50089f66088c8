"""What the author does with comments: approve, hide, reply. Each deed can be taken back by another."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from plugins.comments.blocks import (
    Block,
    change_block,
    drop_header,
    parse_blocks,
    put_header,
)
from plugins.comments.files import merged, with_blocks
from plugins.comments.model import Comment, Format, Status, comment_from
from plugins.comments.moderation.finding import (
    Found,
    NoSuchComment,
    find_comment,
    read_standing,
    target_of,
)
from plugins.comments.moderation.leaving import put_away, take_out
from plugins.comments.moderation.pending import (
    PRIVATE,
    Held,
    new_comment_id,
    read_held,
    tidy,
)
from plugins.comments.moderation.printable import printable_line
from plugins.shared.dates import format_utc
from plugins.shared.errors import CannotWrite, SiteError, shown
from plugins.shared.files import write_file
from plugins.shared.site import Site
from plugins.shared.text import one_line

TO_SHOW = "Build and publish to show it."
TO_REMOVE = "Build and publish to take it off the page."


class CannotModerate(SiteError, ValueError):
    """What is asked of a comment cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderated:
    """What became of a comment: its id, its author, the file it stands in, a sentence each for what was done."""

    id: str
    author: str
    path: Path
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        """Give the sentences."""
        return " ".join(self.sentences)


def approve(site: Site, id_: str, now: datetime) -> Moderated:
    """Show a comment that waits or was hidden. Raises NoSuchComment, CannotModerate, CannotWrite."""
    with alone(site):
        found = _settled(find_comment(site, id_))
        who = f"{found.id} by {printable_line(found.comment.author)}"
        if found.standing and found.standing.is_shown:
            return _moderated(found, f"{who} is shown already; nothing was changed.")
        path, text, note = _approved(site, found, now)
        write_file(path, text.encode())
        if found.held:
            take_out(found.held)
    return Moderated(
        id=found.id,
        author=found.comment.author,
        path=path,
        sentences=(
            f"Approved {who}; it is in {shown(path)}.",
            *note,
            f"{TO_SHOW} The way back: comments.hide {found.id}",
        ),
    )


def hide(site: Site, id_: str) -> Moderated:
    """Let a comment be seen no more, or put one away that waits, its address forgotten.

    Raises NoSuchComment, CannotModerate, CannotWrite.
    """
    with alone(site):
        found = _settled(find_comment(site, id_))
        who = f"{found.id} by {printable_line(found.comment.author)}"
        back = f"The way back: comments.approve {found.id}"
        if found.held:
            put_away(found.held)
            return _moderated(found, f"Put {who} away, unpublished.", back)
        if found.comment.status in {Status.HIDDEN, Status.DELETED}:
            return _moderated(
                found, f"{who} is {found.comment.status} already; nothing was changed."
            )
        path = _file_of(found)
        text = read_standing(path)
        hidden = change_block(text, found.id, lambda part: put_header(part, "Status", "hidden"))
        write_file(path, hidden.encode())
    return _moderated(found, f"Hidden: {who}, in {shown(path)}.", f"{TO_REMOVE} {back}")


def reply(
    site: Site, id_: str, words: str, *, now: datetime, random: Callable[[int], bytes]
) -> Moderated:
    """Answer a comment in the author's name; one that is not shown yet is approved by it.

    Raises NoSuchComment, CannotModerate, CannotWrite.
    """
    if not tidy(words).strip():
        raise CannotModerate(
            'there are no words to answer with; write them in quotes: "Thank you!"'
        )
    with alone(site):
        found = _settled(find_comment(site, id_))
        note: tuple[str, ...] = ()
        path, text = found.path, ""
        is_shown = bool(found.standing and found.standing.is_shown)
        if is_shown:
            path = _file_of(found)
            text = read_standing(path)
        else:
            path, text, note = _approved(site, found, now)
        answer = Comment(
            id=_free_id(text, random),
            author=one_line(site.settings["AUTHOR"]),
            date=now.replace(microsecond=0),
            parent=found.id,
            format=Format.MARKDOWN,
            body=tidy(words),
        )
        write_file(path, merged(text, [answer]).encode())
        if found.held:
            take_out(found.held)
    approved = "" if is_shown else f"Approved {found.id}. "
    author = printable_line(found.comment.author)
    return Moderated(
        id=answer.id,
        author=answer.author,
        path=path,
        sentences=(
            f"{approved}Answered {author}: {answer.id} is in {shown(path)}.",
            *note,
            f"{TO_SHOW} The way back: comments.hide {answer.id}",
        ),
    )


@contextmanager
def alone(site: Site) -> Iterator[None]:
    """Let one command at a time read and write comment files."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise CannotWrite(f"{shown(folder)} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _settled(found: Found) -> Found:
    """Finish what an interrupted approval left: the comment stands in its post's file and waits, too."""
    if not found.standing or not found.held:
        return found
    held = found.held.pending.comment
    if (held.author, held.body.strip()) != (found.standing.author, found.standing.body.strip()):
        raise CannotModerate(
            f"{shown(found.held.path)} and {shown(_file_of(found))} hold two different comments called "
            f"{found.id}; give the one that waits another number behind its colon."
        )
    take_out(found.held)
    return Found(path=found.path, standing=found.standing)


def _approved(site: Site, found: Found, now: datetime) -> tuple[Path, str, tuple[str, ...]]:
    """Give the file a comment belongs into, its text with the comment to be seen, and what to say of it."""
    if found.held:
        return _with_held(site, found.held, now)
    if found.comment.status is Status.DELETED:
        raise CannotModerate(f"{found.id} was deleted; take its Status: line out by hand.")
    path = _file_of(found)
    is_new = found.comment.status is Status.PENDING and not found.comment.approved

    def show(part: str) -> str:
        shown_part = drop_header(part, "Status")
        return put_header(shown_part, "Approved", format_utc(now)) if is_new else shown_part

    return path, change_block(read_standing(path), found.id, show), ()


def _with_held(site: Site, held: Held, now: datetime) -> tuple[Path, str, tuple[str, ...]]:
    path = target_of(site, held)
    if not path:
        raise CannotModerate(
            f"the post {printable_line(held.pending.post)[:120]} is not there any more, so {held.id} waits on. If it "
            f"has a new name, write that behind Post: in {shown(held.path)}; "
            f"comments.hide {held.id} puts it away."
        )
    text = read_standing(path)
    parent = held.pending.comment.parent
    is_answer = not parent or parent in {block.id for block in parse_blocks(text)}
    if not is_answer:
        _refuse_before_parent(site, held, parent)
    note = () if is_answer else ("What it answered is not there any more; it stands by itself.",)
    block = _public(held.block, now, drop=frozenset() if is_answer else frozenset({"parent"}))
    return path, with_blocks(text, [block]), note


def _refuse_before_parent(site: Site, held: Held, parent: str) -> None:
    """Stop when what it answers waits, too: shown first, the answer would stand alone for good."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    waiting = [one for one in read_held(folder)[0] if not one.is_hidden]
    if any(one.id == parent and one.pending.post == held.pending.post for one in waiting):
        raise CannotModerate(
            f"{held.id} answers {parent}, which waits, too: comments.approve {parent} first, or "
            f"comments.hide {parent}."
        )


def _public(block: Block, now: datetime, *, drop: frozenset[str]) -> Block:
    """Give a waiting comment's block as the world may see it; a header with a fault would stop publishing."""
    comment, faults = comment_from(replace(block, broken=()))
    if not comment.body.strip():
        raise CannotModerate(f"{block.id} has no words; comments.hide {block.id} puts it away.")
    faulty = {line for line, _message in faults}
    left_out = PRIVATE | drop | {"status"}
    headers = [
        (name, value)
        for line, (name, value) in enumerate(block.headers, start=block.line + 1)
        if line not in faulty and name.lower() not in left_out
    ]
    if not block.get("Author").strip():
        headers = [("Author", comment.author), *[row for row in headers if row[0] != "Author"]]
    if not comment.approved:
        headers.append(("Approved", format_utc(now.replace(microsecond=0))))
    return Block(id=block.id, headers=tuple(headers), body=block.body)


def _free_id(text: str, random: Callable[[int], bytes]) -> str:
    """Give an id that says that the author wrote it: at the desk anybody may type the author's name."""
    known = {block.id for block in parse_blocks(text)}
    while (new := new_comment_id(random, source="author")) in known:
        pass
    return new


def _file_of(found: Found) -> Path:
    if not found.path:
        raise NoSuchComment(f"{found.id}: its post is not there any more.")
    return found.path


def _moderated(found: Found, *sentences: str) -> Moderated:
    path = found.path or (found.held.path if found.held else Path())
    return Moderated(
        id=found.id, author=found.comment.author, path=path, sentences=tuple(sentences)
    )
