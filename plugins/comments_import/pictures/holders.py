"""The posts and pages that show a picture, and how they are led to its file."""

import re
from pathlib import Path

from plugins.comments.model import Format
from plugins.comments_import.pictures.html_places import find_places
from plugins.comments_import.pictures.places import Place, apply
from plugins.shared.files import write_file
from plugins.shared.front_matter import (
    MARKDOWN_ENDINGS,
    content_files,
    parse_markdown,
    read_front_matter,
)

_LINE_END = re.compile(r"\r\n?|\n")


def find_holders(content: Path, addresses: set[str]) -> dict[str, list[Path]]:
    """Give the imported posts and pages that show each address; an empty list where only others do."""
    found: dict[str, list[Path]] = {}
    for path in (path for folder in ("posts", "pages") for path in content_files(content / folder)):
        text = path.read_bytes().decode(errors="replace")
        held = {place.address for place in _places_in(path, text)} & addresses
        is_imported = bool(held) and bool(read_front_matter(path).find("imported_from"))
        for address in held:
            found.setdefault(address, []).extend([path] if is_imported else [])
    return found


def lead_to(path: Path, address: str, link: str) -> None:
    """Put the link in the place of the address, wherever a post shows that, and nowhere else."""
    text = path.read_bytes().decode()  # with its byte order mark: these bytes stay
    places = [place for place in _places_in(path, text) if place.address == address]
    edits = [edit for place in places for edit in place.edits(link)]
    if edits:
        write_file(path, apply(edits, text).encode())


def _places_in(path: Path, text: str) -> list[Place]:
    """Give the places of pictures below a file's metadata lines."""
    if path.suffix not in MARKDOWN_ENDINGS:
        return find_places(text, Format.HTML)
    ends = [match.end() for match in _LINE_END.finditer(text)]
    body = parse_markdown(text.removeprefix("\ufeff"), path).body_line
    start = ends[body - 2] if 2 <= body <= len(ends) + 1 else 0  # noqa: PLR2004 - the line before
    shown_part = " " * start + text[start:]
    # HTML in Markdown is read both ways: what Markdown takes for code within it is none.
    return [*find_places(shown_part, Format.MARKDOWN), *find_places(shown_part, Format.HTML)]
