"""Which comments belong to which post."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plugins.comments.model import Comment
from plugins.comments_import.content import Content
from plugins.comments_import.post_files import Place
from plugins.comments_import.same_comments import Arrival
from plugins.comments_import.url_map import UrlMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The arrivals of each home, by the home's id(); those without one; files that find one now."""

    at_home: dict[int, list[Arrival]]
    homeless: list[Arrival]
    moving: dict[int, list[Path]]


def match_comments(
    arrivals: list[Arrival], content: Content, places: Mapping[int, Place], urls: UrlMap
) -> Matched:
    """Find the post of every comment: by the keys it names, else by where the comment itself is known."""
    at_home: dict[int, list[Arrival]] = defaultdict(list)
    find = cache(lambda keys: content.homes.find(urls.extend(keys)))
    # Where the author has put a comment, or the most trusted source has it, there it is.
    placed = _standing(content, places)
    lost = []
    for arrival in arrivals:
        home = find(arrival.item.post)
        if not home:
            lost.append(arrival)
            continue
        comment = arrival.comment
        place, author = placed.setdefault(comment.id, (id(home), comment.author))
        at_home[place if _is_same(comment, author) else id(home)].append(arrival)
    homeless = _by_own_id(lost, at_home, placed) if lost else []
    return Matched(at_home=at_home, homeless=homeless, moving=_moving(content, urls))


def _standing(content: Content, places: Mapping[int, Place]) -> dict[str, tuple[int, str]]:
    """Give the home and the author of every comment in content/, by its id."""
    if not content.comment_files:
        return {}
    files = {content.comment_path(home, places): id(home) for home in content.homes.all}
    return {
        id_: (files[path], author)
        for id_, (path, author) in content.comment_files.items()
        if path in files
    }


def _is_same(comment: Comment, author: str) -> bool:
    """Whether a comment of the same id is the same: but for Blogger's, numbers are those of one site."""
    return comment.id.startswith("blogger:") or comment.author == author


def _by_own_id(
    lost: list[Arrival],
    at_home: dict[int, list[Arrival]],
    placed: Mapping[str, tuple[int, str]],
) -> list[Arrival]:
    """Give those that stay homeless: neither another source of this run nor content/ knows them."""
    homeless = []
    changed = set()
    for arrival in lost:
        id_ = arrival.comment.id
        if id_ in placed:
            home = placed[id_][0]
            at_home[home].append(arrival)
            changed.add(home)
        else:
            homeless.append(arrival)
    for home in changed:
        at_home[home].sort(key=lambda arrival: arrival.export)
    return homeless


def _moving(content: Content, urls: UrlMap) -> dict[int, list[Path]]:
    """Give the files of _unmatched/ whose post is there now."""
    moving: dict[int, list[Path]] = defaultdict(list)
    for path, waiting in content.waiting.items():
        home = content.homes.find(urls.extend(waiting.keys))
        if home:
            moving[id(home)].append(path)
    return moving
