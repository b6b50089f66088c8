"""A site's files as they state themselves, before Pelican reads them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from unidecode import unidecode

from plugins.shared.dates import parse_time
from plugins.shared.errors import BadContent, shown
from plugins.shared.files import is_file, read_text
from plugins.shared.front_matter import FrontMatter, content_files, read_front_matter
from plugins.shared.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A post or page as its file states it. `address` is its path in the site, "" when it has none there.

    `slug` is the part of its address that comes from its own words.
    """

    front: FrontMatter
    slug: str
    id: str
    date: datetime | None
    address: str
    status: str

    @classmethod
    def of_template(cls, address: str) -> "Written":
        """Give the page that a template makes by itself."""
        front = FrontMatter(path=Path(address))
        return cls(front=front, slug="", id="", date=None, address=address, status="published")

    def is_public(self, now: datetime) -> bool:
        """Whether the world may see it at that time."""
        return self.status == "published" and (self.date is None or self.date <= now)


def read_posts(site: Site) -> list[Written]:
    """Give every post of the site, in the order of its files' names."""
    fronts = read_folders(site.content, site.settings["ARTICLE_PATHS"])
    return [_written(front, site, kind="ARTICLE", draft="DRAFT") for front in fronts]


def read_pages(site: Site) -> list[Written]:
    """Give every page of the site."""
    fronts = read_folders(site.content, site.settings["PAGE_PATHS"])
    return [_written(front, site, kind="PAGE", draft="DRAFT_PAGE") for front in fronts]


def read_folders(content: Path, folders: Iterable[str]) -> list[FrontMatter]:
    """Give the front matter of every file in some folders of the content."""
    return [
        read_front_matter(path) for folder in folders for path in content_files(content / folder)
    ]


def read_withdrawn(content: Path) -> frozenset[str]:
    """Give the permanent ids that the author took away on purpose: content/withdrawn.txt, one a line.

    Raises BadContent.
    """
    path = content / "withdrawn.txt"
    try:
        lines = read_text(path).splitlines() if is_file(path) else []
    except ValueError as error:
        raise BadContent(f"{shown(path)}: {error}.") from error
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _written(front: FrontMatter, site: Site, *, kind: str, draft: str) -> Written:
    named = re.match(site.settings["FILENAME_METADATA"], front.path.stem)
    from_name = named.groupdict() if named else {}
    try:
        date = parse_time(front.get("date") or from_name.get("date", ""), site.zone)
    except ValueError:
        date = None
    one = Written(
        front=front,
        slug=front.get("slug") or from_name.get("slug") or _slug_of(front.get("title")),
        id=front.get("guid"),
        date=date,
        address="",
        status=front.get("status").lower() or "published",
    )
    pattern = site.settings[f"{draft if one.status == 'draft' else kind}_SAVE_AS"]
    return replace(one, address=_address(one, pattern, site.zone))


def _slug_of(title: str) -> str:
    """Give the slug that Pelican makes of a title when nothing else names one (its utils.slugify)."""
    words = re.sub(r"[^\w\s-]", "", unidecode(unicodedata.normalize("NFKC", title)))
    return re.sub(r"[-\s]+", "-", words.strip()).lower()


def _address(one: Written, pattern: str, zone: tzinfo) -> str:
    """Give where Pelican will write it, as far as its file tells; "" when it does not."""
    if one.status == "skip" or not one.slug or ("{date" in pattern and not one.date):
        return ""
    if one.front.get("save_as"):
        return one.front.get("save_as")
    try:
        return pattern.format(slug=one.slug, date=one.date.astimezone(zone) if one.date else None)
    except (KeyError, IndexError):  # a pattern of the author's own, with {category} and the like
        return ""
