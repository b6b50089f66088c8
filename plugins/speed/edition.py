"""The key under which results are kept: settings, plugins and versions; a change of any makes all anew."""

import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from re import Pattern
from types import BuiltinFunctionType, CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from plugins.speed.stamps import stamp_of, stamps_in
from plugins.speed.values import Unknown, tell

_ENGINE = Path(__file__).resolve().parents[1]
_CODE = (".py", ".so", ".toml", ".json", ".po", ".txt")
# They differ from build to build, and no page hangs on them.
_OWN = frozenset(
    [
        "OUTPUT_PATH",
        "CACHE_PATH",
        "DEBUG",
        "LOG_FILTER",
        "PELICAN_CLASS",
        "BIND",
        "PORT",
        "SPEED_STATE",
        "SPEED_PROCESSES",
    ]
)


def key_for(settings: Mapping[str, Any]) -> str:
    """Give the key for builds with some settings, and with the modules that are loaded now. Raises Unknown."""
    paths = sysconfig.get_paths()
    told = [sys.version, *_distributions(paths["purelib"])]
    for name in sorted(settings.keys() - _OWN):
        try:
            told.append(f"{name}={_tell(settings[name])}")
        except RecursionError:
            raise Unknown(f"{name}, which has itself in it") from None
    main = sys.modules.get("__main__")  # the command that was typed, whichever it is
    loaded = [one for one in sys.modules.values() if one is not main]
    told += sorted(_sources(loaded, paths))
    return blake2b("\n".join(told).encode(), digest_size=16).hexdigest()


def _distributions(folder: str) -> list[str]:
    """Give what is installed, by the names of the folders that say so; they have the versions in them."""
    there = os.listdir(folder) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208 - only names
    names = [name for name in there if name.endswith(".dist-info")]
    return sorted(names) or [f"{one.name} {one.version}" for one in metadata.distributions()]


def _sources(modules: Iterable[ModuleType], paths: Mapping[str, str]) -> set[str]:
    """Give the stamps of all code that is neither Python's nor installed: a site's, its plugins' and ours."""
    # Not all below the prefix: with /usr as such, a site in /usr/src would be none.
    folders = {"stdlib", "platstdlib", "purelib", "platlib"}
    installed = tuple(f"{path}/" for name, path in paths.items() if name in folders)
    files = {str(getattr(one, "__file__", None) or "") for one in modules}
    own = {file for file in files if file and not file.startswith(installed) and not _is_ours(file)}
    found = {f"{file} {stamp_of(file)}" for file in own}
    return found | {
        f"{folder.name}/{name} {stamp}"
        for folder in (_ENGINE, _ENGINE.parent / "theme" / "languages")
        for name, stamp in stamps_in(folder, leave_out=("__pycache__",)).items()
        if name.endswith(_CODE)
    }


def _is_ours(file: str) -> bool:
    """Whether a file is the engine's: its plugins are all told, and its settings and tasks by what they say."""
    return file.startswith(f"{_ENGINE}/") or Path(file).parent == _ENGINE.parent


def _tell(value: Any) -> str:
    """Give a setting as text: code by where it stands, since it has no value. Raises Unknown."""
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_tell(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_tell, value))}]"
    if isinstance(value, set | frozenset):
        return f"{{{','.join(sorted(map(_tell, value)))}}}"
    if isinstance(value, partial):
        return f"partial{_tell([value.func, value.args, value.keywords])}"
    if isinstance(value, FunctionType):
        return _tell_function(value)
    return _tell_object(value)


def _tell_function(value: FunctionType) -> str:
    """Give where a function stands, and what it holds; its file's stamp says when it is another."""
    code = value.__code__
    held = [_tell_held(cell, value) for cell in value.__closure__ or ()]
    defaults = _tell([value.__defaults__, value.__kwdefaults__])
    return (
        f"{value.__module__}.{value.__qualname__}:{code.co_firstlineno}{stamp_of(code.co_filename)}"
        f"{_tell_code(code)}{held}{defaults}"
    )


def _tell_held(cell: CellType, holder: FunctionType) -> str:
    try:
        held = cell.cell_contents
    except ValueError:
        return "nothing yet"
    return "itself" if held is holder else _tell(held)


def _tell_code(code: CodeType) -> str:
    constants = [
        _tell_code(one) if isinstance(one, CodeType) else "..." if one is ... else _tell(one)
        for one in code.co_consts
    ]
    return f"{code.co_code.hex()}{code.co_names}{constants}"


def _tell_object(value: Any) -> str:
    if isinstance(value, MethodType):
        return f"{_tell(value.__self__)}.{_tell(value.__func__)}"
    if isinstance(value, BuiltinFunctionType) and not isinstance(value.__self__, ModuleType | None):
        return f"{_tell(value.__self__)}.{value.__name__}"
    if isinstance(value, type | ModuleType | BuiltinFunctionType):
        return f"{getattr(value, '__module__', '')}.{value.__name__}"
    if isinstance(value, Pattern):
        return f"pattern {value.pattern!r} {value.flags}"
    try:
        return tell(value)
    except Unknown:
        if not hasattr(value, "__dict__"):
            raise
        return f"{type(value).__module__}.{type(value).__qualname__}{_tell(vars(value))}"
