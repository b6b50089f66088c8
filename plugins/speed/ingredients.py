"""What a build hangs on: files by their stamps, and one key for settings, versions and environment."""

import os
import re
import site as python_site
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time, timedelta, tzinfo
from enum import Enum
from functools import partial
from hashlib import blake2b
from importlib.machinery import PathFinder
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from plugins.shared.site import ENGINE, Site
from plugins.speed.stamps import Stamp, stamp_of, stamps_in

_ENVIRONMENT = frozenset(
    {"TZ", "LANG", "LANGUAGE", "SOURCE_DATE_EPOCH", "PYTHONPATH", "PYTHONUTF8"}
)
_REPOSITORIES = (".git", ".hg", ".svn")
_PLAIN = (
    str,
    int,
    float,
    bool,
    bytes,
    type(None),
    PurePath,
    date,
    time,
    timedelta,
    tzinfo,
    re.Pattern,
    Enum,
)
_FOLDERS = ("ARTICLE_PATHS", "PAGE_PATHS", "STATIC_PATHS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """What a build would be made of now; `files` are absolute paths.

    `ground` stands for what everything is built on: versions and the environment; `key` for that and the
    settings, and it is "" when these cannot be told.
    """

    ground: str
    key: str
    files: Mapping[str, Stamp]

    @property
    def code(self) -> str:
        """What stands for the engine's code, its libraries and the environment."""
        own = f"{ENGINE}/plugins/"
        files = sorted(file for file in self.files.items() if file[0].startswith(own))
        return _digest("\n".join([self.ground, *map(str, files)]))


def ingredients(
    site: Site,
    content: Mapping[str, Stamp],
    *,
    others: Iterable[str],
    given: Mapping[str, bytes],
    environ: Mapping[str, str],
) -> Ingredients:
    """Give what a build hangs on now.

    `content` are the content's files; `others` are files and folders that only an earlier build can name, such as modules that plugins loaded;
    `given` is whatever else was given to the build, by its name.
    """
    ground = _digest("\n".join([*_versions(), *_environment(environ)]))
    settings = told_settings(site.settings)
    parts = [ground, settings or "", *_words_of(settings_files(site))]
    parts += [f"{name}={data!r}" for name, data in given.items()]
    key = "" if settings is None else _digest("\n".join(parts))
    return Ingredients(ground=ground, key=key, files=_files(site, content, others))


def content_files(site: Site) -> dict[str, Stamp]:
    """Give the stamps of the content's files, by absolute path."""
    out = _left_out(_named_folders(site))
    return stamps_in(site.content, prefix=f"{site.content}/", leave_out=out)


def _named_folders(site: Site) -> set[str]:
    """Give the folders in the content that settings name."""
    names = (name for key in _FOLDERS for name in site.settings.get(key) or ())
    return {name for name in names if isinstance(name, str)}


def _left_out(named: set[str]) -> tuple[str, ...]:
    return () if named & {"", "."} else _REPOSITORIES


def _files(site: Site, content: Mapping[str, Stamp], others: Iterable[str]) -> dict[str, Stamp]:
    settings, named = site.settings, _named_folders(site)
    out = _left_out(named)
    files = dict(content)
    for folder in {ENGINE / "plugins", *_folders(site, named)}:
        if not folder.is_relative_to(site.content):
            files |= stamps_in(folder, prefix=f"{folder}/", leave_out=("__pycache__", *out))
    alone = {*others, *_named_files(settings, site.settings_file.parent)}
    for name in alone:
        if name.endswith("/"):
            files |= stamps_in(Path(name), prefix=name, leave_out=("__pycache__",))
        elif name not in files:
            files[name] = stamp_of(name)
    return files


def settings_files(site: Site) -> frozenset[str]:
    """Give the files that settings stand in; their words are in the key, so that only these count."""
    return frozenset({str(site.settings_file), *map(str, ENGINE.glob("*conf.py"))})


def _folders(site: Site, in_content: Iterable[str]) -> Iterator[Path]:
    """Give the folders that settings name, besides the content; as Pelican finds them."""
    settings, beside = site.settings, site.settings_file.parent
    theme = beside / str(settings.get("THEME", "notmyidea"))
    for themes in _own_themes():
        yield themes / "simple"  # every theme falls back to it
        theme = theme if theme.is_dir() else themes / theme.name
    yield theme
    yield from (theme / name for name in settings.get("THEME_STATIC_PATHS") or ())
    yield from (beside / name for name in settings.get("PLUGIN_PATHS") or ())
    yield from (Path(name).absolute() for name in settings.get("THEME_TEMPLATES_OVERRIDES") or ())
    yield from (Path(os.path.normpath(site.content / name)) for name in in_content)


def _own_themes() -> list[Path]:
    """Give where Pelican keeps its themes, without loading it."""
    found = PathFinder.find_spec("pelican")
    return [Path(place) / "themes" for place in (found and found.submodule_search_locations) or ()]


def _named_files(value: Any, beside: Path) -> Iterator[str]:
    """Give the files that settings name anywhere, as an absolute path or from their own folder."""
    if isinstance(value, str | PurePath):
        text = str(value)
        path = os.path.join(beside, text)  # noqa: PTH118 - a text may be too odd for a path
        if ("/" in text or "." in text) and "\0" not in text and os.path.isfile(path):  # noqa: PTH113
            yield path
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _named_files(part, beside)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _named_files(part, beside)


def _words_of(paths: Iterable[str]) -> Iterator[str]:
    for path in sorted(paths):
        yield f"{path} {Path(path).read_bytes()!r}"


def told_settings(settings: Mapping[str, Any]) -> str | None:
    """Give all settings as a text that is the same only for the same settings; None if one cannot be told.

    A function is told by its name: its words stand in a file that is stamped.
    """
    try:
        return "\n".join(f"{name}={_told(settings[name])}" for name in sorted(settings))
    except (TypeError, ValueError, RecursionError):
        return None


def _told(value: Any) -> str:
    if isinstance(value, _PLAIN):
        return f"{type(value).__qualname__}:{value!r}"
    if isinstance(value, Mapping):
        parts = (f"{_told(key)}:{_told(part)}" for key, part in value.items())
        return f"{type(value).__name__}{{{','.join(parts)}}}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{','.join(map(_told, value))}]"
    if isinstance(value, set | frozenset):
        return f"set[{','.join(sorted(map(_told, value)))}]"
    return _told_object(value)


def _told_object(value: Any) -> str:
    if isinstance(value, ModuleType):
        return f"module:{value.__name__}:{value.__file__}"
    if isinstance(value, FunctionType):
        held = [cell.cell_contents for cell in value.__closure__ or ()]
        name = f"{value.__module__}:{value.__qualname__}:{value.__code__.co_firstlineno}"
        return f"function:{name}{_told(held)}"
    if isinstance(value, type | BuiltinFunctionType):
        return f"named:{value.__module__}:{value.__qualname__}"
    if callable(value) and hasattr(value, "__wrapped__"):  # as functools.cache makes it
        return f"{type(value).__qualname__}:{_told(value.__wrapped__)}"
    if isinstance(value, partial):
        return f"partial:{_told([value.func, value.args, value.keywords])}"
    if is_dataclass(value):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        return f"{type(value).__qualname__}:{_told(parts)}"
    raise TypeError(f"{value!r} cannot be told")


def _environment(environ: Mapping[str, str]) -> list[str]:
    return [
        f"{name}={environ[name]}"
        for name in sorted(environ)
        if name in _ENVIRONMENT or name.startswith("LC_")
    ]


def _versions() -> Iterator[str]:
    """Tell which Python this is, and what is installed: the entries of each library's own record."""
    yield f"{sys.version} {sys.prefix} {sys.flags.optimize}"
    for place in {*python_site.getsitepackages(), python_site.getusersitepackages()}:
        try:
            names = sorted(os.listdir(place))  # noqa: PTH208 - only names are asked
        except OSError:
            continue
        yield from names
        records = (f"{place}/{name}" for name in names if name.endswith((".dist-info", ".pth")))
        yield from (f"{path} {stamp_of(path)}" for path in records)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
