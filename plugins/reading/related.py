"""Which posts go with a post: by tags, by telling words, by category, and then by nearness in time.

Nothing is weighed over all posts. A post knows those around it in time, by which it tells which of its
words and tags are everybody's, in any language; and it looks for others only near its own place in the
lists of its tags and words. So an edit changes what goes with few other posts, and the time taken is in
proportion to the posts, even should all have the same tag.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import sqrt

from plugins.reading.neighbours import Place
from plugins.reading.reading_time import UNSPACED

MOST = 3
# How many posts on each side: around a post in time, and in the list of a tag or word.
AROUND = 12
WINDOW = 6
# How many of a post's own words it can be found by, and how many of them it looks for others by.
LISTED = 40
SOUGHT = 24
MOST_TAGS = 30
_WEIGHT_OF_TAG = 8
_WEIGHT_OF_WORDS = 3
_FEWEST_WORDS = 3
_WEIGHT_OF_TITLE = 3
# As many letters tell a word from others; what follows is often an ending.
_STEMS = re.compile(rf"([^\W\d_{UNSPACED}]{{3,6}}+)[^\W\d_{UNSPACED}]*+")
_SHORT = 3
_UNSPACED = re.compile(f"[{UNSPACED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A post, as far as it matters here. `heading` is its title and whatever else counts more than its text.

    Its page shows those that are `apart`, and the rest of its `series`, anyway: they are not given again.
    """

    place: Place
    tags: tuple[str, ...] = ()
    category: str = ""
    series: str = ""
    heading: str = ""
    text: str = ""
    is_published: bool = True
    apart: frozenset[Place] = frozenset()


def find_related(subjects: Iterable[Subject]) -> dict[Place, tuple[Place, ...]]:
    """Give for each post the places of at most three published ones that go with it, the best first."""
    known = sorted(subjects, key=lambda one: one.place)
    shelves = _Shelves(known)
    return {subject.place: shelves.related_to(number) for number, subject in enumerate(known)}


class _Shelves:
    """All posts by number, oldest first, and those published under each of their tags and words."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = subjects
        self._published = [n for n, subject in enumerate(subjects) if subject.is_published]
        self._by_tag: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._sought: list[tuple[str, ...]] = []
        # Those of few posts are needed at one time, and those of all would be many.
        self._counts = lru_cache(maxsize=4 * AROUND)(self._count)
        for number, subject in enumerate(subjects):
            words = _listed(self._counts(number))
            self._sought.append(self._telling(number, words))
            if subject.is_published:
                for tag in _tags(subject):
                    self._by_tag[tag].append(number)
                for word in words:
                    self._by_word[word].append(number)

    def related_to(self, number: int) -> tuple[Place, ...]:
        """Give the places of the posts that go with one."""
        subject = self._subjects[number]
        tags = self._shared(_tags(subject), self._by_tag, number)
        words = self._shared(self._sought[number], self._by_word, number)
        common = self._common_tags(number)
        by_words = {other for other, shared in words.items() if len(shared) >= _FEWEST_WORDS}
        scores: dict[int, float] = {}
        for other in tags.keys() | by_words:
            if not self._is_shown(subject, other):
                weights = sum(1 if tag in common else _WEIGHT_OF_TAG for tag in tags.get(other, ()))
                scores[other] = self._score(subject, other, weights, len(words.get(other, ())))
        best = sorted(scores, key=lambda one: (-scores[one], *self._distance(number, one)))
        return tuple(self._subjects[other].place for other in best[:MOST])

    def _is_shown(self, subject: Subject, other: int) -> bool:
        candidate = self._subjects[other]
        is_sibling = bool(subject.series) and subject.series == candidate.series
        return is_sibling or candidate.place in subject.apart

    def _score(self, subject: Subject, other: int, weights: int, words: int) -> float:
        """Give how well another goes with it: who has every tag goes with nobody in particular."""
        candidate = self._subjects[other]
        by_tags = weights / sqrt(len(candidate.tags) or 1)
        is_alike = bool(subject.category) and subject.category == candidate.category
        return by_tags + min(words, _WEIGHT_OF_WORDS) + is_alike

    def _distance(self, number: int, other: int) -> tuple[float, Place]:
        """Give what orders those that go with it equally well: the nearer in time comes first."""
        place, candidate = self._subjects[number].place, self._subjects[other].place
        return abs(place[0] - candidate[0]).total_seconds(), candidate

    def _shared(
        self, names: Iterable[str], shelves: dict[str, list[int]], number: int
    ) -> dict[int, list[str]]:
        """Give the posts near its place under some names, and the names that each shares."""
        found: dict[int, list[str]] = defaultdict(list)
        for name in names:
            for other in _near(number, shelves.get(name, []), WINDOW):
                found[other].append(name)
        return found

    def _telling(self, number: int, words: Sequence[str]) -> tuple[str, ...]:
        """Give its words that few of the posts around it have."""
        around = [self._counts(other) for other in self._around(number)]
        few = max(2, len(around) // 4)
        telling = (word for word in words if sum(word in other for other in around) <= few)
        return tuple(word for word, _ in zip(telling, range(SOUGHT), strict=False))

    def _common_tags(self, number: int) -> frozenset[str]:
        """Give its tags that most of the posts around it have."""
        around = [self._subjects[other] for other in self._around(number)]
        counts = Counter(chain.from_iterable(map(_tags, around)))
        return frozenset(tag for tag, count in counts.items() if count > max(2, len(around) // 2))

    def _around(self, number: int) -> list[int]:
        return list(_near(number, self._published, AROUND))

    def _count(self, number: int) -> Counter[str]:
        subject = self._subjects[number]
        counts = Counter(_words(subject.text))
        for word in _words(subject.heading):
            counts[word] += _WEIGHT_OF_TITLE
        return counts


def _near(number: int, numbers: Sequence[int], window: int) -> Iterator[int]:
    """Give those of `numbers`, in order, that are the next before and after one; not itself."""
    before, after = bisect_left(numbers, number), bisect_right(numbers, number)
    yield from numbers[max(0, before - window) : before]
    yield from numbers[after : after + window]


def _tags(subject: Subject) -> tuple[str, ...]:
    return subject.tags[:MOST_TAGS]


def _listed(counts: Counter[str]) -> list[str]:
    """Give the words that it says in its title or more than once, those first that it says most."""
    said = [
        (-count * len(word), word) for word, count in counts.items() if count > 1 and _tells(word)
    ]
    return [word for _weight, word in sorted(said)[:LISTED]]


def _tells(word: str) -> bool:
    """Whether a word may tell anything: the shortest of an alphabet of large and small letters do not.

    Arabic and Hebrew do not write the vowels, so that theirs do.
    """
    return len(word) != _SHORT or word.upper() == word


def _words(text: str) -> list[str]:
    """Give what tells texts apart: beginnings of words, and where there are no spaces, pairs of characters."""
    folded = text.casefold()
    found: list[str] = _STEMS.findall(folded)
    if not folded.isascii():
        found += chain.from_iterable(map(_pairs, _UNSPACED.findall(folded)))
    return found


def _pairs(text: str) -> Iterable[str]:
    return map("".join, pairwise(text))
