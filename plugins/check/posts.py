"""A site's files as they state themselves, before Pelican reads them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from plugins.shared.dates import parse_time
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    FrontMatter,
    read_front_matter,
)
from plugins.shared.site import Site
from plugins.shared.text import make_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A post as its file states it. `address` is its path in the site, "" when it has none there."""

    front: FrontMatter
    id: str
    date: datetime | None
    address: str
    status: str

    def is_public(self, now: datetime) -> bool:
        """Whether the world may see it at that time."""
        return self.status == "published" and (self.date is None or self.date <= now)


def read_posts(site: Site) -> list[Written]:
    """Give every post of the site, in the order of its files' names."""
    return [
        _written(front, site)
        for front in read_folders(site.content, site.settings["ARTICLE_PATHS"])
    ]


def read_folders(content: Path, folders: Iterable[str]) -> list[FrontMatter]:
    """Give the front matter of every file in some folders of the content."""
    endings = MARKDOWN_ENDINGS | HTML_ENDINGS
    paths = (path for folder in folders for path in sorted((content / folder).rglob("*")))
    return [
        read_front_matter(path)
        for path in paths
        if path.suffix.lower() in endings and path.is_file()
    ]


def _written(front: FrontMatter, site: Site) -> Written:
    named = re.match(site.settings["FILENAME_METADATA"], front.path.stem)
    from_name = named.groupdict() if named else {}
    try:
        date = parse_time(front.get("date") or from_name.get("date", ""), site.zone)
    except ValueError:
        date = None
    slug = front.get("slug") or from_name.get("slug") or make_slug(front.get("title"))
    return Written(
        front=front,
        id=front.get("guid"),
        date=date,
        address=_address(front, slug, date, site.settings, site.zone),
        status=front.get("status").lower() or "published",
    )


def _address(
    front: FrontMatter, slug: str, date: datetime | None, settings: Mapping[str, Any], zone: tzinfo
) -> str:
    """Give where Pelican will write a post, as far as its file tells; "" when it does not."""
    if front.get("save_as"):
        return front.get("save_as")
    if not date or front.get("status").lower() in {"draft", "skip"}:
        return ""
    try:
        return str(settings["ARTICLE_SAVE_AS"].format(slug=slug, date=date.astimezone(zone)))
    except (KeyError, IndexError):  # a pattern of the author's own, with {category} and the like
        return ""
