"""The pictures of one site: found by their paths, made in further sizes on all cores, and known from build to build."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from plugins.pictures.cache import Cache, key_of
from plugins.pictures.location import without_location
from plugins.pictures.memory import Memory, Seen
from plugins.pictures.model import Picture, Size
from plugins.shared.errors import shown
from plugins.shared.files import write_file
from plugins.shared.making import Made as MadeFile

if TYPE_CHECKING:
    from plugins.pictures.making import Made

T = TypeVar("T")
FOLDER = "images/sizes"
_MADE_SMALLER = frozenset({".avif", ".bmp", ".gif", ".jfif", ".jpeg", ".jpg", ".png", ".webp"})
_DRAWN = ".svg"

log = logging.getLogger(__name__)


class Album:
    """What is known of the pictures of a site; each file is read once, whatever number of pages show it."""

    def __init__(self, files: Mapping[str, str], cache: Cache, memory: Memory) -> None:
        """`files` are the site's own by their paths in the output."""
        self._files = files
        self._cache = cache
        self._memory = memory
        self._sizes: dict[
            str, tuple[str, str, int]
        ] = {}  # by place: of which picture, its key, the width
        self._unkept: dict[str, Made] = {}
        self._telling: list[str] = []

    def __contains__(self, path: object) -> bool:
        """Whether the site has such a file."""
        return path in self._files

    def make_all(self, paths: Iterable[str]) -> dict[str, Picture | None]:
        """Give what is known of these pictures, whose sizes are made on all cores; None: nothing."""
        wanted = sorted(set(paths))
        found = {path: self._seen(path) for path in wanted}
        new = [path for path, seen in found.items() if not seen]
        if new:
            found |= zip(new, self._look_at(new), strict=True)
        return {path: self._as_shown(path, seen) for path, seen in found.items()}

    def files(self) -> Iterator[MadeFile]:
        """Give the files with the sizes of these pictures."""
        for place, (path, key, width) in sorted(self._sizes.items()):
            make = partial(self._size, path, key, width)
            yield MadeFile(path=place, given=(key, width), make=make)

    def keys(self) -> set[str]:
        """Give the keys that the sizes of these pictures are kept by."""
        return {key for _path, key, _width in self._sizes.values()}

    def find_places(self) -> None:
        """Find the photos that tell where they were taken."""
        photos = sorted(path for path in self._files if _ending(path) in _MADE_SMALLER)
        unknown = [path for path in photos if self._memory.tells_place(self._files[path]) is None]
        found = dict(zip(unknown, _in_threads(self._tells_place, unknown), strict=True))
        self._telling = [
            path for path in photos if found.get(path, self._memory.tells_place(self._files[path]))
        ]

    def blank_places(self, output: Path) -> int:
        """Take these places from the photos in the output; give how many told one.

        The files in the content stay as they are.
        """
        return sum(_blank_place(output / path) for path in self._telling)

    def _tells_place(self, path: str) -> bool:
        source = self._files[path]
        stamp = self._memory.stamp_of(source)
        try:
            tells = without_location(Path(source).read_bytes()) is not None
        except OSError:
            return True  # it is looked at once more, should it be there then
        self._memory.remember_place(source, stamp, tells=tells)
        return tells

    def _seen(self, path: str) -> Seen | None:
        return self._memory.seen(self._files[path])

    def _look_at(self, paths: list[str]) -> list[Seen | None]:
        from plugins.pictures.making import large_pictures_allowed  # noqa: PLC0415 - for new pictures

        with large_pictures_allowed():
            return _in_threads(self._look, paths)

    def _look(self, path: str) -> Seen | None:
        """Look at a picture, and remember what it is; None for one that is broken."""
        from plugins.pictures.making import BrokenPicture  # noqa: PLC0415 - for new pictures

        source = self._files[path]
        stamp = self._memory.stamp_of(source)
        try:
            seen = self._newly_seen(path, Path(source).read_bytes())
        except (BrokenPicture, OSError) as error:
            log.warning(
                "%s: it cannot be shown smaller; is it whole? (%s)", shown(Path(source)), error
            )
            return None
        self._memory.remember(source, stamp, seen)
        return seen

    def _newly_seen(self, path: str, data: bytes) -> Seen:
        if _ending(path) == _DRAWN:
            from plugins.pictures.svg import measure_svg  # noqa: PLC0415 - for new drawings

            drawing = measure_svg(data)
            return Seen(width=drawing.width, height=drawing.height) if drawing else Seen()
        if _ending(path) not in _MADE_SMALLER:
            return Seen()
        key, made = self._made(data)
        widths = tuple(width for width, _data in made.files)
        return Seen(width=made.width, height=made.height, key=key, widths=widths)

    def _made(self, data: bytes) -> "tuple[str, Made]":
        """Give the sizes of a picture's file and the key that they are kept by."""
        from plugins.pictures.making import RECIPE, Made, make_sizes  # noqa: PLC0415 - for new pictures

        key = key_of(RECIPE, data)
        if kept := self._cache.get(key):
            return key, Made.parse(kept)
        made = make_sizes(data)
        if made.files and not self._cache.put(key, made.dump()):
            self._unkept[key] = made
        return key, made

    def _as_shown(self, path: str, seen: Seen | None) -> Picture | None:
        """Give a picture, whose sizes have names that say what is in them."""
        if not seen or not seen.width:
            return None
        name = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(path).stem.lower()).strip("-")[:40]
        sizes = []
        for width in seen.widths:
            place = f"{FOLDER}/{name or 'picture'}-{seen.key[:10]}-{width}.webp"
            self._sizes[place] = path, seen.key, width
            sizes.append(Size(width=width, path=place))
        return Picture(width=seen.width, height=seen.height, sizes=tuple(sizes))

    def _size(self, path: str, key: str, width: int) -> bytes:
        """Give the file of one size; it is made again when the cache has lost it."""
        from plugins.pictures.making import Made, large_pictures_allowed  # noqa: PLC0415 - for new pictures

        made = self._unkept.get(key)
        if not made:
            kept = self._cache.get(key)
            with large_pictures_allowed():
                made = (
                    Made.parse(kept)
                    if kept
                    else self._made(Path(self._files[path]).read_bytes())[1]
                )
        return dict(made.files)[width]


def _in_threads(function: Callable[[str], T], paths: list[str]) -> list[T]:
    """Call a function for each path, on all cores."""
    if not paths:
        return []
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for new pictures

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(function, paths))


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _blank_place(file: Path) -> bool:
    try:
        blanked = without_location(file.read_bytes())
    except OSError:
        return False
    if blanked is not None:
        write_file(file, blanked)
    return blanked is not None
