"""The key under which results are kept: settings, plugins and versions; a change of any makes all anew."""

import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from plugins.speed.stamps import stamp_of, stamps_in
from plugins.speed.values import Unknown, tell

# They differ from build to build, and no page hangs on them.
_OWN = frozenset(
    "OUTPUT_PATH CACHE_PATH DEBUG LOG_FILTER PELICAN_CLASS BIND PORT SPEED_STATE SPEED_PROCESSES".split()
)


def key_for(settings: Mapping[str, Any], modules: Iterable[ModuleType]) -> str:
    """Give the key for builds with some settings and plugins' modules. Raises Unknown."""
    told = [sys.version, *_distributions()]
    told += [f"{name}={_tell_setting(settings[name])}" for name in sorted(settings) if name not in _OWN]
    told += sorted(line for module in modules for line in _sources(module))
    return blake2b("\n".join(told).encode(), digest_size=16).hexdigest()


def _distributions() -> list[str]:
    """Give what is installed, by the names of the folders that say so; they have the versions in them."""
    folder = Path(sysconfig.get_paths()["purelib"])
    names = [path.name for path in folder.glob("*.dist-info")] if folder.is_dir() else []
    return sorted(names) or [f"{one.name} {one.version}" for one in metadata.distributions()]


def _sources(module: ModuleType) -> list[str]:
    """Give the stamps of all Python files of a plugin: those of its package, or its one file."""
    folders = list(getattr(module, "__path__", ()))
    if not folders:
        file = getattr(module, "__file__", None)
        return [f"{file} {stamp_of(file)}"] if file else []
    return [
        f"{folder}/{name} {stamp}"
        for folder in folders
        for name, stamp in stamps_in(Path(folder)).items()
        if name.endswith((".py", ".so", ".toml", ".json", ".po", ".mo", ".txt"))
    ]


def _tell_setting(value: Any) -> str:
    """Give a setting as text: a function by what it does, since it has no value. Raises Unknown."""
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_tell_setting(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_tell_setting, value))}]"
    if isinstance(value, set | frozenset):
        return f"{{{','.join(sorted(map(_tell_setting, value)))}}}"
    if isinstance(value, type | ModuleType):
        return f"{getattr(value, '__module__', '')}.{value.__name__}"
    if isinstance(value, FunctionType):
        return _tell_function(value)
    if isinstance(value, Callable):  # type: ignore[arg-type]
        return f"{type(value).__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    try:
        return tell(value)
    except Unknown:
        return f"{type(value).__qualname__}{_tell_setting(vars(value))}" if hasattr(value, "__dict__") else repr(value)


def _tell_function(value: FunctionType) -> str:
    code = value.__code__
    inside = [repr(one) if not hasattr(one, "co_code") else one.co_code.hex() for one in code.co_consts]
    held = [_tell_setting(cell.cell_contents) for cell in value.__closure__ or ()]
    return f"{value.__module__}.{value.__qualname__}{code.co_code.hex()}{inside}{code.co_names}{held}"
