"""What tasks.py asks of the comments: whether every comment file of a site can be shown."""

from pathlib import Path

from plugins.comments.files import comment_path, is_plain_name, read_comments
from plugins.shared.errors import Fault
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
    """Give what is wrong in the comment files, and the files that belong to no post."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    wanted: set[Path] = set()
    faults: list[Fault] = []
    for where in site.settings["ARTICLE_PATHS"]:
        for post in content_files(site.content / where, endings=_POSTS):
            named = read_front_matter(post).find("comments")
            name = " ".join(named.values) if named else ""
            path = comment_path(folder, post, name)
            wanted.add(path)
            if named and not (is_plain_name(name) and path.exists()):
                message = f'"Comments: {name}" names no file in {site.settings["COMMENTS_PATH"]}/; mend or remove it.'
                faults.append(Fault(path=post, line=named.line, message=message))
    for path in sorted(folder.glob("*.txt")):
        faults += read_comments(path).faults
        if path not in wanted:
            message = (
                f"no post is called {path.stem}, so nobody sees these comments; give the file a post's "
                'name, or name it in that post with a line "Comments: …".'
            )
            faults.append(Fault(path=path, message=message))
    return faults
