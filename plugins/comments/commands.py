"""What tasks.py asks of the comments: whether every comment file of a site can be shown."""

from pathlib import Path

from plugins.comments.files import comment_path, is_plain_name, read_comments
from plugins.shared.errors import Fault, shown
from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    OTHER_ENDINGS,
    content_files,
    read_front_matter,
)
from plugins.shared.site import Site

_POSTS = MARKDOWN_ENDINGS | HTML_ENDINGS | OTHER_ENDINGS


def comment_faults(site: Site) -> list[Fault]:
    """Give what is wrong in the comment files, and the files that belong to no post and no page."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    owners: dict[Path, Path] = {}
    faults: list[Fault] = []
    for post in _commented(site):
        named = read_front_matter(post).find("comments")
        name = " ".join(named.values) if named else ""
        path = comment_path(folder, post, name)
        if named and not (is_plain_name(name) and path.exists()):
            message = f'"Comments: {name}" names no file in {site.settings["COMMENTS_PATH"]}/; mend or remove it.'
            faults.append(Fault(path=post, line=named.line, message=message))
        if path in owners and path.exists():
            message = (
                f"its comments are those of {shown(owners[path])} too; give one of the two another "
                'name, and its comments with it, or a line "Comments: …".'
            )
            faults.append(Fault(path=post, message=message))
        owners.setdefault(path, post)
    for path in sorted(folder.glob("*.txt")):
        faults += read_comments(path).faults
        if path not in owners:
            message = (
                f"no post or page is called {path.stem}, so nobody sees these comments; give the file "
                'the name of one, or name it there with a line "Comments: …".'
            )
            faults.append(Fault(path=path, message=message))
    return faults


def _commented(site: Site) -> list[Path]:
    """Give the files of all that may have comments."""
    return [
        path
        for where in (*site.settings["ARTICLE_PATHS"], *site.settings["PAGE_PATHS"])
        for path in content_files(site.content / where, endings=_POSTS)
    ]
