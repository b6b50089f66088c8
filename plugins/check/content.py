"""Faults in the author's files, found before Pelican sees them and named with file and line."""

from collections import defaultdict
from collections.abc import Callable

from plugins.check.fields import faults_of_digest, faults_of_page, faults_of_post
from plugins.check.links import broken_links
from plugins.check.pictures import pictures_without_words
from plugins.shared.errors import Fault, shown
from plugins.shared.front_matter import HTML_ENDINGS, MARKDOWN_ENDINGS, OTHER_ENDINGS
from plugins.shared.site import Site
from plugins.shared.written import Written, read_folders, read_pages, read_posts

_PICTURES = frozenset({".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def content_faults(site: Site) -> list[Fault]:
    """Give what is wrong in posts, pages and digests; ids are asked for only when publishing."""
    posts, pages = read_posts(site), read_pages(site)
    digests = read_folders(site.content, ["digests"])
    known = {post.id for post in posts if post.id}
    faults = _stray_files(site)
    for post in posts:
        faults += faults_of_post(post, site)
    for page in pages:
        faults += faults_of_page(page, site)
    for front in digests:
        faults += faults_of_digest(front, zone=site.zone, known=known)
        faults += pictures_without_words(front)
    for front in [*(post.front for post in posts), *(page.front for page in pages)]:
        faults += broken_links(front, site.content)
        faults += pictures_without_words(front)
    everything = [*_direct_pages(site), *posts, *pages]
    return [
        *faults,
        *_shared(posts, lambda post: post.id, "id", "remove its Guid: line and run the task ids"),
        *_shared(everything, lambda one: one.address, "address", "change its Slug: or Date:"),
        *_shared(posts, _part_of_series, "part", "change the Part: of one of them"),
    ]


def _part_of_series(post: Written) -> str:
    """Give which part of which series a post says it is; "" when it does not say both."""
    name, part = " ".join(post.front.get("series").split()), post.front.get("part")
    is_part = bool(name) and part.isdecimal() and post.status != "skip"
    return f'{part} of "{name.casefold()}"' if is_part else ""


def _direct_pages(site: Site) -> list[Written]:
    """Give the pages that no file is written for, such as the archive."""
    names = site.settings["DIRECT_TEMPLATES"]
    places = (site.settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") for name in names)
    return [Written.of_template(place) for place in places]


def _shared(
    found: list[Written], key: Callable[[Written], str], what: str, mend: str
) -> list[Fault]:
    """Give a fault for each file after the first that has the same id or address."""
    owners: dict[str, list[Written]] = defaultdict(list)
    for one in found:
        if key(one):
            owners[key(one)].append(one)
    return [
        Fault(
            path=other.front.path,
            message=f"its {what} {value} is that of {first.front.path.name} too; {mend}.",
        )
        for value, (first, *others) in owners.items()
        for other in others
    ]


def _stray_files(site: Site) -> list[Fault]:
    known = MARKDOWN_ENDINGS | HTML_ENDINGS | OTHER_ENDINGS
    folders = [*site.settings["ARTICLE_PATHS"], *site.settings["PAGE_PATHS"]]
    faults = []
    for path in (path for folder in folders for path in sorted((site.content / folder).rglob("*"))):
        if path.is_dir() or path.suffix in known or path.name.startswith("."):
            continue
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
