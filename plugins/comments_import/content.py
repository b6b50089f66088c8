"""What a site's content/ holds already, as far as an import has to know it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plugins.comments.blocks import split_blocks
from plugins.comments.files import comment_path
from plugins.comments_import.homes import Home, Homes
from plugins.comments_import.model import Kind
from plugins.comments_import.post_files import Place, Places
from plugins.comments_import.unmatched import Waiting, parse_waiting
from plugins.shared.errors import BadContent, shown
from plugins.shared.site import Site
from plugins.shared.written import read_pages, read_posts

_HEAD = "=== "
_AUTHOR = re.compile(r"^Author:[ \t]*([^\r\n]*)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Content:
    """The posts and pages, the names and addresses that are taken, and the comment files."""

    folder: Path
    comments: Path
    homes: Homes
    places: Places

    def path_of(self, home: Home, places: Mapping[int, Place]) -> Path:
        """Give the file of a post; `places` are those of the new ones."""
        return home.there.front.path if home.there else places[id(home)].path

    def comment_path(self, home: Home, places: Mapping[int, Place]) -> Path:
        """Give the file of a post's comments."""
        named = home.there.front.get("comments") if home.there else ""
        return comment_path(self.comments, self.path_of(home, places), named)

    def read(self, path: Path) -> str:
        """Give a comment file's text as it stands, "" when there is none. Raises BadContent."""
        if not path.is_file():
            return ""
        try:
            return path.read_bytes().decode()  # with its byte order mark: these bytes stay
        except ValueError as error:
            raise BadContent(
                f"{shown(path)}: it is not UTF-8 text; save it as UTF-8 first."
            ) from error

    @cached_property
    def waiting(self) -> Mapping[Path, Waiting]:
        """The files of comments whose post was not there."""
        files = sorted((self.comments / "_unmatched").glob("*.txt"))
        return {path: parse_waiting(self.read(path)) for path in files}

    @cached_property
    def comment_files(self) -> Mapping[str, tuple[Path, str]]:
        """In which file each comment is, and its author, by its id."""
        return dict(self._ids())

    def _ids(self) -> Iterator[tuple[str, tuple[Path, str]]]:
        for path in sorted(self.comments.glob("*.txt"), reverse=True):  # the first file wins
            for part in split_blocks(self.read(path))[:0:-1]:
                head = part.partition("\n")[0].removeprefix("\ufeff")
                author = _AUTHOR.search(part)
                yield head.removeprefix(_HEAD).strip(), (path, author[1] if author else "")


def read_content(site: Site) -> Content:
    """Give what a site's content holds."""
    posts, pages = read_posts(site), read_pages(site)
    homes = Homes()
    for written in posts:
        homes.add_standing(written, Kind.POST)
    for written in pages:
        homes.add_standing(written, Kind.PAGE)
    everything = [*posts, *pages]
    named = {one.front.get("comments") for one in everything}
    places = Places(
        site.content,
        zone=site.zone,
        settings=site.settings,
        stems={one.front.path.stem for one in everything} | named - {""},
        addresses={one.address for one in everything if one.address},
    )
    return Content(
        folder=site.content,
        comments=site.content / site.settings["COMMENTS_PATH"],
        homes=homes,
        places=places,
    )
