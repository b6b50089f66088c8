"""The digest's preview at the end of a build: made anew when what it is made of has changed, else told again."""

import contextlib
import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from plugins.shared.errors import CannotWrite, SiteError
from plugins.shared.files import write_file
from plugins.shared.site import ENGINE, Site
from plugins.speed.stamps import stamp_of
from plugins.speed.survey import Survey

# Folders of the code and the templates that letters are made by.
_MAKERS = ("plugins/newsletter", "plugins/shared", "theme/templates/email")
_DIGESTS = "digests"
_KINDS = ("html", "txt", "eml")


def digest_preview(site: Site, look: Survey) -> str:
    """Write the preview that ends a build, and say where; without a digest to compose, say why.

    `look` is how that build found the site.
    """
    memory = look.folder / "preview.json"
    hangs_on = _hangs_on(site, look)
    known = _read(memory)
    if known.get("hangs_on") == hangs_on and _are_there(known["files"]):
        return str(known["line"])
    line, files = _write(site)
    stamps = {str(path): stamp_of(path) for path in files}
    found = {"hangs_on": hangs_on, "line": line, "files": stamps}
    with contextlib.suppress(CannotWrite):  # then it is made anew the next time, too
        write_file(memory, json.dumps(found).encode())
    return line


def _write(site: Site) -> tuple[str, list[Path]]:
    from plugins.newsletter.previews import write_preview  # noqa: PLC0415 - few builds need all of it

    try:
        folder = write_preview(site).folder
    except SiteError as error:
        return f"none; {error}", []
    page = folder / "digest.html"
    return str(page), [*(folder / f"digest.{kind}" for kind in _KINDS), *_pictures(site, page)]


def _pictures(site: Site, page: Path) -> Iterator[Path]:
    """Give the site's pictures that a preview shows, or would show if they were there."""
    home = f"{site.settings['SITE_ADDRESS']}/"
    for source in re.findall(r'src="([^"?#]+)"', page.read_text()):
        if source.startswith(home):
            yield site.output / unquote(source.removeprefix(home))
        elif ":" not in source:
            yield page.parent / unquote(source)


def _hangs_on(site: Site, look: Survey) -> str:
    folders = (f"{site.content}/{_DIGESTS}/", *(f"{ENGINE}/{name}/" for name in _MAKERS))
    files = look.ingredients.files.items()
    parts = [f"{name} {stamp}" for name, stamp in files if name.startswith(folders)]
    parts += [look.ingredients.key, str(Path.cwd()), *_told_feed(site)]
    return _digest("\n".join(sorted(parts)).encode("utf-8", "surrogateescape"))


def _told_feed(site: Site) -> Iterator[str]:
    """Tell the feed and, when the newest digest names its posts, the documents behind it."""
    feed = site.output / "feed.json"
    yield _digest(feed.read_bytes()) if feed.is_file() else ""
    digests = sorted((site.content / _DIGESTS).glob("*.md"), key=lambda path: path.stem)
    if digests and b"\nposts:" in digests[-1].read_bytes().lower():
        yield from (f"{path} {stamp_of(path)}" for path in site.output.glob("archive/*.json"))


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _read(memory: Path) -> dict[str, Any]:
    try:
        found = json.loads(memory.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _are_there(files: dict[str, list[int]]) -> bool:
    return all(list(stamp_of(name)) == stamp for name, stamp in files.items())
