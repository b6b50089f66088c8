"""The comments of a page copied as text whose template shows threads: Blogger's own since 2012.

    NAME
    July 13, 2015 at 2:39 AM

    BODY
    ReplyDelete
    Replies
    ANOTHER NAMEJuly 14, 2015 at 7:00 PM
    …
    Delete
    Reply

"Reply" and "Delete" below a comment are its own ("Delete" is invisible to most readers); below
"Replies" stand its answers, and a "Reply" that is nobody's own ends them. Answers have none of their
own where they cannot be answered. What is beyond doubt becomes a reply, and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from textwrap import dedent

from plugins.comments_import.sources.copy.copied import CopiedComment
from plugins.comments_import.sources.copy.dates import find_moment, split_moment
from plugins.comments_import.sources.copy.words import (
    DELETE,
    EITHER,
    REPLIES,
    REPLY,
    find_actions,
    is_heading,
    without_foot,
)


@dataclass(slots=True, kw_only=True)
class _Found:
    """A comment's head as it stands in the lines, and the actions below its text."""

    start: int  # its first line
    text: int  # the first line of its text
    name: str
    date: datetime
    indent: int
    lines: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    @property
    def own(self) -> int:
        """How many of the actions are certainly its own."""
        return 2 if self.can_be_answered else int(self.actions[:1] == [DELETE])

    @property
    def can_be_answered(self) -> bool:
        """Whether it has a "Reply" that is certainly its own."""
        return self.actions[:1] in ([REPLY], [EITHER]) and self.actions[1:2] == [DELETE]


def find_threaded(
    lines: list[str], zone: tzinfo
) -> tuple[list[str], list[CopiedComment], bool] | None:
    """Give the lines of the post, the comments, and whether all of the page's foot is known.

    None when there is neither "4 comments:" nor "Reply", which every such page has.
    """
    found = list(_find_heads(lines, zone))
    if not found:
        return None
    for one, end in zip(found, [*(one.start for one in found[1:]), len(lines)], strict=True):
        one.lines = lines[one.text : end]
    found[-1].lines, is_known = without_foot(found[-1].lines)
    for one in found:
        one.lines, one.actions = _split_actions(one.lines)
    first, end = _first(lines, found)
    found = found[first:]
    if not found or not any(line.strip() for line in lines[:end]):
        return None
    comments = [_comment(one, zone) for one in found]
    answers = _link(found)
    return (
        lines[:end],
        [replace(one, answers=number) for one, number in zip(comments, answers, strict=True)],
        is_known,
    )


def _find_heads(lines: list[str], zone: tzinfo) -> Iterator[_Found]:
    free = 0  # lines above belong to a head already
    for number, line in enumerate(lines):
        date = find_moment(line, zone)
        if date:
            place = next((n for n in range(number - 1, max(number - 3, free - 1), -1) if lines[n].strip()), -1)  # fmt: skip
            name = lines[place] if place >= 0 and not find_actions(lines[place]) else ""
            start = place if name else number
        elif split := split_moment(line, zone):
            (name, date), start = split, number
        else:
            continue
        yield _Found(
            start=start,
            text=number + 1,
            name=name.strip(),
            date=date,
            indent=len(lines[start]) - len(lines[start].lstrip()),
        )
        free = number + 1


def _split_actions(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take the actions off the end of a comment's lines."""
    end = len(lines)
    actions: list[str] = []
    while end and (not lines[end - 1].strip() or (found := find_actions(lines[end - 1]))):
        actions += reversed(found) if lines[end - 1].strip() else ()
        end -= 1
    return lines[:end], actions[::-1]


def _first(lines: list[str], found: list[_Found]) -> tuple[int, int]:
    """Give which head is the first of a comment, and the line where the post ends.

    It stands right below "4 comments:", or is the first that can be answered.
    """
    for number, one in enumerate(found):
        above = next((n for n in range(one.start - 1, -1, -1) if lines[n].strip()), -1)
        if above > 0 and is_heading(lines[above]):
            return number, above
    number = next(
        (n for n, one in enumerate(found) if {REPLY, EITHER} & {*one.actions}), len(found)
    )
    return number, found[number].start if number < len(found) else 0


def _comment(one: _Found, zone: tzinfo) -> CopiedComment:
    body = dedent("\n".join(line.rstrip() for line in one.lines)).strip("\n")
    shown = one.date.astimezone(zone)  # the same however a copy writes it, and in whatever zone
    words = f"{body}\n\n{shown:%Y-%m-%d %H:%M}"
    return CopiedComment(name=one.name[:200], words=words, body=body, date=one.date)


def _link(found: list[_Found]) -> list[int | None]:
    """Give for each comment the number of the one it answers."""
    closed = _closed_later(found)
    open_: list[int] = []  # the comments whose answers are being listed
    answers: list[int | None] = []
    for number, one in enumerate(found):
        while open_ and _is_outside(found, open_[-1], number, is_closed_later=closed[number]):
            open_.pop()
        answers.append(open_[-1] if open_ else None)
        rest = one.actions[one.own :]
        if not one.own and not open_ and rest[:1] != [REPLIES]:
            rest = rest[1:]  # its own "Reply", its "Delete" being invisible
        for action in rest:
            if action == REPLIES or (action == EITHER and not open_):
                open_.append(number)
            elif action in {REPLY, EITHER} and open_:
                open_.pop()
    return answers


def _closed_later(found: list[_Found]) -> list[bool]:
    """Tell for each comment whether the list of answers it may stand in is ended by a "Reply" below."""
    closed, is_closed = [], False
    for one in reversed(found):
        rest = one.actions[one.own :]
        if rest:
            is_closed = rest[0] == REPLY
        closed.append(is_closed)
    return closed[::-1]


def _is_outside(found: list[_Found], parent: int, number: int, *, is_closed_later: bool) -> bool:
    """Whether a comment stands below a list of answers that nothing visible ended."""
    if number == parent + 1:
        return False
    one, first = found[number], found[parent + 1]
    if first.indent > found[parent].indent:
        return one.indent <= found[parent].indent
    return one.can_be_answered and not is_closed_later
