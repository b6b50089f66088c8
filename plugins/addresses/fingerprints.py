"""Names that change with what is in a file, so that browsers may keep it for ever."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

# Files of the theme that pages name. feed.css is none: a document of old posts must never change.
FINGERPRINTED = ("site.css", "mark.svg")


def fingerprints(folder: Path, names: tuple[str, ...] = FINGERPRINTED) -> dict[str, str]:
    """Give the name that each of these files of `folder` is published under: site.1a2b3c4d.css."""
    return {
        name: _named(name, (folder / name).read_bytes())
        for name in names
        if (folder / name).is_file()
    }


def rename_all(folder: Path, names: Mapping[str, str]) -> None:
    """Give the files in `folder` their new names."""
    for old, new in names.items():
        (folder / old).replace(folder / new)


def _named(name: str, data: bytes) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}.{sha256(data).hexdigest()[:8]}{path.suffix}"
