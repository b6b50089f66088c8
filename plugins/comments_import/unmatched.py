"""Comments whose post is not there: kept in content/comments/_unmatched/ until it is; pure.

A file there holds the comments of one missing post. Its first block names that post:

    === post:2010-08-lunch
    Post: blogger:4711
    Post: /2010/08/lunch
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from plugins.comments.blocks import Block, append_blocks, format_blocks, parse_blocks, split_blocks
from plugins.comments.model import comment_from
from plugins.comments_import.conversations import Outcome, Standing
from plugins.comments_import.model import ImportedComment
from plugins.comments_import.same_comments import Arrival, find_twins
from plugins.shared.text import make_slug

_HEAD = "post:"
_NO_KEY = "post unknown"
NOBODY = -1  # the export of what stood in _unmatched/


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file of comments that wait: the keys of their post, and each comment's block as it stands."""

    keys: tuple[str, ...]
    blocks: tuple[tuple[Block, str], ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the comments."""
        return frozenset(block.id for block, _part in self.blocks)


def parse_waiting(text: str) -> Waiting:
    """Give what a file in _unmatched/ holds; every block keeps its bytes."""
    _first, *parts = split_blocks(text)
    pairs = list(zip(parse_blocks(text), parts, strict=True))
    heads = [block for block, _part in pairs if block.id.startswith(_HEAD)]
    return Waiting(
        keys=tuple(key for head in heads for key in head.all("Post")),
        blocks=tuple((block, part) for block, part in pairs if not block.id.startswith(_HEAD)),
    )


def head_of(keys: tuple[str, ...]) -> str:
    """Give the beginning of a new file for the comments of the post with these keys."""
    rows = tuple(("Post", key) for key in keys)
    return format_blocks([Block(id=f"{_HEAD}{_name(keys)}", headers=rows)]).rstrip("\n") + "\n"


def name_of(keys: tuple[str, ...], taken: Collection[str]) -> str:
    """Give the name of a new file for them, without its ending."""
    name = _name(keys)
    if name not in taken:
        return name
    return f"{name}-{hashlib.sha256(' '.join(keys).encode()).hexdigest()[:8]}"


def _name(keys: tuple[str, ...]) -> str:
    return make_slug(next(iter(keys), _NO_KEY))


def whole(done: Outcome) -> str:
    """Give the text of such a file: what nobody has approved stands in it, too."""
    return append_blocks(done.text, parse_blocks(done.pending))


def move(waiting: Iterable[Waiting], before: Standing) -> tuple[Standing, list[Arrival]]:
    """Give a post's texts with the blocks behind them that have waited for it.

    Those that stand there under another system's name stay away: they are given to be merged.
    """
    text, pending = before.text, before.pending
    there = [*parse_blocks(text), *parse_blocks(pending)]
    known = {block.id for block in there}
    pairs = [pair for one in waiting for pair in one.blocks if pair[0].id not in known]
    same = find_twins((block for block, _part in pairs), there)
    merged = [
        Arrival(ImportedComment(comment=comment_from(block)[0], post=()), NOBODY)
        for block, _part in pairs
        if block.id in same
    ]
    for block, part in pairs:
        if block.id in known or block.id in same:
            continue
        known.add(block.id)
        answers = same.get(block.get("Parent"))
        moved = _answering(part, answers) if answers else part
        if block.get("Status").lower() == "pending":
            pending = _join(pending, moved)
        else:
            text = _join(text, moved)
    return Standing(text=text, pending=pending), merged


def _answering(part: str, parent: str) -> str:
    """Give a block with another parent: the one it names stands there under that name."""
    return re.sub(r"(?mi)^(Parent:[ \t]*)\S+", lambda match: f"{match[1]}{parent}", part, count=1)


def _join(text: str, part: str) -> str:
    """Put a block behind a file's text, with an empty line between."""
    block = part.rstrip("\n") + "\n"
    return f"{text.rstrip(chr(10))}\n\n{block}" if text.strip() else block


def group_by_post(arrivals: Iterable[Arrival]) -> list[tuple[tuple[str, ...], list[Arrival]]]:
    """Give the arrivals of each missing post, with all the keys that name it."""
    groups: list[tuple[dict[str, None], list[Arrival]]] = []
    known: dict[str, int] = {}
    for arrival in arrivals:
        keys = arrival.item.post or ("",)
        number = next((known[key] for key in keys if key in known), len(groups))
        if number == len(groups):
            groups.append(({}, []))
        groups[number][1].append(arrival)
        for key in keys:
            known.setdefault(key, number)
            groups[number][0][key] = None
    return [(tuple(filter(None, keys)), found) for keys, found in groups]
