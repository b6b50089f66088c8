"""Names that change with what is in a file, so that browsers may keep it for ever."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from plugins.shared.files import is_file, write_file
from plugins.shared.style_sheet import STYLES, style_sheet

# Files of the theme that pages name. feed.css is none: a document of old posts must never change.
FINGERPRINTED = (STYLES, "mark.svg", "search.js")


def named_files(
    folder: Path,
    names: tuple[str, ...] = FINGERPRINTED,
    *,
    content: Path | None = None,
    is_slim: bool = False,
) -> dict[str, tuple[str, bytes]]:
    """Give for each of these files of `folder` the name it is published under, site.1a2b3c4d.css, and its bytes.

    What the author's own site.css in `content` says comes after ours. When they should be slim, style
    sheets are without their remarks and spaces.
    """
    found = {}
    for name in names:
        if is_file(folder / name):
            data = style_sheet(folder, content) if name == STYLES else (folder / name).read_bytes()
            data = _slim(data) if is_slim and name == STYLES else data
            found[name] = _named(name, data), data
    return found


def place_all(folder: Path, files: Mapping[str, tuple[str, bytes]]) -> None:
    """Put the files in `folder` in the place of those with their old names."""
    for old, (new, data) in files.items():
        (folder / old).unlink(missing_ok=True)
        write_file(folder / new, data)


def _slim(data: bytes) -> bytes:
    from rcssmin import cssmin  # noqa: PLC0415 - previews need not wait for it

    return bytes(cssmin(data))


def _named(name: str, data: bytes) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}.{sha256(data).hexdigest()[:8]}{path.suffix}"
