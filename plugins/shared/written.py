"""A site's files as they state themselves, before Pelican reads them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

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


Kind = Literal["post", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The settings by which a post's or page's file says what it is called and where it will be.

    `files` is the pattern of the files' names; the others are those of addresses.
    """

    time_zone: str
    files: str
    post: str
    draft: str
    page: str
    draft_page: str

    @classmethod
    def of_site(cls, site: Site) -> Self:
        """Give those of a site."""
        return cls(
            time_zone=site.settings["TIMEZONE"],
            files=site.settings["FILENAME_METADATA"],
            post=site.settings["ARTICLE_SAVE_AS"],
            draft=site.settings["DRAFT_SAVE_AS"],
            page=site.settings["PAGE_SAVE_AS"],
            draft_page=site.settings["DRAFT_PAGE_SAVE_AS"],
        )

    @property
    def zone(self) -> ZoneInfo:
        """The author's time zone."""
        return ZoneInfo(self.time_zone)

    def pattern(self, kind: Kind, status: str) -> str:
        """Give the pattern of the address of a post or page that has this status."""
        if kind == "post":
            return self.draft if status == "draft" else self.post
        return self.draft_page if status == "draft" else self.page


def read_posts(site: Site) -> list[Written]:
    """Give every post of the site, in the order of its files' names."""
    fronts = read_folders(site.content, site.settings["ARTICLE_PATHS"])
    naming = Naming.of_site(site)
    return [written_in(front, naming, kind="post") for front in fronts]


def read_pages(site: Site) -> list[Written]:
    """Give every page of the site."""
    fronts = read_folders(site.content, site.settings["PAGE_PATHS"])
    naming = Naming.of_site(site)
    return [written_in(front, naming, kind="page") for front in fronts]


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


def written_in(front: FrontMatter, naming: Naming, *, kind: Kind) -> Written:
    """Give the post or page that a file with these lines on top is."""
    named = re.match(naming.files, front.path.stem)
    from_name = named.groupdict() if named else {}
    status = front.get("status").lower() or "published"
    slug = front.get("slug") or from_name.get("slug") or _slug_of(front.get("title"))
    date = _date_of(front.get("date") or from_name.get("date", ""), naming.zone)
    address = ""
    if slug and status != "skip":
        pattern = naming.pattern(kind, status)
        address = _address(front.get("save_as"), pattern, slug, date, naming.zone)
    return Written(
        front=front, slug=slug, id=front.get("guid"), date=date, address=address, status=status
    )


def _date_of(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return parse_time(text, zone)
    except ValueError:
        return None


def _slug_of(title: str) -> str:
    """Give the slug that Pelican makes of a title when nothing else names one (its utils.slugify)."""
    words = re.sub(r"[^\w\s-]", "", unidecode(unicodedata.normalize("NFKC", title)))
    return re.sub(r"[-\s]+", "-", words.strip()).lower()


def _address(save_as: str, pattern: str, slug: str, date: datetime | None, zone: ZoneInfo) -> str:
    """Give where Pelican will write it, as far as its file tells; "" when it does not."""
    if "{date" in pattern and not date:
        return ""
    if save_as:
        return save_as
    try:
        return pattern.format(slug=slug, date=date.astimezone(zone) if date else None)
    except (KeyError, IndexError):  # a pattern of the author's own, with {category} and the like
        return ""
