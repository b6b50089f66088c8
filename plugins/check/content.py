"""Faults in the author's files, found before Pelican sees them and named with file and line."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from plugins.shared.dates import parse_time
from plugins.shared.errors import Fault
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    FrontMatter,
    read_front_matter,
)
from plugins.shared.site import Site
from plugins.shared.text import make_slug

_LINK = re.compile(r"[{|](?:filename|static|attach)[}|](?P<path>[^)\s\"'<>#?]+)")
_OTHER_READERS = frozenset({".rst"})  # read by Pelican, not looked into here
_STATUSES = frozenset({"published", "draft", "hidden", "skip"})


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
    return [_written(front, site) for front in _read(site.content, site.settings["ARTICLE_PATHS"])]


def content_faults(site: Site) -> list[Fault]:
    """Give what is wrong in posts, pages and digests; ids are asked for only when publishing."""
    posts = read_posts(site)
    pages = _read(site.content, site.settings["PAGE_PATHS"])
    digests = _read(site.content, ["digests"])
    faults = _stray_files(site)
    for post in posts:
        faults += _faults_of_post(post, zone=site.zone, needs_id=site.is_for_publishing)
    for front in pages:
        faults += [*front.faults, *_missing(front, "Title")]
    for front in digests:
        faults += [*front.faults, *_missing(front, "Title", "Date", "Guid", "Cadence")]
        faults += _bad_dates(front, "date", zone=site.zone)
    for front in [*(post.front for post in posts), *pages, *digests]:
        faults += broken_links(front, site.content)
    return (
        faults
        + _shared(posts, lambda post: post.id, "id")
        + _shared(posts, lambda post: post.address, "address")
    )


def broken_links(front: FrontMatter, content: Path) -> list[Fault]:
    """Give the {filename} and {static} links, and the Image:, that lead to no file of the content."""
    faults = []
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        for match in _LINK.finditer(line):
            if not _target(match["path"], front.path, content).exists():
                message = f'the link "{match[0]}" leads to no file; mend its path, which starts at content/.'
                faults.append(Fault(path=front.path, line=number, message=message))
    image = front.find("image")
    named = front.get("image")
    if image and named.startswith("/") and not (content / named[1:]).exists():
        message = f'"Image: {named}" is no file; put the picture at content{named}.'
        faults.append(Fault(path=front.path, line=image.line, message=message))
    return faults


def _read(content: Path, folders: Iterable[str]) -> list[FrontMatter]:
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
    front: FrontMatter, slug: str, date: datetime | None, settings: Any, zone: tzinfo
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


def _faults_of_post(post: Written, *, zone: tzinfo, needs_id: bool) -> list[Fault]:
    front = post.front
    if front.faults and not front.fields:
        return list(front.faults)
    faults = [
        *front.faults,
        *_missing(front, "Title"),
        *_bad_dates(front, "date", "modified", zone=zone),
    ]
    if post.date is None and not front.get("date"):
        message = 'there is no date; add "Date: 2026-05-31 09:00", or name the file 2026-05-31-….'
        faults.append(Fault(path=front.path, message=message))
    if post.status not in _STATUSES:
        line = getattr(front.find("status"), "line", 0)
        message = (
            f'"Status: {post.status}" is not known; use one of {", ".join(sorted(_STATUSES))}.'
        )
        faults.append(Fault(path=front.path, line=line, message=message))
    if needs_id and not post.id and post.status == "published":
        message = 'there is no permanent id; "python3 tasks.py ids" writes it into the file.'
        faults.append(Fault(path=front.path, message=message))
    return faults


def _missing(front: FrontMatter, *names: str) -> list[Fault]:
    if not front.fields:  # then the fault that says why is there already
        return []
    return [
        Fault(
            path=front.path,
            message=f'there is no {name.lower()}; add a line "{name}: …" at the top.',
        )
        for name in names
        if not front.get(name.lower())
    ]


def _bad_dates(front: FrontMatter, *names: str, zone: tzinfo) -> list[Fault]:
    faults = []
    for name in names:
        field, text = front.find(name), front.get(name)
        try:
            if text:
                parse_time(text, zone)
        except ValueError:
            message = f'"{name.capitalize()}: {text}" is no date; write it like 2026-05-31 or 2026-05-31 09:00.'
            faults.append(Fault(path=front.path, line=field.line if field else 0, message=message))
    return faults


def _shared(posts: list[Written], key: Callable[[Written], str], what: str) -> list[Fault]:
    """Give a fault for each post after the first that has the same id or address."""
    owners: dict[str, list[Written]] = defaultdict(list)
    for post in posts:
        if key(post):
            owners[key(post)].append(post)
    mend = (
        "change its Slug: or Date:"
        if what == "address"
        else "remove its Guid: line and run the task ids"
    )
    return [
        Fault(
            path=post.front.path,
            message=f"its {what} {value} is that of {first.front.path.name} too; {mend}.",
        )
        for value, (first, *others) in owners.items()
        for post in others
    ]


def _stray_files(site: Site) -> list[Fault]:
    known = MARKDOWN_ENDINGS | HTML_ENDINGS | _OTHER_READERS
    folders = [*site.settings["ARTICLE_PATHS"], *site.settings["PAGE_PATHS"]]
    return [
        Fault(
            path=path,
            message=f'no reader knows "{path.suffix}" files; name it {path.stem}.md, or move it away.',
        )
        for folder in folders
        for path in sorted((site.content / folder).rglob("*"))
        if path.is_file() and path.suffix.lower() not in known and not path.name.startswith(".")
    ]


def _target(link: str, source: Path, content: Path) -> Path:
    path = unquote(link)
    return content / path.lstrip("/") if path.startswith("/") else source.parent / path
