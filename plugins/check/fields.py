"""Faults in the lines on top of a post, page or digest."""

import re
from collections.abc import Collection
from datetime import tzinfo
from html import unescape
from pathlib import Path

from plugins.shared.dates import parse_time
from plugins.shared.errors import Fault
from plugins.shared.front_matter import OTHER_ENDINGS, FrontMatter
from plugins.shared.site import Site
from plugins.shared.written import Written

_STATUSES = frozenset({"published", "draft", "hidden", "skip"})
_PART = re.compile(r"[1-9][0-9]{0,3}")
_SAFE_SLUG = re.compile(r"(?!\.)[A-Za-z0-9._~-]{1,150}")


def faults_of_post(post: Written, site: Site) -> list[Fault]:
    """Give what is wrong with a post; when its lines cannot be read, only that."""
    front = post.front
    if front.faults or front.path.suffix in OTHER_ENDINGS:
        return list(front.faults)
    faults = [
        *_missing(front, "Title"),
        *_bad_dates(front, "date", "modified", zone=site.zone),
        *_bad_place(post),
        *_bad_template(front, site),
        *_bad_part(front),
    ]
    if post.date is None and not front.get("date"):
        message = 'there is no date; add "Date: 2026-05-31 09:00", or name the file 2026-05-31-….'
        faults.append(Fault(path=front.path, message=message))
    if post.status not in _STATUSES:
        known = ", ".join(sorted(_STATUSES))
        faults.append(_at(front, "status", f"is not known; use one of {known}."))
    tags = front.find("tags")
    if tags and len(tags.values) > 1:
        message = "the tags go over several lines, and only the first is read; write them on one."
        faults.append(Fault(path=front.path, line=tags.line, message=message))
    parting = ";" if ";" in front.get("tags") else ","  # as Pelican has it
    for name in (*front.get("tags").split(parting), front.get("category")):
        if name.strip() and not re.search(r"[^\W_]", re.sub(r"<[^>]*>", "", unescape(name))):
            message = (
                f'"{name.strip()}" has no letter or digit to make an address of; name it otherwise.'
            )
            faults.append(Fault(path=front.path, message=message))
    if not front.body.strip() and not front.is_imported:
        message = "there is no text; write it below an empty line under the metadata."
        faults.append(Fault(path=front.path, message=message))
    if site.is_for_publishing and not post.id and post.status == "published":
        message = 'there is no permanent id; "python3 tasks.py ids" writes it into the file.'
        faults.append(Fault(path=front.path, message=message))
    return faults


def faults_of_page(page: Written, site: Site) -> list[Fault]:
    """Give what is wrong with a page."""
    front = page.front
    if front.faults:
        return list(front.faults)
    return [*_missing(front, "Title"), *_bad_place(page), *_bad_template(front, site)]


def faults_of_digest(front: FrontMatter, *, zone: tzinfo, known: Collection[str]) -> list[Fault]:
    """Give what is wrong with a digest's file; `known` are the ids of the posts it may name."""
    if front.faults:
        return list(front.faults)
    faults = [
        *_missing(front, "Title", "Date", "Guid", "Cadence"),
        *_bad_dates(front, "date", zone=zone),
    ]
    posts = front.find("posts")
    for number, id_ in enumerate(posts.values if posts else ()):
        if posts and id_ and id_ not in known:
            message = f'no post has the id "{id_}"; copy it from the post\'s Guid: line, one on each line.'
            faults.append(Fault(path=front.path, line=posts.line + number, message=message))
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        if "{filename}" in line or "{static}" in line:
            message = "a letter cannot link to a file; write the address, such as /about/."
            faults.append(Fault(path=front.path, line=number, message=message))
    return faults


def _missing(front: FrontMatter, *names: str) -> list[Fault]:
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
        try:
            if front.get(name):
                parse_time(front.get(name), zone)
        except ValueError:
            mend = "is no date; write it like 2026-05-31 or 2026-05-31 09:00."
            faults.append(_at(front, name, mend))
    return faults


def _bad_place(one: Written) -> list[Fault]:
    """Give a fault when the address would need escaping, be too long for a file, or lead elsewhere."""
    front = one.front
    save_as = front.get("save_as")
    if save_as:
        leads_out = Path(save_as).is_absolute() or ".." in Path(save_as).parts
        return [_at(front, "save_as", "leads out of the site; take it out.")] if leads_out else []
    if _SAFE_SLUG.fullmatch(one.slug) or not one.slug:
        return []
    message = (
        f'its address would be made of "{one.slug[:40]}"; add a line "Slug: …" with a short name '
        "of letters without accents, digits and hyphens."
    )
    return [Fault(path=front.path, line=getattr(front.find("slug"), "line", 0), message=message)]


def _bad_template(front: FrontMatter, site: Site) -> list[Fault]:
    name = front.get("template")
    if not name or (Path(site.settings["THEME"]) / "templates" / f"{name}.html").is_file():
        return []
    return [_at(front, "template", "is no template of the theme; mend it, or take the line out.")]


def _bad_part(front: FrontMatter) -> list[Fault]:
    part = front.get("part")
    if not part:
        return []
    if not _PART.fullmatch(part):
        return [_at(front, "part", "is no number of a part; write it like 2.")]
    if not front.get("series"):
        return [_at(front, "part", 'is of no series; add a line "Series: …" with its name.')]
    return []


def _at(front: FrontMatter, name: str, mend: str) -> Fault:
    """Give a fault of one line, quoting it."""
    line = getattr(front.find(name), "line", 0)
    return Fault(
        path=front.path, line=line, message=f'"{name.capitalize()}: {front.get(name)}" {mend}'
    )
