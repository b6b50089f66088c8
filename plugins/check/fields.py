"""Faults in the lines on top of a post, page or digest."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from html import unescape
from pathlib import Path

from plugins.check.doubts import Doubt, Unless
from plugins.shared.dates import parse_time
from plugins.shared.front_matter import OTHER_ENDINGS, FrontMatter
from plugins.shared.looking import Ground
from plugins.shared.written import Written

_STATUSES = frozenset({"published", "draft", "hidden", "skip"})
_PART = re.compile(r"[1-9][0-9]{0,3}")
_SAFE_SLUG = re.compile(r"(?!\.)[A-Za-z0-9._~-]{1,150}")
_TAG = re.compile(r"<[^>]*>")
_LETTER = re.compile(r"[^\W_]")


def doubts_of_post(post: Written, ground: Ground) -> list[Doubt]:
    """Give what is wrong with a post; when its lines cannot be read, only that."""
    front = post.front
    if front.faults or front.path.suffix in OTHER_ENDINGS:
        return [Doubt.of(fault) for fault in front.faults]
    doubts = [
        *_missing(front, "Title"),
        *_bad_dates(front, "date", "modified", zone=ground.naming.zone),
        *_bad_place(post),
        *_bad_template(front, ground),
        *_bad_part(front),
    ]
    if post.date is None and not front.get("date"):
        message = 'there is no date; add "Date: 2026-05-31 09:00", or name the file 2026-05-31-….'
        doubts.append(Doubt(message=message))
    if post.status not in _STATUSES:
        known = ", ".join(sorted(_STATUSES))
        doubts.append(_at(front, "status", f"is not known; use one of {known}."))
    doubts += _bad_groups(front)
    if not front.body.strip() and not front.is_imported:
        message = "there is no text; write it below an empty line under the metadata."
        doubts.append(Doubt(message=message))
    if not post.id and post.status == "published":
        message = 'there is no permanent id; "python3 tasks.py ids" writes it into the file.'
        doubts.append(Doubt(message=message, unless=Unless.PREVIEW))
    return doubts


def doubts_of_page(page: Written, ground: Ground) -> list[Doubt]:
    """Give what is wrong with a page."""
    front = page.front
    if front.faults:
        return [Doubt.of(fault) for fault in front.faults]
    return [*_missing(front, "Title"), *_bad_place(page), *_bad_template(front, ground)]


def doubts_of_digest(front: FrontMatter, zone: tzinfo) -> list[Doubt]:
    """Give what is wrong with a digest's file."""
    if front.faults:
        return [Doubt.of(fault) for fault in front.faults]
    doubts = [
        *_missing(front, "Title", "Date", "Guid", "Cadence"),
        *_bad_dates(front, "date", zone=zone),
    ]
    posts = front.find("posts")
    for number, id_ in enumerate(posts.values if posts else ()):
        if posts and id_:
            message = f'no post has the id "{id_}"; copy it from the post\'s Guid: line, one on each line.'
            line = posts.line + number
            doubts.append(Doubt(message=message, line=line, unless=Unless.ID, names=(id_,)))
    for number, line_ in enumerate(front.body.split("\n"), start=front.body_line):
        if "{filename}" in line_ or "{static}" in line_:
            message = "a letter cannot link to a file; write the address, such as /about/."
            doubts.append(Doubt(message=message, line=number))
    return doubts


def _bad_groups(front: FrontMatter) -> Iterator[Doubt]:
    """Give what is wrong with the tags and the category."""
    tags = front.find("tags")
    if tags and len(tags.values) > 1:
        message = "the tags go over several lines, and only the first is read; write them on one."
        yield Doubt(message=message, line=tags.line)
    parting = ";" if ";" in front.get("tags") else ","  # as Pelican has it
    for name in (*front.get("tags").split(parting), front.get("category")):
        plain = _TAG.sub("", unescape(name)) if "&" in name or "<" in name else name
        if name.strip() and not _LETTER.search(plain):
            message = (
                f'"{name.strip()}" has no letter or digit to make an address of; name it otherwise.'
            )
            yield Doubt(message=message)


def _missing(front: FrontMatter, *names: str) -> Iterator[Doubt]:
    for name in names:
        if not front.get(name.lower()):
            yield Doubt(message=f'there is no {name.lower()}; add a line "{name}: …" at the top.')


def _bad_dates(front: FrontMatter, *names: str, zone: tzinfo) -> Iterator[Doubt]:
    for name in names:
        try:
            if front.get(name):
                parse_time(front.get(name), zone)
        except ValueError:
            yield _at(front, name, "is no date; write it like 2026-05-31 or 2026-05-31 09:00.")


def _bad_place(one: Written) -> list[Doubt]:
    """Give a doubt when the address would need escaping, be too long for a file, or lead elsewhere."""
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
    return [Doubt(message=message, line=getattr(front.find("slug"), "line", 0))]


def _bad_template(front: FrontMatter, ground: Ground) -> list[Doubt]:
    name = front.get("template")
    if not name:
        return []
    place = Path(ground.theme) / "templates" / f"{name}.html"
    mend = "is no template of the theme; mend it, or take the line out."
    return [_at(front, "template", mend, unless=Unless.FILE, names=(str(place),))]


def _bad_part(front: FrontMatter) -> list[Doubt]:
    part = front.get("part")
    if not part:
        return []
    if not _PART.fullmatch(part):
        return [_at(front, "part", "is no number of a part; write it like 2.")]
    if not front.get("series"):
        return [_at(front, "part", 'is of no series; add a line "Series: …" with its name.')]
    return []


def _at(
    front: FrontMatter,
    name: str,
    mend: str,
    *,
    unless: Unless = Unless.NEVER,
    names: tuple[str, ...] = (),
) -> Doubt:
    """Give a doubt about one line, quoting it."""
    line = getattr(front.find(name), "line", 0)
    message = f'"{name.capitalize()}: {front.get(name)}" {mend}'
    return Doubt(message=message, line=line, unless=unless, names=names)
