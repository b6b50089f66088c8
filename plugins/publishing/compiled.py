"""The engine's modules, kept compiled: Invoke lets Python keep none, and to compile them takes longer than an edit.

Python takes a compiled module for a source of the same size whose words were changed in the same second
(https://docs.python.org/3/reference/import.html#pyc-invalidation). So none is kept of a source that was
changed just now: a second change could not be told from the first.
"""

import importlib.util
import os
from collections.abc import Iterable
from pathlib import Path

from plugins.shared.site import ENGINE

_ROOM = "plugins."
_SECONDS = 2
_HEAD = (
    16  # bytes before the code: a number of Python's version, flags, and the source's time and size
)


def keep_compiled(modules: Iterable[str], *, now: float, engine: Path = ENGINE) -> bool:
    """Keep the engine's own among some modules compiled, by their names; whether all of them are.

    `now` is in seconds since 1970.
    """
    names = sorted({name for name in modules if name.startswith(_ROOM)})
    sources = [source for name in names if (source := _source_of(name, engine))]
    kept = [_is_kept(source, now) for source in sources]
    return all(kept)


def _source_of(name: str, engine: Path) -> Path | None:
    place = engine.joinpath(*name.split("."))
    sources = (place.with_suffix(".py"), place / "__init__.py")
    return next((source for source in sources if source.is_file()), None)


def _is_kept(source: Path, now: float) -> bool:
    """Keep a module compiled, unless it is, or its source was changed just now."""
    about = source.stat()
    if now - max(about.st_mtime, about.st_ctime) < _SECONDS:
        return False
    if _head(source) == _wanted(about):
        return True
    _compile(source)
    if _head(source) not in {b"", _wanted(about)}:  # the source was changed meanwhile
        _kept_at(source).unlink(missing_ok=True)
    return True


def _head(source: Path) -> bytes:
    try:
        with _kept_at(source).open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _kept_at(source: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(source)))


def _wanted(about: os.stat_result) -> bytes:
    numbers = (0, int(about.st_mtime), about.st_size)
    parts = ((number & 0xFFFFFFFF).to_bytes(4, "little") for number in numbers)
    return importlib.util.MAGIC_NUMBER + b"".join(parts)


def _compile(source: Path) -> None:
    import py_compile  # noqa: PLC0415 - once

    mode = py_compile.PycInvalidationMode.TIMESTAMP
    try:
        py_compile.compile(str(source), doraise=True, invalidation_mode=mode)
    except (OSError, py_compile.PyCompileError):  # it is loaded as before
        return
