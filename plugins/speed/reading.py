"""Contents that Pelican's generators read: from the library, or in several processes into it."""

import gc
import logging
import os
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Article, Page

from plugins.shared.errors import BadContent
from plugins.speed.blobs import Damaged
from plugins.speed.library import Library, Row
from plugins.speed.listening import kept, listening, say_again
from plugins.speed.packing import Packed, pack, path_of
from plugins.speed.restored import restore
from plugins.speed.sources import sources_of
from plugins.speed.stamps import OUTPUT_TICK, clock
from plugins.speed.workers import share_out

_FEW = 24  # fewer are read here sooner than elsewhere
_INCLUDING = (b"include::", b":file:", b":url:")  # reStructuredText that reads other files


class Reader:
    """Reads the contents of one generator."""

    def __init__(
        self, generator: Any, library: Library, kind: type, *, processes: int, is_trusted: bool
    ) -> None:
        """Take over from a generator what its files are read by."""
        self._generator, self._library, self._kind = generator, library, kind
        self._processes, self._is_trusted = processes, is_trusted
        name = "article" if kind is Article else "page"
        self._signals = {
            "preread_signal": getattr(signals, f"{name}_generator_preread"),
            "context_signal": getattr(signals, f"{name}_generator_context"),
        }
        self._shared = {"settings": generator.settings, "_context": generator.context}
        self._get_files: Callable[..., set[str]] = generator.get_files

    def install(self) -> None:
        """Let the generator find its contents here."""
        self._generator.get_files = self.get_files
        self._generator.get_cached_data = self.get_cached_data
        self._generator.cache_data = lambda _path, _content: None
        if not self._generator.readers.disabled_extensions:
            self._generator.check_disabled_readers = lambda: None  # it would look for files again

    def get_files(self, paths: Any, exclude: Any = None, extensions: Any = None) -> set[str]:
        """Give the files as Pelican does; those that are about to be read are read now."""
        found = self._get_files(paths, exclude=exclude, extensions=extensions)
        wanted = self._generator.settings[
            "ARTICLE_PATHS" if self._kind is Article else "PAGE_PATHS"
        ]
        if extensions is None and paths == wanted:
            missing = sorted(path for path in found if not self._library.find(self._key(path)))
            processes = 1
            if len(missing) >= _FEW:
                processes = self._processes
                gc.enable()  # reading leaves much behind
            rows = share_out(missing, self._read_row, processes=processes)
            for path, row in zip(missing, rows, strict=True):
                if row:
                    self._library.add(self._key(path), row)
        return found

    def get_cached_data(self, path: str, default: Any = None) -> Any:
        """Give the content of a file; the default when Pelican has to read it itself."""
        row = self._library.get(self._key(path))
        if not row:
            return default
        say_again(row.said)
        return restore(row.as_packed(), self._fetch, self._shared, is_trusted=self._is_trusted)

    def _fetch(self, packed: Packed) -> bytes:
        """Give the pickle of a content's large attributes; a damaged one is made anew. Raises BadContent."""
        try:
            return self._library.read(packed.large)
        except (Damaged, OSError):
            return self._anew(path_of(packed))

    def _anew(self, path: str) -> bytes:
        content = self._read(path)
        if content is None:
            raise BadContent(
                f"{path} cannot be read any more, though it could when this build began; build again."
            )
        return bytes(pack(content).large)

    def _key(self, path: str) -> str:
        """Give the key of a content, which is that of its facts (watched.py), too."""
        return f"{self._kind.__name__}:{path.removeprefix('./')}"

    def _read_row(self, path: str) -> Row | None:
        """Read a file; None when it is not to be kept: Pelican reads it again, and says what is wrong."""
        full = os.path.join(self._generator.path, path)  # noqa: PTH118 - as Pelican does
        before, started = sources_of([full]), clock() - OUTPUT_TICK
        with listening(logging.INFO + 1) as records:
            content = self._read(path)
            packed = _pack(content) if content and _is_lasting(content, Path(full)) else None
        sources = sources_of([full, *getattr(content, "depends_on", ())])
        changed = sources[0][:2] != before[0][:2] or any(
            max(stamp[1], stamp[2]) > started for _path, stamp, _digest in sources[1:]
        )
        said = kept(records)
        if packed is None or said is None or changed:
            return None
        return self._library.pack_away(packed, (*before, *sources[1:]), said)

    def _read(self, path: str) -> Any:
        generator = self._generator
        try:
            content = generator.readers.read_file(
                base_path=generator.path,
                path=path,
                content_class=self._kind,
                context=generator.context,
                preread_sender=generator,
                context_sender=generator,
                **self._signals,
            )
        except Exception:  # noqa: BLE001 - Pelican reads it again, and tells
            return None
        return content if content.is_valid() else None


def _pack(content: Any) -> Packed | None:
    try:
        return pack(content)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError):
        return None


def _is_lasting(content: Any, file: Path) -> bool:
    """Whether a content is what it is until its files change, whatever the clock says."""
    date = getattr(content, "date", None)
    if date is None:
        patterns = (
            value for name, value in content.settings.items() if name.endswith(("_URL", "_SAVE_AS"))
        )
        if isinstance(content, Page) and any("{date" in str(one) for one in patterns):
            return False
    elif not content.settings["WITH_FUTURE_DATES"] and _is_ahead(date):
        return False
    if file.suffix == ".rst":
        words = file.read_bytes()
        return not any(one in words for one in _INCLUDING)
    return True


def _is_ahead(date: datetime) -> bool:
    return date > (datetime.now(UTC) if date.tzinfo else datetime.now())  # noqa: DTZ005 - as Pelican does
