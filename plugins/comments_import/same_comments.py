"""Which comments are the same comment: by their ids, and by author, time and words; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from plugins.comments.blocks import Block
from plugins.comments.model import Comment, Format, Status, comment_from
from plugins.comments_import.model import ImportedComment
from plugins.shared.text import comparable

# An export without a zone may be off by as much.
_APART = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A comment that an export brings; `export` is that one's number, the more trusted first."""

    item: ImportedComment
    export: int

    @property
    def comment(self) -> Comment:
        """The comment itself."""
        return self.item.comment


class Group:
    """One comment, by all the names that exports have for it; the most trusted arrival first."""

    __slots__ = ("arrivals", "id", "status")

    def __init__(self, arrival: Arrival) -> None:
        """Begin with what the most trusted export says: its id is what the block is called."""
        self.arrivals = [arrival]
        self.id = arrival.comment.id
        self.status = arrival.comment.status

    def add(self, arrivals: list[Arrival]) -> None:
        """Take in what others say; when one says that its author took it back, so it is."""
        self.arrivals += arrivals
        if any(one.comment.status is Status.DELETED for one in arrivals):
            self.status = Status.DELETED

    @property
    def parent(self) -> str:
        """The id of the comment that it answers, as far as one source knows, or ""."""
        return next((one.comment.parent for one in self.arrivals if one.comment.parent), "")

    @property
    def is_deleted(self) -> bool:
        """Whether its author took it back."""
        return self.status is Status.DELETED

    @property
    def is_pending(self) -> bool:
        """Whether nobody has approved it yet, as far as the most trusted source knows."""
        return self.status is Status.PENDING


def group_arrivals(arrivals: list[Arrival]) -> list[Group]:
    """Give the comments, each once: first by their ids, then by author, time and text."""
    by_id: dict[str, Group] = {}
    for arrival in arrivals:
        group = by_id.get(arrival.comment.id)
        if group:
            group.add([arrival])
        else:
            by_id[arrival.comment.id] = Group(arrival)
    groups = list(by_id.values())
    if len({_namespace(group.id) for group in groups}) > 1:
        return _group_by_words(groups)
    return groups


def _group_by_words(groups: list[Group]) -> list[Group]:
    found: list[Group] = []
    by_words: dict[tuple[str, str], list[Group]] = defaultdict(list)
    # How many of those with the same words have one of this system already: they stay so.
    begun: dict[tuple[tuple[str, str], str], int] = defaultdict(int)
    for group in groups:
        comment = group.arrivals[0].comment
        words = _words(comment)
        alike, mark = by_words[words], (words, _namespace(comment.id))
        while begun[mark] < len(alike) and mark[1] in _systems(alike[begun[mark]]):
            begun[mark] += 1
        rest = islice(alike, begun[mark], None)
        same = next((g for g in rest if words[1] and _is_same(g, comment)), None)
        if same:
            same.add(group.arrivals)
        else:
            by_words[words].append(group)
            found.append(group)
    return found


def _is_same(group: Group, comment: Comment) -> bool:
    """Whether a comment with the same words may be one that another system knows by another id."""
    return _namespace(comment.id) not in _systems(group) and all(
        _is_near(one.comment, comment) for one in group.arrivals
    )


def _systems(group: Group) -> set[str]:
    return {_namespace(one.comment.id) for one in group.arrivals}


def _is_near(one: Comment, other: Comment) -> bool:
    if not one.date or not other.date:
        return True
    return abs(one.date - other.date) <= _APART


def _words(comment: Comment) -> tuple[str, str]:
    is_html = comment.format is not Format.TEXT
    return comparable(comment.author, is_html=False), comparable(comment.body, is_html=is_html)


def _namespace(id_: str) -> str:
    return id_.partition(":")[0]


def find_places(groups: list[Group], blocks: list[Block]) -> dict[str, Block]:
    """Give the standing block of each group that has one, by the group's id."""
    by_id = {block.id: block for block in blocks}
    places: dict[str, Block] = {}
    if not by_id:
        return places
    for group in groups:
        found = next((by_id[a.comment.id] for a in group.arrivals if a.comment.id in by_id), None)
        if found:
            places[group.id] = found
    places |= _places_by_anchors(groups, blocks, places)
    return places | _places_by_words(groups, blocks, places)


def own_anchors(comment: Comment, id_: str) -> tuple[str, ...]:
    """Give the fragments by which a comment's system knew it, where its block is called `id_`."""
    other = () if comment.id == id_ else (f"c{comment.id.partition(':')[2]}",)
    return (*comment.anchors, *other)


def anchors_of(block: Block) -> list[str]:
    """Give the old fragments in all of a block's `Anchor:` headers."""
    return " ".join(block.all("Anchor")).replace(",", " ").split()


def _places_by_anchors(
    groups: list[Group], blocks: list[Block], places: Mapping[str, Block]
) -> dict[str, Block]:
    """Find those that an earlier import took for the same comment, whatever its words are now."""
    taken = {block.id for block in places.values()}
    by_name: dict[str, Block] = {}
    for block in blocks:
        if block.id not in taken:
            for name in anchors_of(block):
                by_name.setdefault(name, block)
    found: dict[str, Block] = {}
    for group in groups if by_name else ():
        if group.id in places:
            continue
        for arrival in group.arrivals:
            known = by_name.get(own_anchors(arrival.comment, "")[-1])
            if known and known.id not in taken and _is_marked(known, arrival.comment):
                found[group.id] = known
                taken.add(known.id)
                break
    return found


def _is_marked(block: Block, comment: Comment) -> bool:
    """Whether a block of another system has all the fragments of `comment`, and its time."""
    return (
        _namespace(block.id) != _namespace(comment.id)
        and {*own_anchors(comment, "")} <= {*anchors_of(block)}
        and _is_near(comment_from(block)[0], comment)
    )


def _places_by_words(
    groups: list[Group], blocks: list[Block], places: Mapping[str, Block]
) -> dict[str, Block]:
    taken = {block.id for block in places.values()}
    free: dict[tuple[str, str], list[tuple[Block, Comment]]] = defaultdict(list)
    spaces = {_namespace(arrival.comment.id) for group in groups for arrival in group.arrivals}
    for block in blocks:
        # Within one system ids differ for different comments, whatever their words.
        if block.id not in taken and spaces != {_namespace(block.id)}:
            comment, _faults = comment_from(block)
            free[_words(comment)].append((block, comment))
    found: dict[str, Block] = {}
    for group in groups if free else ():
        if group.id in places:
            continue
        candidates = free.get(_words(group.arrivals[0].comment), [])
        same = next((pair for pair in candidates if pair[1].body.strip() and _is_same(group, pair[1])), None)  # fmt: skip
        if same:
            candidates.remove(same)
            found[group.id] = same[0]
    return found


def find_twins(blocks: Iterable[Block], standing: Iterable[Block]) -> dict[str, str]:
    """Give for each block that another system's standing one says already the id of that one."""
    free: dict[tuple[str, str], list[Comment]] = defaultdict(list)
    for block in standing:
        comment, _faults = comment_from(block)
        free[_words(comment)].append(comment)
    found: dict[str, str] = {}
    for block in blocks:
        comment, _faults = comment_from(block)
        alike = free[_words(comment)]
        same = next((one for one in alike if _is_twin(one, comment)), None)
        if same and comment.is_shown and comment.body.strip():
            alike.remove(same)
            found[block.id] = same.id
        else:
            alike.append(comment)
    return found


def _is_twin(one: Comment, other: Comment) -> bool:
    return _namespace(one.id) != _namespace(other.id) and _is_near(one, other)
