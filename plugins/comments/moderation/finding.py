"""The comment a person means: by its id, the number in it, or its place on a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.comments.files import parse_comments
from plugins.comments.model import Comment, fragments
from plugins.comments.moderation.pending import Held, read_held
from plugins.comments.moderation.printable import printable_line
from plugins.comments.posts import find_by_page, find_post, get_post
from plugins.shared.errors import BadContent, SiteError, shown
from plugins.shared.files import read_text
from plugins.shared.site import Site


class NoSuchComment(SiteError, LookupError):
    """No comment, or more than one, is what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A comment: the file that it belongs into, the one as it stands there, the one that waits, or both.

    Both are there after an approval that was interrupted. `path` is None when its post is gone.
    """

    path: Path | None
    standing: Comment | None = None
    held: Held | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self.comment.id

    @property
    def comment(self) -> Comment:
        """Give the comment; what stands in its post's file is the newer one."""
        if self.standing:
            return self.standing
        assert self.held  # noqa: S101 - one of both is there
        return self.held.pending.comment


def find_comment(site: Site, typed: str, *, within: Path | None = None) -> Found:
    """Give the comment that `typed` names, in the file `within` alone when one is given.

    `desk:7k3qabcd`, `7k3qabcd`, `#c7k3qabcd`, and `2026-05-31-lunch#c7k3qabcd` or a page's address with
    such an end are all the same comment. Raises NoSuchComment, NoSuchPost.
    """
    page, _, name = typed.strip().rpartition("#")
    place = within or (get_post(site, page).comments if page else None)
    found = [
        one
        for one in _candidates(site, place, name)
        if (place is None or one.path == place) and _is_meant(one, typed, name)
    ]
    if not found:
        raise NoSuchComment(_none(typed, within))
    if len(found) > 1:
        raise NoSuchComment(_several(typed, found))
    return found[0]


def target_of(site: Site, held: Held) -> Path | None:
    """Give the comment file that a waiting comment belongs into, None when its post is not there."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    post = find_post(site, held.pending.post) or find_by_page(site, held.pending.page)
    if post:
        return post.comments
    # A file that a post names in "Comments:", or one whose post the author will see to.
    path = folder / f"{held.pending.post}.txt"
    return path if path.is_file() else None


def read_standing(path: Path) -> str:
    """Give the text of a comment file as it stands, "" when there is none. Raises BadContent."""
    try:
        return path.read_bytes().decode() if path.is_file() else ""
    except (OSError, ValueError) as error:
        message = f"{shown(path)}: it cannot be read as UTF-8 text; mend it first."
        raise BadContent(message) from error


def _candidates(site: Site, place: Path | None, name: str) -> Iterator[Found]:
    """Give every comment of the site, or of one file, and those that wait and may be called so."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    waiting: dict[tuple[Path | None, str], Held] = {}
    for held in read_held(folder)[0]:
        if _plain(name).endswith(_plain(held.id.partition(":")[2])):  # finding its post takes time
            waiting.setdefault((target_of(site, held), held.id), held)
    for path in [place] if place else sorted(folder.glob("[!.]*.txt")):
        for comment in comments_in(path):
            held_there = waiting.pop((path, comment.id), None)
            yield Found(path=path, standing=comment, held=held_there)
    for (path_or_none, _id), held in waiting.items():
        yield Found(path=path_or_none, held=held)


def comments_in(path: Path) -> list[Comment]:
    """Give the comments of a file, the first of each id; of an unreadable file none, which build tells."""
    try:
        text = read_text(path) if path.is_file() else ""
    except (OSError, ValueError):
        return []
    return list({one.id: one for one in reversed(parse_comments(text, path).comments)}.values())


def _is_meant(found: Found, typed: str, name: str) -> bool:
    if "#" not in typed:
        return name in {found.id, found.id.partition(":")[2]}
    if not found.standing or not found.path:
        return name == fragments([found.comment])[found.id]
    return name == fragments(comments_in(found.path)).get(found.id)


def _plain(text: str) -> str:
    """Give what an id and the fragment made of it have in common."""
    return re.sub(r"[^A-Za-z0-9]", "-", text)


def _none(typed: str, within: Path | None) -> str:
    where = f" among the comments of {within.stem}" if within else ""
    return (
        f'"{printable_line(typed)[:120]}": there is no such comment{where}; an id is such as desk:7k3qabcd, and '
        "comments.pending shows those that wait."
    )


def _several(typed: str, found: list[Found]) -> str:
    if len({one.path for one in found}) < len(found):
        names = [one.id for one in found]
    else:
        names = [
            f"{one.path.stem if one.path else '?'}#c{one.id.partition(':')[2]}" for one in found
        ]
    return f'"{printable_line(typed)[:120]}" is {len(found)} comments: say which, {" or ".join(names)}.'
