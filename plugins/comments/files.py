"""Comment files: found for a post, read with their faults, merged with what an import brings."""

import re
from dataclasses import dataclass
from pathlib import Path

from plugins.comments.blocks import Block, append_blocks, parse_blocks
from plugins.comments.model import Comment, block_from, comment_from
from plugins.comments.threads import Thread, build_threads
from plugins.shared.errors import Fault
from plugins.shared.files import read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentFile:
    """What one file holds: its comments, their threads, and what is wrong in it."""

    path: Path
    comments: tuple[Comment, ...] = ()
    threads: tuple[Thread, ...] = ()
    faults: tuple[Fault, ...] = ()


def comment_path(folder: Path, post: Path, named: str = "") -> Path:
    """Give where the comments of a post are; `named` is what the post says in `Comments:`.

    Only a plain name counts: comments that wait in a folder of their own cannot be named.
    """
    return folder / f"{named if is_plain_name(named) else post.stem}.txt"


def is_plain_name(named: str) -> bool:
    """Whether `named` is the name of a file right in the comments' folder."""
    return bool(named) and not re.search(r"[/\\]|^[._]", named)


def read_comments(path: Path) -> CommentFile:
    """Read a comment file; a missing one holds nothing, an unreadable one is a fault."""
    if not path.exists():
        return CommentFile(path=path)
    try:
        text = read_text(path)
    except (OSError, ValueError) as error:
        message = f"the comments cannot be read: {error}."
        return CommentFile(path=path, faults=(Fault(path=path, message=message),))
    return parse_comments(text, path)


def parse_comments(text: str, path: Path) -> CommentFile:
    """Give what the text of a comment file holds."""
    found = [comment_from(block) for block in parse_blocks(text)]
    comments = [comment for comment, _faults in found]
    threads, more = build_threads(comments)
    faults = [fault for _comment, faults in found for fault in faults] + more
    if text.strip() and not text.startswith("=== "):
        faults.append(
            (1, 'the text before the first "=== source:number" line belongs to no comment.')
        )
    return CommentFile(
        path=path,
        comments=tuple(comments),
        threads=threads,
        faults=tuple(Fault(path=path, line=line, message=message) for line, message in faults),
    )


def merged(text: str, comments: list[Comment]) -> str:
    """Give the text of a comment file with those `comments` after it whose ids it does not hold yet."""
    return with_blocks(text, [block_from(comment) for comment in comments])


def with_blocks(text: str, blocks: list[Block]) -> str:
    """Give the text of a comment file with those `blocks` after it whose ids it does not hold yet."""
    known = {block.id for block in parse_blocks(text)}
    return append_blocks(text, [block for block in blocks if block.id not in known])
