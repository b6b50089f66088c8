"""The choice among those that may go with a post: by tags, words, category, and nearness in time. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from math import sqrt
from typing import NamedTuple, Protocol

from plugins.reading.neighbours import Place
from plugins.reading.said import Said

MOST = 3
MOST_TAGS = 30
_WEIGHT_OF_TAG = 8
_WEIGHT_OF_WORDS = 3
_FEWEST_WORDS = 3


class Saying(Protocol):
    """Whoever knows what a post says; it is asked only when it has to be known."""

    @property
    def said_words(self) -> str:
        """What the post says, as a text."""


class Subject(NamedTuple):  # ten thousand are made in each build, four times as fast as dataclasses
    """A post, as far as it matters here. `stamp` is that of what `post` says; no tag is there twice.

    Its page shows those that are `apart`, which are next to it in time, and the rest of its `series`,
    anyway: they are not given again.
    """

    place: Place
    post: Saying
    stamp: str
    tags: tuple[str, ...] = ()
    category: str = ""
    series: str = ""
    is_published: bool = True
    apart: tuple[Place | None, ...] = ()

    @property
    def path(self) -> str:
        """The name of its file, by which it is known."""
        return self.place[1]

    @property
    def said(self) -> Said:
        """What it says."""
        return Said.parse(self.post.said_words)


# What gives the posts near one post's place in the list of a tag or word, itself among them.
Near = Callable[[str], Iterable[int]]


def choose(
    number: int,
    subjects: Sequence[Subject] | Mapping[int, Subject],
    *,
    sought: Iterable[str],
    common: AbstractSet[str],
    near: Near,
) -> list[int]:
    """Give the numbers of those that go with one, the best first.

    `sought` are the words that it looks for others by, `common` those of its tags that are everybody's.
    """
    subject = subjects[number]
    words = Counter(chain.from_iterable(map(near, sought)))
    weights: dict[int, int] = {}
    for tag in tags_of(subject):
        weight = 1 if tag in common else _WEIGHT_OF_TAG
        for other in near(shelf_of(tag)):
            weights[other] = weights.get(other, 0) + weight
    found = weights.keys() | {other for other, shared in words.items() if shared >= _FEWEST_WORDS}
    scores = {
        other: _score(subject, candidate, weights.get(other, 0), words.get(other, 0))
        for other in found
        if other != number and not _is_shown(subject, candidate := subjects[other])
    }
    return _best(scores, subject, subjects)


def _is_shown(subject: Subject, candidate: Subject) -> bool:
    is_sibling = bool(subject.series) and subject.series == candidate.series
    return is_sibling or candidate.place in subject.apart


def _score(subject: Subject, candidate: Subject, weights: int, words: int) -> float:
    """Give how well another goes with it: who has every tag goes with nobody in particular."""
    by_tags = weights / sqrt(len(candidate.tags) or 1)
    is_alike = bool(subject.category) and subject.category == candidate.category
    return by_tags + min(words, _WEIGHT_OF_WORDS) + is_alike


def _best(
    scores: Mapping[int, float],
    subject: Subject,
    subjects: Sequence[Subject] | Mapping[int, Subject],
) -> list[int]:
    """Give those with the highest scores; of equal ones the nearer in time comes first."""
    if not scores:
        return []
    least = sorted(scores.values(), reverse=True)[:MOST][-1]
    when = subject.place[0]
    ranked = [
        (-score, abs(when - subjects[other].place[0]), subjects[other].place, other)
        for other, score in scores.items()
        if score >= least
    ]
    return [other for *_rank, other in sorted(ranked)[:MOST]]


def tags_of(subject: Subject) -> tuple[str, ...]:
    """Give the tags that count."""
    return subject.tags[:MOST_TAGS]


def shelf_of(tag: str) -> str:
    """Give the name of a tag's list, which no word's is called."""
    return f"#{tag}"


def names_of(subject: Subject, listed: Iterable[str]) -> tuple[str, ...]:
    """Give the names of the lists that a post stands in; none if it is not published."""
    return (*map(shelf_of, tags_of(subject)), *listed) if subject.is_published else ()
