"""What a comment system says of a comment, as an item for the import."""

import re
from dataclasses import replace

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.model import ImportedComment, Item, Kind, Skipped
from plugins.shared.text import clean

_NO_WORDS = re.compile(r"(?:\s|&nbsp;|</?(?:p|br|div)\s*/?>)*+", re.IGNORECASE)


def comment_item(comment: Comment, post: tuple[str, ...]) -> Item:
    """Give the comment with its post, or as skipped when it has no text.

    A deleted one keeps nothing but its place. Half surrogate pairs, which JSON can carry and no file
    can, are dropped from the body.
    """
    if comment.status is Status.DELETED:
        gone = replace(comment, author="", url="", body="", format=Format.TEXT)
        return ImportedComment(comment=gone, post=post)
    body = clean(comment.body)
    if not (_NO_WORDS.fullmatch(body) if comment.format is Format.HTML else not body.strip()):
        cleaned = comment if body == comment.body else replace(comment, body=body)
        return ImportedComment(comment=cleaned, post=post)
    return Skipped(
        kind=Kind.COMMENT,
        reason="it has no text",
        what=f"a comment by {comment.author}",
        is_reply=bool(comment.parent),
        id=comment.id,
        parent=comment.parent,
    )


def full_id(namespace: str, original: object) -> str:
    """Give the id of a comment that a system calls `original`, "" when it has no name."""
    if original is None or isinstance(original, (bool, dict, list)):
        return ""
    number = re.sub(r"\s+", "-", clean(str(original)).strip())
    return f"{namespace}:{number}" if number else ""
