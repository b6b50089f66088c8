"""Faults in the author's files, found before Pelican sees them and named with file and line."""

from collections.abc import Iterable
from pathlib import Path

from plugins.check.doubts import Judge, Row, rows_of
from plugins.check.fields import doubts_of_digest, doubts_of_page, doubts_of_post
from plugins.check.links import broken_links
from plugins.check.pictures import pictures_without_words
from plugins.shared.errors import Fault, shown
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    OTHER_ENDINGS,
    FrontMatter,
)
from plugins.shared.listing import is_folder
from plugins.shared.looking import Ground, Looks
from plugins.shared.site import Site
from plugins.shared.written import Written

_PICTURES = frozenset({".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
# An id, an address, a part of a series, "" for each it has not; what is wrong in its lines, and in its text.
_Found = tuple[str, str, str, tuple[Row, ...], tuple[Row, ...]]


def content_faults(site: Site, looks: Looks | None = None) -> list[Fault]:
    """Give what is wrong in posts, pages and digests; ids are asked for only when publishing.

    `looks` are those of the whole build; without them every file is read.
    """
    looks = looks or Looks(site)
    posts, pages = looks.posts(_find_in_post), looks.pages(_find_in_page)
    digests = looks.fronts("digests", _find_in_digest)
    ids = [(path, found[0]) for path, found in posts]
    written = [*posts, *pages]
    addresses = [*_direct_pages(site), *((path, found[1]) for path, found in written)]
    judge = Judge(
        ids=frozenset(id_ for _path, id_ in ids), is_for_publishing=site.is_for_publishing
    )
    return [
        *_stray_files(site, looks),
        *judge.faults((path, found[3]) for path, found in written),
        *judge.faults(digests),
        *judge.faults((path, found[4]) for path, found in written),
        *_shared(ids, "id", "remove its Guid: line and run the task ids"),
        *_shared(addresses, "address", "change its Slug: or Date:"),
        *_shared(
            ((path, found[2]) for path, found in posts), "part", "change the Part: of one of them"
        ),
    ]


def _find_in_post(post: Written, ground: Ground) -> _Found:
    lines = rows_of(doubts_of_post(post, ground))
    return post.id, post.address, _part_of_series(post), lines, _find_in_text(post.front, ground)


def _find_in_page(page: Written, ground: Ground) -> _Found:
    lines = rows_of(doubts_of_page(page, ground))
    return "", page.address, "", lines, _find_in_text(page.front, ground)


def _find_in_text(front: FrontMatter, ground: Ground) -> tuple[Row, ...]:
    return rows_of([*broken_links(front, ground.content), *pictures_without_words(front)])


def _find_in_digest(front: FrontMatter, ground: Ground) -> tuple[Row, ...]:
    lines = doubts_of_digest(front, ground.naming.zone)
    return rows_of([*lines, *pictures_without_words(front)])


def _part_of_series(post: Written) -> str:
    """Give which part of which series a post says it is; "" when it does not say both."""
    name, part = " ".join(post.front.get("series").split()), post.front.get("part")
    is_part = bool(name) and part.isdecimal() and post.status != "skip"
    return f'{part} of "{name.casefold()}"' if is_part else ""


def _direct_pages(site: Site) -> list[tuple[str, str]]:
    """Give the pages that no file is written for, such as the archive, each with its address."""
    names = site.settings["DIRECT_TEMPLATES"]
    places = (site.settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") for name in names)
    return [(place, place) for place in places]


def _shared(found: Iterable[tuple[str, str]], what: str, mend: str) -> list[Fault]:
    """Give a fault for each file after the first that has the same id or address."""
    first: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for path, value in found:
        if value in first:
            others.setdefault(value, []).append(path)
        elif value:
            first[value] = path
    return [
        Fault(
            path=Path(other),
            message=f"its {what} {value} is that of {Path(first[value]).name} too; {mend}.",
        )
        for value in first
        if value in others
        for other in others[value]
    ]


def _stray_files(site: Site, looks: Looks) -> list[Fault]:
    known = MARKDOWN_ENDINGS | HTML_ENDINGS | OTHER_ENDINGS
    folders = [*site.settings["ARTICLE_PATHS"], *site.settings["PAGE_PATHS"]]
    faults = []
    for entry in (entry for folder in folders for entry in looks.below(folder)):
        called = entry.name
        if called[called.rfind(".") :] in known or called.startswith(".") or is_folder(entry):
            continue
        path = Path(entry.path)
        ending = path.suffix.lower()
        name = f"{path.stem}{ending if ending in known else '.md'}"
        mend = (
            f"move it to {shown(site.content)}/images/"
            if ending in _PICTURES
            else f"name it {name}"
        )
        message = f"it is no post: files called *{path.suffix} are not read here; {mend}, or move it away."
        faults.append(Fault(path=path, message=message))
    return faults
