"""What tasks.py asks when an author writes."""

from pathlib import Path

from plugins.shared.files import read_text, write_all
from plugins.shared.front_matter import read_front_matter
from plugins.shared.site import Site
from plugins.writing.ids import read_derived_ids, with_id
from plugins.writing.posts import write_new_post

__all__ = ["write_ids", "write_new_post"]


def write_ids(site: Site) -> list[Path]:
    """Write the permanent id into each post that has none; give the files that were changed."""
    files = {}
    for path, guid in read_derived_ids(site.settings_file, site.content).items():
        front = read_front_matter(path)
        if not front.get("guid"):
            files[path] = with_id(read_text(path), front, guid).encode()
    write_all(files)
    return sorted(files)
