"""What tasks.py asks when an author writes."""

from pathlib import Path

from plugins.shared.errors import Fault
from plugins.shared.files import write_all
from plugins.shared.front_matter import read_front_matter
from plugins.shared.site import Site
from plugins.writing.catalogues import update_catalogues
from plugins.writing.ids import read_derived_ids, with_id
from plugins.writing.posts import write_new_post

__all__ = ["update_catalogues", "write_ids", "write_new_post"]


def write_ids(site: Site) -> tuple[list[Path], list[Fault]]:
    """Write the permanent id into each post that has none.

    Give the files that were changed, and a fault for each that needs it and could not be.
    """
    files: dict[Path, bytes] = {}
    faults = []
    for path, guid in read_derived_ids(site.settings_file, site.content).items():
        front = read_front_matter(path)
        if front.get("guid"):
            continue
        text = path.read_bytes().decode()
        mark = "\ufeff" if text.startswith("\ufeff") else ""  # a byte order mark stays where it is
        written = with_id(text.removeprefix(mark), front, guid)
        if written is None:
            message = f'the id cannot be written into it safely; write it by hand: "Guid: {guid}".'
            faults.append(Fault(path=path, message=message))
        else:
            files[path] = (mark + written).encode()
    write_all(files)
    return sorted(files), faults
