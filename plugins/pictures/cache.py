"""What was made before, kept by what it was made of, so that it need not be made again."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from plugins.shared.errors import CannotWrite
from plugins.shared.files import write_file

_DIGEST = hashlib.sha256().digest_size
_DAY = 24 * 60 * 60
_KEPT_DAYS = 60


class Cache:
    """A folder of what was made. What is damaged is made again; what cannot be kept is no harm.

    Two sites may share the folder: what no build used for 60 days goes.
    """

    def __init__(self, folder: Path, *, now: float) -> None:
        """`now` in seconds since 1970 is when the build is; a file's time says when it was last used."""
        self._folder = folder
        self._now = now

    def get(self, key: str) -> bytes | None:
        """Give what was kept under `key`; None when there is nothing, or not as it was kept."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            if path.stat().st_mtime < self._now - _DAY:
                os.utime(path, (self._now, self._now))
        except OSError:
            return None
        kept = data[_DIGEST:]
        return kept if hashlib.sha256(kept).digest() == data[:_DIGEST] else None

    def has(self, key: str) -> bool:
        """Whether something is kept under `key`; when it was last used is noted once a day."""
        path = self._path(key)
        try:
            if path.stat().st_mtime < self._now - _DAY:
                os.utime(path, (self._now, self._now))
        except OSError:
            return False
        return True

    def put(self, key: str, made: bytes) -> bool:
        """Keep what was made under `key`; whether the disk lets us."""
        try:
            write_file(self._path(key), hashlib.sha256(made).digest() + made)
        except CannotWrite:
            return False
        return True

    def sweep(self, used: Iterable[str] = ()) -> None:
        """Remove what was not used for long, and what killed builds left; what is `used` now stays."""
        for key in used:
            self.has(key)
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < self._now - _KEPT_DAYS * _DAY:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def key_of(recipe: str, *parts: bytes) -> str:
    """Give the key of what is made by `recipe` of these parts."""
    found = hashlib.sha256(recipe.encode())
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def open_cache(settings_path: str) -> Cache:
    """Give the cache beside the content, in var/, which git ignores."""
    return Cache(Path(settings_path).parent / "var" / "pictures", now=time.time())
