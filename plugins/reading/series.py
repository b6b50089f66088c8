"""Series: posts that say that they belong together, by `Series: name` and perhaps `Part: 2`."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.reading.neighbours import Place
from plugins.shared.text import one_line

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A post that says of itself that it is part of the series `name`; `number` is 0 when it says no more."""

    post: Any
    place: Place
    name: str
    number: int = 0
    is_published: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series as one of its posts sees it, which is its `part`, from 1; `posts` in their order."""

    name: str
    part: int
    posts: tuple[Any, ...]


def name_in(value: object) -> str:
    """Give the name that a `Series:` holds, which is a list when it goes over several lines."""
    return one_line(" ".join(map(str, value)) if isinstance(value, list) else str(value or ""))


def number_in(value: object) -> int:
    """Give the number that a `Part:` holds, 0 when that is none."""
    text = str(value).strip()
    return int(text) if _NUMBER.fullmatch(text) else 0


def find_series(parts: Iterable[Part]) -> dict[Place, Series]:
    """Give the series of each part by its place; a part alone is in none.

    What is not published yet sees itself among the others, and is seen by none of them.
    """
    groups: dict[str, list[Part]] = defaultdict(list)
    for part in sorted(parts, key=lambda one: one.place):
        groups[part.name.casefold()].append(part)
    found: dict[Place, Series] = {}
    for group in groups.values():
        public = [part for part in group if part.is_published]
        found |= _seen_by(public, _ordered(public))
        for guest in group:
            if not guest.is_published:
                found |= _seen_by([guest], _ordered(sorted([*public, guest], key=_by_place)))
    return found


def _by_place(part: Part) -> Place:
    return part.place


def _seen_by(seeing: list[Part], ordered: list[Part]) -> dict[Place, Series]:
    if len(ordered) < 2:  # noqa: PLR2004 - one post is no series
        return {}
    posts = tuple(part.post for part in ordered)
    numbers = {part.place: number for number, part in enumerate(ordered, start=1)}
    name = min(ordered, key=_by_place).name
    return {part.place: Series(name=name, part=numbers[part.place], posts=posts) for part in seeing}


def _ordered(parts: list[Part]) -> list[Part]:
    """Give parts, oldest first, in the order of their numbers; those without fill the gaps by date."""
    without = iter([part for part in parts if not part.number])
    ordered: list[Part] = []
    for part in sorted((part for part in parts if part.number), key=lambda one: one.number):
        gap = part.number - 1 - len(ordered)
        ordered += [one for _, one in zip(range(gap), without, strict=False)]
        ordered.append(part)
    return [*ordered, *without]
