"""Faults in the author's files, found before Pelican sees them and named with file and line."""

from collections import defaultdict
from collections.abc import Callable
from datetime import tzinfo

from plugins.check.links import broken_links
from plugins.check.posts import Written, read_folders, read_posts
from plugins.shared.dates import parse_time
from plugins.shared.errors import Fault
from plugins.shared.front_matter import HTML_ENDINGS, MARKDOWN_ENDINGS, FrontMatter
from plugins.shared.site import Site

_OTHER_READERS = frozenset({".rst"})  # read by Pelican, not looked into here
_STATUSES = frozenset({"published", "draft", "hidden", "skip"})


def content_faults(site: Site) -> list[Fault]:
    """Give what is wrong in posts, pages and digests; ids are asked for only when publishing."""
    posts = read_posts(site)
    pages = read_folders(site.content, site.settings["PAGE_PATHS"])
    digests = read_folders(site.content, ["digests"])
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
