"""What Pelican does in quadratic time, in linear time with the same results; docs/upstream.md has the patches."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from pelican import generators
from pelican.utils import process_translations


class Dates(list[Any]):
    """All posts by date; while the pages of groups are made, those of the group whose turn it is.

    Pelican looks for a group's posts among all posts: `[one for one in dates if one in group]`.
    """

    def __init__(self, posts: Iterable[Any]) -> None:
        """Give a list of the same posts."""
        super().__init__(posts)
        self._ranks = {id(one): rank for rank, one in enumerate(list.__iter__(self))}
        self.group: list[Any] | None = None

    def __iter__(self) -> Iterator[Any]:
        if self.group is None:
            return super().__iter__()
        ranks = self._ranks
        found = {ranks[id(one)]: one for one in self.group if id(one) in ranks}
        return iter([found[rank] for rank in sorted(found)])

    def in_turn(self, groups: Iterable[tuple[Any, list[Any]]]) -> Iterator[tuple[Any, "Group"]]:
        """Give each group, whose turn it then is."""
        try:
            for one, posts in groups:
                self.group = posts
                yield one, Group(posts)
        finally:
            self.group = None


class Group(list[Any]):
    """The posts of a tag, a category or an author, which know at once whether a post is among them."""

    def __init__(self, posts: list[Any]) -> None:
        """Give a list of the same posts."""
        super().__init__(posts)
        self._held = set(map(id, posts))

    def __contains__(self, one: Any) -> bool:
        return id(one) in self._held


class Groups(list[Any]):
    """Categories or authors with their posts, one after another."""

    dates: Dates

    def __iter__(self) -> Iterator[Any]:
        return self.dates.in_turn(super().__iter__())


class Tags(defaultdict[Any, list[Any]]):
    """Tags with their posts, one after another."""

    dates: Dates

    def items(self) -> Any:
        """Give each tag with its posts."""
        return self.dates.in_turn(super().items())


def find_translations(
    contents: list[Any], translation_id: str | Collection[str] | None = None
) -> tuple[list[Any], list[Any]]:
    """Give originals and translations, as Pelican's process_translations does: each group by itself."""
    if not translation_id:
        return _as_pelican(contents, translation_id)
    try:
        names = [translation_id] if isinstance(translation_id, str) else list(translation_id)
        key = attrgetter(*names)
        contents.sort(key=key)
    except (TypeError, AttributeError):
        return _as_pelican(contents, translation_id)  # it says what is wrong
    originals: list[Any] = []
    translations: list[Any] = []
    for _key, group in groupby(contents, key):
        some = list(group)
        if len(some) == 1 and not hasattr(some[0], "translation"):
            some[0].translations = []
            originals += some
        else:
            found = _as_pelican(some, translation_id)
            originals += found[0]
            translations += found[1]
    return originals, translations


def _as_pelican(contents: list[Any], translation_id: Any) -> tuple[list[Any], list[Any]]:
    originals, translations = process_translations(contents, translation_id)
    return originals, translations


def install() -> None:
    """Let Pelican's generators find translations in this way."""
    generators.process_translations = find_translations


def take_turns(generator: Any) -> None:
    """Let the pages of tags, categories and authors be made without looking at all posts for each."""
    dates = generator.dates = Dates(generator.dates)
    for name in ("categories", "authors"):
        groups = Groups(getattr(generator, name))
        groups.dates = dates
        setattr(generator, name, groups)
    tags = Tags(list, generator.tags)
    tags.dates = dates
    generator.tags = tags


def archive_by_year(generator: Any) -> None:
    """Let period archives be built year by year: no period spans two, and a year's posts are few."""
    generator._build_period_archives = partial(_by_year, generator._build_period_archives)  # noqa: SLF001


def _by_year(
    build: Callable[..., Any], ordered: list[Any], posts: list[Any], settings: Any
) -> dict[str, list[Any]]:
    if not any(settings[f"{name}_ARCHIVE_SAVE_AS"] for name in ("YEAR", "MONTH", "DAY")):
        return defaultdict(list)
    by_year = defaultdict(list)
    for post in posts:
        by_year[post.date.year].append(post)
    found: dict[str, list[Any]] = defaultdict(list)
    for year, group in groupby(ordered, key=attrgetter("date.year")):
        for name, archives in build(list(group), by_year[year], settings).items():
            found[name] += archives
    # Pelican has years before months before days.
    return defaultdict(
        list, {name: found[name] for name in ("year", "month", "day") if name in found}
    )
