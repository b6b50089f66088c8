"""The post a comment belongs to, found by what it is called."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugins.comments.files import comment_path, is_plain_name
from plugins.shared.dates import parse_time
from plugins.shared.errors import SiteError
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    OTHER_ENDINGS,
    FrontMatter,
    read_front_matter,
)
from plugins.shared.site import Site
from plugins.shared.written import read_pages, read_posts

ENDINGS = MARKDOWN_ENDINGS | HTML_ENDINGS | OTHER_ENDINGS
_PUBLISHED = {"", "published", "hidden"}


class NoSuchPost(SiteError, LookupError):
    """No post or page is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentedPost:
    """A post or page that may have comments: its file, the file's name without ending, its comments' file."""

    path: Path
    stem: str
    title: str
    comments: Path
    is_published: bool


def find_post(site: Site, stem: str, *, now: datetime | None = None) -> CommentedPost | None:
    """Give the post or page whose file is called `stem`, None when there is none.

    Whatever `stem` holds, only names are compared, and one file is read. Hidden posts are published,
    drafts are not, nor is, when `now` is given, what is dated later.
    """
    if not is_plain_name(stem):
        return None
    path = next(_files(site, stem), None)
    return _commented(site, path, now) if path else None


def get_post(site: Site, named: str) -> CommentedPost:
    """Give the post that a person names: by its file, its stem or its address. Raises NoSuchPost."""
    text = named.strip().partition("#")[0]
    last = Path(text).name
    stem = Path(last).stem if Path(last).suffix in ENDINGS else last
    found = find_post(site, stem) if "/" not in text else None
    found = found or _by_address(site, text)
    if not found and "://" not in text:  # a path as the shell completes it
        found = find_post(site, stem)
    if not found:
        raise NoSuchPost(
            f'"{named[:120]}": no post or page is called so; name its file, such as 2026-05-31-lunch, or its '
            "address."
        )
    return found


def find_by_page(site: Site, page: str) -> CommentedPost | None:
    """Give the post whose path below the site is `page`; every post is read for it."""
    return _by_address(site, page) if page else None


def _files(site: Site, stem: str) -> Iterator[Path]:
    """Give the files called `stem`, posts first, in the order Pelican would find them."""
    names = {f"{stem}{ending}" for ending in ENDINGS}
    for where in (*site.settings["ARTICLE_PATHS"], *site.settings["PAGE_PATHS"]):
        found = [
            Path(folder, name)
            for folder, _folders, files in os.walk(site.content / where)
            for name in names.intersection(files)
        ]
        yield from sorted(path for path in found if path.is_file())


def _commented(site: Site, path: Path, now: datetime | None) -> CommentedPost:
    front = read_front_matter(path)
    folder = site.content / site.settings["COMMENTS_PATH"]
    is_published = front.get("status").lower() in _PUBLISHED
    return CommentedPost(
        path=path,
        stem=path.stem,
        title=front.get("title") or path.stem,
        comments=comment_path(folder, path, front.get("comments")),
        is_published=is_published and not (now and _is_later(front, site, now)),
    )


def _is_later(front: FrontMatter, site: Site, now: datetime) -> bool:
    try:
        return parse_time(front.get("date") or front.path.stem[:10], site.zone) > now
    except ValueError:
        return False


def _by_address(site: Site, address: str) -> CommentedPost | None:
    """Give the post with a web address, of the site or of a preview, or a path below the site."""
    try:
        path = urlsplit(address).path
    except ValueError:  # such as http://[::1
        return None
    below = urlsplit(site.settings["SITE_ADDRESS"]).path
    path = unquote(path.removeprefix(below)).strip("/").removesuffix("index.html").strip("/")
    for written in (*read_posts(site), *read_pages(site)):
        theirs = written.address.removesuffix("index.html").strip("/")
        if theirs and theirs == path:
            return _commented(site, written.front.path, None)
    return None
