"""Which files of content/ came with the engine, and are still as they came.

example.txt lists them: the id that git gives to a file's bytes, and its path below content/, as
`git ls-files --stage` has them. A file that differs by a byte is its author's. Lines are only ever
added, since somebody may begin today with the content of an older engine.
"""

import hashlib
from pathlib import Path

from plugins.shared.files import is_file

EXAMPLE_ID = "urn:uuid:6f1c7f0e-5c1b-4f3a-9b55-0d3a4b8e2c10"  # in content/site.toml as it came
EXAMPLE_LICENSE = "CC BY-SA 4.0"
LIST = Path(__file__).with_name("example.txt")
# These come with the engine, too, and stay: they hold for everybody's site.
STAYING = frozenset({"site.toml", "pages/privacy.md", "pages/subscribe.md"})

Listed = frozenset[tuple[str, str]]


def read_list(path: Path = LIST) -> Listed:
    """Give (the id of the bytes, the path below content/) of each file that ever came with the engine."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return frozenset((blob, name) for blob, name in rows)


def blob_id(data: bytes) -> str:
    """Give git's id of a file's bytes (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def find_example(content: Path, listed: Listed) -> tuple[str, ...]:
    """Give the paths below `content` of the files that are still, byte for byte, as they came."""
    names = sorted({name for _blob, name in listed})
    return tuple(name for name in names if (_id_of(content / name), name) in listed)


def _id_of(path: Path) -> str:
    return blob_id(path.read_bytes()) if is_file(path) and not path.is_symlink() else ""
