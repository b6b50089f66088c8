"""The inline patterns of a converter in their order, and which of them may match in a text."""

from collections.abc import Iterable
from dataclasses import dataclass

from markdown.extensions.smarty import SubstituteTextPattern
from markdown.inlinepatterns import InlineProcessor as InlinePattern

from plugins.speed.markdown.needs import FindAll, Search, find_all, find_need, find_search


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """One pattern, with the marks of which one must stand in a text for it to match; () if unknown.

    `parts` is what a SubstituteTextPattern puts for a match; for others it is empty.
    """

    place: int
    pattern: InlinePattern
    marks: tuple[str, ...]
    search: Search
    find_all: FindAll
    excluded: frozenset[str]  # tags inside which it is not tried
    parts: tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """All patterns, and a sieve: marks with the places of those that need one of them."""

    all: tuple[Step, ...]
    always: tuple[int, ...]
    sieve: tuple[tuple[str, tuple[int, ...]], ...]

    def are_of(self, patterns: Iterable[InlinePattern]) -> bool:
        """Tell whether these are (still) the patterns."""
        return [step.pattern for step in self.all] == list(patterns)

    def that_may_match(self, text: str, first: int = 0) -> tuple[Step, ...]:
        """Give the steps from a place on of which some mark stands in the text."""
        places = [place for mark, places in self.sieve if mark in text for place in places]
        if not places and not self.always:
            return ()
        return tuple(self.all[place] for place in sorted({*places, *self.always}) if place >= first)


def arrange_steps(patterns: Iterable[InlinePattern]) -> Steps:
    """Give the steps for patterns in the order of their priority."""
    steps = tuple(_step(place, pattern) for place, pattern in enumerate(patterns))
    marks = {mark for step in steps for mark in step.marks}
    sieve: dict[str, list[int]] = {}
    for step in steps:
        for mark in sorted({_coarsest(mark, marks) for mark in step.marks}):
            sieve.setdefault(mark, []).append(step.place)
    return Steps(
        all=steps,
        always=tuple(step.place for step in steps if not step.marks),
        sieve=tuple((mark, tuple(places)) for mark, places in sieve.items()),
    )


def _step(place: int, pattern: InlinePattern) -> Step:
    return Step(
        place=place,
        pattern=pattern,
        marks=find_need(pattern),
        search=find_search(pattern),
        find_all=find_all(pattern),
        excluded=frozenset(tag.lower() for tag in pattern.ANCESTOR_EXCLUDES),
        parts=tuple(pattern.replace) if type(pattern) is SubstituteTextPattern else (),
    )


def _coarsest(mark: str, marks: set[str]) -> str:
    """Give the shortest mark that every text with this one holds, so that fewer are looked for."""
    return min((other for other in marks if other in mark), key=lambda other: (len(other), other))
