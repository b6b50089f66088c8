"""Draws the social images of a site: each is kept by its words, and drawn once."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import PIL
from PIL import features

from plugins.pictures.cache import Cache, key_of
from plugins.pictures.social.image import RECIPE, Words, draw_image
from plugins.pictures.social.letters import find_script, fonts_of
from plugins.shared.making import Made


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The words of an image as they are written; any may be "" or have letters that no font has."""

    title: str
    site: str
    author: str


class Easel:
    """Draws what is wanted."""

    def __init__(self, content: Path, cache: Cache) -> None:
        """`content` may hold the author's own font, social.ttf or social.otf."""
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

    def key(self, wanted: Wanted) -> str:
        """Give the key that the image is kept by."""
        words = (one.encode(errors="replace") for one in (wanted.title, wanted.site, wanted.author))
        return key_of(self._tools, *words)

    def files(self, wanted: Mapping[str, Wanted]) -> Iterator[Made]:
        """Give the images' files, each at its path below the site."""
        for path, one in wanted.items():
            key = self.key(one)
            yield Made(path=path, given=key, make=partial(self._image, key, one))

    def draw_ahead(self, wanted: Mapping[str, Wanted]) -> None:
        """Draw on all cores what is not kept yet."""
        keys = {self.key(one): one for one in wanted.values()}
        missing = {key: one for key, one in keys.items() if not self._cache.has(key)}
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for _drawn in threads.map(self._image, missing, missing.values()):
                pass

    def _image(self, key: str, wanted: Wanted) -> bytes:
        drawn = self._cache.get(key)
        if not drawn:
            drawn = self._draw(wanted)
            self._cache.put(key, drawn)
        return drawn

    def _draw(self, wanted: Wanted) -> bytes:
        return draw_image(
            Words(
                title=find_script(wanted.title, self._bold),
                site=find_script(wanted.site, self._bold),
                author=find_script(wanted.author, self._plain),
            )
        )
