"""What tasks.py asks of the comments: whether every comment file of a site can be shown."""

from pathlib import Path

from plugins.comments.files import comment_path, read_comments
from plugins.shared.errors import Fault
from plugins.shared.front_matter import HTML_ENDINGS, MARKDOWN_ENDINGS, read_front_matter
from plugins.shared.site import Site


def comment_faults(site: Site) -> list[Fault]:
    """Give what is wrong in the comment files, and the files that belong to no post."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    wanted = {
        comment_path(folder, path, read_front_matter(path).get("comments"))
        for where in site.settings["ARTICLE_PATHS"]
        for path in _posts(site.content / where)
    }
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.txt")):
        faults += read_comments(path).faults
        if path not in wanted:
            message = (
                f"no post is called {path.stem}, so nobody sees these comments; give the file a post's "
                'name, or name it in that post with a line "Comments: …".'
            )
            faults.append(Fault(path=path, message=message))
    return faults


def _posts(folder: Path) -> list[Path]:
    endings = MARKDOWN_ENDINGS | HTML_ENDINGS
    return [path for path in folder.rglob("*") if path.suffix.lower() in endings]
