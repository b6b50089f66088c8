"""In which order contents stand: always the same, whatever order a disk or a set has them in."""

from pathlib import PurePath
from typing import Any


def newest_first(post: Any) -> tuple[float, str]:
    """Give what orders posts: the newest first, and those of one moment by their files' names."""
    return -post.date.timestamp(), post.source_path


def by_name(page: Any) -> tuple[str, str]:
    """Give what orders pages: their files' names, and those of one name by their folders."""
    return PurePath(page.source_path).name, page.source_path
