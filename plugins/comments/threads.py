"""A post's comments as a tree: who answers whom, in order of time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from plugins.comments.model import Comment

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A comment and the threads that answer it."""

    comment: Comment
    replies: tuple["Thread", ...] = ()


def build_threads(comments: list[Comment]) -> tuple[tuple[Thread, ...], list[tuple[int, str]]]:
    """Give the threads, and the faults found as (line, sentence).

    A reply to a comment that is not there comes to the top level, as does the first of a circle of
    replies; a second comment with the same id is left out. Nothing that may not be seen is in the
    tree, but a comment others answer keeps its place.
    """
    known, faults = _by_id(comments)
    parents, more = _parents(known)
    children: dict[str, list[Comment]] = defaultdict(list)
    for comment in in_order(list(known.values())):
        children[parents[comment.id]].append(comment)
    return _grow(children), faults + more


def in_order(comments: list[Comment]) -> list[Comment]:
    """Give the comments by time; one without a date stays behind the one it followed in the file."""
    latest = _EARLIEST
    keys: dict[str, datetime] = {}
    for comment in comments:
        latest = comment.date or latest
        keys[comment.id] = latest
    return sorted(comments, key=lambda comment: keys[comment.id])


def walk(threads: tuple[Thread, ...]) -> list[Comment]:
    """Give every comment of the threads, each before its replies."""
    return [thread.comment for thread in walk_threads(threads)]


def walk_threads(threads: tuple[Thread, ...]) -> Iterator[Thread]:
    """Give every thread and the threads within it, each before its replies."""
    waiting = list(reversed(threads))
    while waiting:
        thread = waiting.pop()
        yield thread
        waiting.extend(reversed(thread.replies))


def _by_id(comments: list[Comment]) -> tuple[dict[str, Comment], list[tuple[int, str]]]:
    known: dict[str, Comment] = {}
    faults = []
    for comment in comments:
        if comment.id in known:
            message = (
                f"{comment.id} stands here and on line {known[comment.id].line}; "
                "the first is shown. Remove one of them, or give it an id of its own."
            )
            faults.append((comment.line, message))
        known.setdefault(comment.id, comment)
    return known, faults


def _parents(known: dict[str, Comment]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Give each comment the id it stands under, "" for the top level."""
    parents: dict[str, str] = {}
    faults = []
    for comment in known.values():
        parents[comment.id] = comment.parent
        if comment.parent and comment.parent not in known:
            parents[comment.id] = ""
            message = (
                f'"Parent: {comment.parent}" is in no block of this file; it is shown as no reply.'
            )
            faults.append((comment.line, message))
    settled = {""}
    for comment in known.values():
        path = []
        id_ = comment.id
        while id_ not in settled and id_ not in path:
            path.append(id_)
            id_ = parents[id_]
        if id_ in path:
            first = known[id_]
            parents[first.id] = ""
            message = f"{first.id} answers itself by way of its replies; it is shown as no reply."
            faults.append((first.line, message))
        settled.update(path)
    return parents, faults


def _grow(children: dict[str, list[Comment]]) -> tuple[Thread, ...]:
    """Build the tree from its leaves; no recursion, so that no depth is too deep."""
    order: list[Comment] = []
    waiting = list(children[""])
    while waiting:
        comment = waiting.pop()
        order.append(comment)
        waiting.extend(children.get(comment.id, ()))
    grown: dict[str, Thread | None] = {}
    for comment in reversed(order):
        found = (grown[child.id] for child in children.get(comment.id, ()))
        replies = tuple(thread for thread in found if thread)
        is_there = comment.is_shown or replies
        grown[comment.id] = Thread(comment=comment, replies=replies) if is_there else None
    return tuple(thread for top in children[""] if (thread := grown[top.id]))
