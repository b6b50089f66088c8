"""The pictures of one site: found by their addresses, made in further sizes on all cores, laid in the output."""

import logging
import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from plugins.pictures.cache import Cache, key_of
from plugins.pictures.location import without_location
from plugins.pictures.making import (
    RECIPE,
    BrokenPicture,
    Made,
    large_pictures_allowed,
    make_sizes,
)
from plugins.pictures.model import Picture, Size
from plugins.pictures.svg import measure_svg
from plugins.shared.errors import shown
from plugins.shared.files import write_file

FOLDER = "images/sizes"
_MADE_SMALLER = frozenset({".avif", ".bmp", ".gif", ".jfif", ".jpeg", ".jpg", ".png", ".webp"})
_ELSEWHERE = "https://preview.invalid"  # RFC 2606: where relative addresses are thought to be

log = logging.getLogger(__name__)


class Album:
    """What is known of the pictures of a site; each file is read once, whatever number of pages show it."""

    def __init__(self, files: Mapping[str, Path], output: Path, cache: Cache) -> None:
        """`files` are the site's own by their paths in the output."""
        self._files = files
        self._output = output
        self._cache = cache
        self._known: dict[str, Picture | None] = {}

    def path_of(self, address: str, page: str, site_address: str) -> str | None:
        """Give the path in the output of what is at `address`, as the page at the path `page` has it.

        None when it is none of the site's files. A name with "%" in it may stand there as it is.
        """
        base = urlsplit(site_address).path
        try:
            whole = urljoin(f"{_ELSEWHERE}{base}/{page}", address.strip())
            for start in (site_address, f"{_ELSEWHERE}{base}", _ELSEWHERE):
                if whole.startswith(f"{start}/"):
                    path = urlsplit(whole[len(start) :].replace("//", "/")).path.lstrip("/")
                    found = next((one for one in (unquote(path), path) if one in self._files), None)
                    if found:
                        return found
        except ValueError:  # such as http://[::1
            return None
        return None

    def make_all(self, paths: Iterable[str]) -> int:
        """Make the sizes of these pictures, on all cores; give how many pictures that are."""
        wanted = sorted(set(paths) - self._known.keys())
        if not wanted:
            return 0
        with large_pictures_allowed(), ThreadPoolExecutor(os.cpu_count()) as threads:
            self._known |= zip(wanted, threads.map(self._make, wanted), strict=True)
        return len(wanted)

    def find(self, path: str) -> Picture | None:
        """Give the picture at a path in the output; None when nothing can be told of it."""
        if path not in self._known:
            self.make_all([path])
        return self._known[path]

    def blank_locations(self) -> int:
        """Take from the photos in the output where they were taken; give how many told it.

        The files in the content stay as they are.
        """
        photos = [one for one in self._files if _ending(one) in _MADE_SMALLER]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return sum(threads.map(self._blank_location, sorted(photos)))

    def _blank_location(self, path: str) -> bool:
        try:
            blanked = without_location((self._output / path).read_bytes())
        except OSError:
            return False
        if blanked is not None:
            write_file(self._output / path, blanked)
        return blanked is not None

    def _make(self, path: str) -> Picture | None:
        file = self._files[path]
        try:
            data = file.read_bytes()
            if _ending(path) == ".svg":
                return measure_svg(data)
            if _ending(path) not in _MADE_SMALLER:
                return None
            key = key_of(RECIPE, data)
            made = self._kept(key) or self._newly_made(key, data)
        except (BrokenPicture, OSError) as error:
            log.warning("%s: it cannot be shown smaller; is it whole? (%s)", shown(file), error)
            return None
        return self._laid(made, path, key)

    def _kept(self, key: str) -> Made | None:
        kept = self._cache.get(key)
        return Made.parse(kept) if kept else None

    def _newly_made(self, key: str, data: bytes) -> Made:
        made = make_sizes(data)
        if made.files:
            self._cache.put(key, made.dump())
        return made

    def _laid(self, made: Made, path: str, key: str) -> Picture:
        """Lay the sizes into the output, under names that say what is in them."""
        name = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(path).stem.lower()).strip("-")[:40]
        sizes = []
        for width, data in made.files:
            place = f"{FOLDER}/{name or 'picture'}-{key[:10]}-{width}.webp"
            file = self._output / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            sizes.append(Size(width=width, path=place))
        return Picture(width=made.width, height=made.height, sizes=tuple(sizes))


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
