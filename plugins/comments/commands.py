"""What tasks.py asks of the comments: whether every comment file of a site can be shown."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from plugins.comments.files import is_plain_name, parse_comments, read_comments
from plugins.shared.errors import Fault, shown
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    OTHER_ENDINGS,
    text_of,
)
from plugins.shared.listing import is_regular
from plugins.shared.looking import Ground, Looks
from plugins.shared.site import Site
from plugins.shared.written import Written

_POSTS = MARKDOWN_ENDINGS | HTML_ENDINGS | OTHER_ENDINGS
# What is wrong in a comment file: a line and a sentence for each.
_Wrong = tuple[tuple[int, str], ...]


def comment_faults(site: Site, looks: Looks | None = None) -> list[Fault]:
    """Give what is wrong in the comment files, and the files that belong to no post and no page.

    `looks` are those of the whole build; without them every file is read.
    """
    looks = looks or Looks(site)
    where = site.settings["COMMENTS_PATH"]
    entries = [one for one in looks.within(where) if one.name.endswith(".txt")]
    there = {one.name for one in entries if is_regular(one)}
    folder = str(site.content / where)
    owners: dict[str, str] = {}
    faults: list[Fault] = []
    for post, named in [
        *looks.posts(_find_named, endings=_POSTS, lines_only=True),
        *looks.pages(_find_named, endings=_POSTS, lines_only=True),
    ]:
        file = f"{post[post.rfind('/') + 1 : post.rfind('.')]}.txt"
        if named:
            line, name = named
            file = f"{name}.txt" if is_plain_name(name) else file
            if not (is_plain_name(name) and _is_there(file, there, folder)):
                message = f'"Comments: {name}" names no file in {where}/; mend or remove it.'
                faults.append(Fault(path=Path(post), line=line, message=message))
        if file in owners and _is_there(file, there, folder):
            message = (
                f"its comments are those of {shown(Path(owners[file]))} too; give one of the two another "
                'name, and its comments with it, or a line "Comments: …".'
            )
            faults.append(Fault(path=Path(post), message=message))
        owners.setdefault(file, post)
    return [*faults, *_file_faults(entries, owners, looks)]


def _file_faults(
    entries: Sequence[os.DirEntry[str]], owners: Collection[str], looks: Looks
) -> Iterator[Fault]:
    """Give what is wrong in the comment files themselves, and those that nobody owns."""
    found = dict(looks.files(filter(is_regular, entries), _find_wrong))
    for entry in entries:
        path = entry.path
        if path not in found:  # a folder, or a link to nothing
            yield from read_comments(Path(path)).faults
        elif wrong := found[path]:
            yield from (Fault(path=Path(path), line=line, message=said) for line, said in wrong)
        if entry.name not in owners:
            message = (
                f"no post or page is called {Path(path).stem}, so nobody sees these comments; give the file "
                'the name of one, or name it there with a line "Comments: …".'
            )
            yield Fault(path=Path(path), message=message)


def _find_named(one: Written, _ground: Ground) -> tuple[int, str] | None:
    """Give the line and the value of its "Comments: …"."""
    field = one.front.find("comments")
    return (field.line, " ".join(field.values)) if field else None


def _find_wrong(data: bytes, path: Path, _ground: Ground) -> _Wrong:
    try:
        faults = parse_comments(text_of(data, path), path).faults
    except (OSError, ValueError):
        faults = read_comments(path).faults
    return tuple((fault.line, fault.message) for fault in faults)


def _is_there(file: str, there: Collection[str], folder: str) -> bool:
    """Whether there is such a file; some systems find it under a name in other letters, too."""
    return file in there or os.path.exists(f"{folder}/{file}")  # noqa: PTH110 - of every post
