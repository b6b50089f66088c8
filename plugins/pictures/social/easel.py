"""Draws the social images of a site on all cores, and lays them in its output."""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import PIL
from PIL import features

from plugins.pictures.cache import Cache, key_of
from plugins.pictures.social.image import RECIPE, Words, draw_image
from plugins.pictures.social.letters import find_script, fonts_of

FOLDER = "social"
SITE_IMAGE = f"{FOLDER}/site.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The words of an image as they are written; any may be "" or have letters that no font has."""

    title: str
    site: str
    author: str


class Easel:
    """Draws what is wanted; each image is kept by its words, and drawn once."""

    def __init__(self, content: Path, output: Path, cache: Cache) -> None:
        """`content` may hold the author's own font, social.ttf or social.otf."""
        self._output = output
        self._cache = cache
        self._bold = fonts_of("Semibold", content)
        self._plain = fonts_of("Regular", content)
        fonts = b"".join(
            hashlib.sha256(Path(one).read_bytes()).digest() for one in (*self._bold, *self._plain)
        )
        # Without raqm the letters of a word stand a little wider.
        self._tools = (
            f"{RECIPE}, Pillow {PIL.__version__}, raqm {features.version('raqm')}, {fonts.hex()}"
        )

    def draw_all(self, wanted: Mapping[str, Wanted]) -> None:
        """Lay an image at each path below the site."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for _done in threads.map(self._lay, wanted, wanted.values()):
                pass

    def _lay(self, path: str, wanted: Wanted) -> None:
        words = (one.encode(errors="replace") for one in (wanted.title, wanted.site, wanted.author))
        key = key_of(self._tools, *words)
        drawn = self._cache.get(key)
        if not drawn:
            drawn = self._draw(wanted)
            self._cache.put(key, drawn)
        file = self._output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(drawn)

    def _draw(self, wanted: Wanted) -> bytes:
        return draw_image(
            Words(
                title=find_script(wanted.title, self._bold),
                site=find_script(wanted.site, self._bold),
                author=find_script(wanted.author, self._plain),
            )
        )


def image_path(save_as: str) -> str:
    """Give the path of the image of the post at the path `save_as`: social/2026/05/lunch.png."""
    path = f"{FOLDER}/{PurePosixPath(save_as).with_suffix('.png')}"
    return path if path != SITE_IMAGE else f"{FOLDER}/{save_as}.png"
