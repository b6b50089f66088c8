"""What every source is read into."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from plugins.comments.model import Comment


class Fate(StrEnum):
    """What became of one post or comment that an export holds."""

    ADDED = "added"
    ALREADY_THERE = "already there"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPost:
    """A post as an export has it, with its comments in their order.

    `body` is Markdown. `date` is in UTC, or local midnight when `is_day_only`; `guid` is the
    permanent id the export gave, `old_address` where the post was; both may be "".
    """

    title: str
    date: datetime
    is_day_only: bool = False
    body: str
    guid: str = ""
    old_address: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def permanent_id(self) -> str:
        """The export's id, else one made of the old address, else of date and title."""
        seed = self.old_address or f"{self.date.date().isoformat()} {self.title}"
        return self.guid or uuid5(NAMESPACE_URL, seed).urn


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something an export holds that is not taken over, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """All that one export holds; the skipped are counted among what was found."""

    source: str
    posts: tuple[ImportedPost, ...]
    skipped_posts: tuple[Skipped, ...] = ()
    skipped_comments: tuple[Skipped, ...] = ()

    @property
    def found(self) -> dict[str, int]:
        """How many posts and comments the export holds, skipped ones included."""
        return {
            "posts": len(self.posts) + len(self.skipped_posts),
            "comments": sum(len(post.comments) for post in self.posts) + len(self.skipped_comments),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many were found, and what became of them; the numbers add up, or it cannot be made."""

    found: int
    added: int
    already_there: int
    skipped: int

    def __post_init__(self) -> None:
        """Refuse numbers that do not add up: something would have been lost without a word."""
        if self.found != self.added + self.already_there + self.skipped:
            raise AssertionError(f"the numbers of the import do not add up: {self}")


def tally(found: int, fates: list[Fate]) -> Tally:
    """Count the fates of `found` posts or comments."""
    counts = Counter(fates)
    return Tally(
        found=found,
        added=counts[Fate.ADDED],
        already_there=counts[Fate.ALREADY_THERE],
        skipped=counts[Fate.SKIPPED],
    )
