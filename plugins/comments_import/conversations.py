"""The comments that several sources bring for one post, as one conversation; pure.

What stands in a comment file keeps its bytes: new blocks go behind it, and a block may get headers that
it lacks. The header `Imported:` names those an import has written, so that one which the author took
out by hand does not come back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from plugins.comments.blocks import Block, add_headers, append_blocks, parse_blocks, split_blocks
from plugins.comments.model import Comment, Status, block_from
from plugins.comments.threads import in_order
from plugins.comments_import.same_comments import (
    Arrival,
    Group,
    anchors_of,
    find_places,
    group_arrivals,
    own_anchors,
)
from plugins.shared.dates import Precision, format_precise

_KEPT = "Imported"
_LATER = ("Date", "Url", "Parent", "Anchor")  # what a later import may still add
_NOTED = (*_LATER, "Guid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What content/ holds for one post: the texts of its file and of those that wait for approval."""

    text: str = ""
    pending: str = ""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The texts afterwards, and what became of each arrival."""

    text: str = ""
    pending: str = ""
    added: list[Arrival] = field(default_factory=list)
    there: list[Arrival] = field(default_factory=list)
    gone: list[Arrival] = field(default_factory=list)  # deleted ones that nobody answers
    placeholders: list[Arrival] = field(default_factory=list)


def merge(standing: Standing, arrivals: list[Arrival], left_out: Mapping[str, str]) -> Outcome:
    """Give the conversation with the arrivals in it.

    `left_out` names the comments that stay away, such as spam, and the one each answers: what answers
    them moves up to that one.
    """
    blocks = parse_blocks(standing.text)
    waiting = parse_blocks(standing.pending)
    groups = group_arrivals(arrivals)
    places = find_places(groups, [*blocks, *waiting])
    gone = _gone(groups, places, left_out)
    known = {block.id for block in blocks}
    parents = _settle(groups, places, known | {block.id for block in waiting}, left_out, gone)
    shown = [g for g in groups if g.id not in places and g.id not in gone and not g.is_pending]
    held = [g for g in groups if g.id not in places and g.is_pending]
    # In _unmatched/ those that nobody has approved stand among the others.
    is_public = {block.id for block in blocks if block.get("Status").lower() != "pending"}
    is_public |= {group.id for group in shown}
    out = _sort_out(groups, places, gone)
    out.text, out.pending = _with_headers(standing, groups, places, parents, is_public)
    news = [_merged(group, _public(parents, group.id, is_public)) for group in shown]
    secrets = [_merged(group, parents[group.id]) for group in held]
    out.text = append_blocks(out.text, [_block(one) for one in in_order(news)])
    out.pending = append_blocks(out.pending, [_block(one) for one in in_order(secrets)])
    return out


def _sort_out(groups: list[Group], places: Mapping[str, Block], gone: Collection[str]) -> Outcome:
    out = Outcome()
    for group in groups:
        if group.is_deleted and group.id not in gone:
            out.placeholders.append(group.arrivals[0])
        if group.id in places:
            out.there += group.arrivals
        elif group.id in gone:
            out.gone += group.arrivals
        else:
            first, *others = group.arrivals
            out.added.append(first)
            out.there += others
    return out


def _gone(
    groups: list[Group], places: Mapping[str, Block], left_out: Mapping[str, str]
) -> set[str]:
    """Give the deleted comments that nothing answers: a place without words is kept for answers only."""
    deleted = {
        arrival.comment.id: group.id
        for group in groups
        if group.is_deleted and group.id not in places
        for arrival in group.arrivals
    }
    if not deleted:
        return set()
    gone = set(deleted.values())
    parents = dict(left_out) | {
        arrival.comment.id: group.parent for group in groups for arrival in group.arrivals
    }
    for group in groups:
        id_, seen = "" if group.is_deleted or group.is_pending else group.parent, set()
        while id_ and id_ not in seen:
            seen.add(id_)
            if id_ in deleted:
                if deleted[id_] not in gone:
                    break
                gone.remove(deleted[id_])
            id_ = parents.get(id_, "")
    return gone


def _settle(
    groups: list[Group],
    places: Mapping[str, Block],
    known: set[str],
    left_out: Mapping[str, str],
    gone: Collection[str],
) -> dict[str, str]:
    """Give each group's parent: a block that stands or will stand, "" for the top level.

    What answers a comment that is not there answers the one above it; a circle is opened where it
    was entered first.
    """
    names: dict[str, str] = {id_: id_ for id_ in known}
    above: dict[str, str] = dict(left_out)
    for group in groups:
        name = places[group.id].id if group.id in places else group.id
        for arrival in group.arrivals:
            if group.id in gone:
                above[arrival.comment.id] = group.parent
            else:
                names[arrival.comment.id] = name
    parents: dict[str, str] = {}
    for group in groups:
        id_ = group.parent
        seen: set[str] = set()
        while id_ and id_ not in names and id_ not in seen:
            seen.add(id_)
            id_ = above.get(id_, "")
        stands = places[group.id].get("Parent") if group.id in places else ""
        parents[group.id] = stands or names.get(id_, "")
    _open_circles(parents)
    return parents


def _open_circles(parents: dict[str, str]) -> None:
    settled = {""}
    for start in parents:
        path: dict[str, None] = {}
        id_ = start
        while id_ not in settled and id_ not in path:
            path[id_] = None
            id_ = parents.get(id_, "")
        if id_ in path:
            parents[id_] = ""
        settled.update(path)


def _public(parents: Mapping[str, str], id_: str, is_public: set[str]) -> str:
    """Give the parent that the world may see: not one that waits for approval."""
    seen: set[str] = set()
    parent = parents[id_]
    while parent and parent not in is_public and parent not in seen:
        seen.add(parent)
        parent = parents.get(parent, "")
    return parent if parent in is_public else ""


def _merged(group: Group, parent: str) -> Comment:
    """Give the comment with what each source knows of it, the more trusted first."""
    first = group.arrivals[0].comment
    if len(group.arrivals) == 1 and first.parent == parent and not group.is_deleted:
        return first
    anchors = tuple(dict.fromkeys(_anchors(group, first.id)))
    if group.is_deleted:
        return replace(first, author="", url="", body="", status=Status.DELETED, parent=parent, anchors=anchors)  # fmt: skip
    all_ = [one.comment for one in group.arrivals]
    exact = sorted((one for one in all_ if one.date), key=lambda one: _EXACTNESS[one.precision])
    return replace(
        first,
        date=exact[0].date if exact else None,
        precision=exact[0].precision if exact else Precision.SECOND,
        url=next((one.url for one in all_ if one.url), ""),
        guid=next((one.guid for one in all_ if one.guid), ""),
        parent=parent,
        anchors=anchors,
    )


_EXACTNESS = {Precision.SECOND: 0, Precision.MINUTE: 1, Precision.DAY: 2}


def _anchors(group: Group, id_: str) -> Iterable[str]:
    """Give the old fragments: those the sources name, and those of its other ids."""
    for arrival in group.arrivals:
        yield from own_anchors(arrival.comment, id_)


def _block(comment: Comment) -> Block:
    block = block_from(comment)
    names = " ".join([name for name, _value in block.headers if name in _NOTED])
    headers = (*block.headers, (_KEPT, names)) if names else block.headers
    return Block(id=block.id, headers=headers, body=block.body)


def _with_headers(
    standing: Standing,
    groups: list[Group],
    places: Mapping[str, Block],
    parents: Mapping[str, str],
    is_public: set[str],
) -> tuple[str, str]:
    """Give the standing texts, their blocks with the headers that they never had."""
    changes: dict[str, tuple[tuple[str, str], ...]] = {}
    for group in groups if places else ():
        block = places.get(group.id)
        if block and (more := _lacking(group, block, parents[group.id], is_public)):
            changes[block.id] = more
    if not changes:
        return standing.text, standing.pending
    return _changed(standing.text, changes), _changed(standing.pending, changes)


def _lacking(
    group: Group, block: Block, parent: str, is_public: set[str]
) -> tuple[tuple[str, str], ...]:
    """Give the headers that sources know and the block never had, and the note that it has them now."""
    if block.get("Status").lower() in {"hidden", "deleted"} or group.is_deleted:
        return ()
    offered = _merged(group, parent if parent in is_public and parent != block.id else "")
    values = {
        "Date": format_precise(offered.date, offered.precision) if offered.date else "",
        "Url": offered.url,
        "Parent": offered.parent,
        "Anchor": " ".join(_new_anchors(group, block)),
    }
    noted = {name.lower() for row in block.all(_KEPT) for name in row.split()}
    has = {name.lower() for name, _value in block.headers} | noted
    has.discard("anchor")  # a block may have several: each further system has its own
    more = [(name, values[name]) for name in _LATER if values[name] and name.lower() not in has]
    return (*more, (_KEPT, " ".join(name for name, _value in more))) if more else ()


def _new_anchors(group: Group, block: Block) -> tuple[str, ...]:
    """Give the fragments of systems that the block has none of; none when the author took some out."""
    rows = block.all("Anchor")
    written = sum(row.lower().split().count("anchor") for row in block.all(_KEPT))
    if written > len(rows):
        return ()
    has = set(anchors_of(block))
    found: list[str] = []
    for arrival in group.arrivals:
        names = own_anchors(arrival.comment, block.id)
        if not has.intersection(names) and (arrival.comment.id != block.id or not rows):
            found += names
    return tuple(dict.fromkeys(found))


def _changed(text: str, changes: Mapping[str, tuple[tuple[str, str], ...]]) -> str:
    first, *parts = split_blocks(text)
    seen: set[str] = set()
    for number, (part, block) in enumerate(zip(parts, parse_blocks(text), strict=True)):
        if block.id in changes and block.id not in seen:
            parts[number] = add_headers(part, changes[block.id])
        seen.add(block.id)
    return "".join([first, *parts])
