"""Names what a conversion hangs on besides the text, for the key of what is kept of it."""

import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markdown import __version__
from markdown.util import get_installed_extensions

OWN = {"markdown", "builtins"}


def conversion_key(settings: Mapping[str, Any]) -> str:
    """Give a text that differs whenever the same file might be converted to something else.

    It names Pelican's settings of Markdown, the versions of Python (its parser for HTML is used),
    Markdown and Pygments, and the content of all packages that extensions and functions named in
    the settings come from.
    """
    options = {**settings.get("MARKDOWN", {})}
    options["extensions"] = extensions = _extensions(options)
    names = [name for name in extensions if isinstance(name, str)]
    packages = {_package_of_extension(name) for name in names} | set(_packages(options))
    facts = [
        f"python {platform.python_version()}",
        f"markdown {__version__}",
        f"pygments {_pygments()}",
        *(f"{package} {_digest(package)}" for package in sorted(packages - OWN)),
        f"settings {_described(options)}",
        f"formatted {_described(settings.get('FORMATTED_FIELDS', []))}",
    ]
    return "\n".join(facts)


def _extensions(options: Mapping[str, Any]) -> list[Any]:
    """Give the extensions as they are once a MarkdownReader has completed its settings."""
    extensions = [*options.get("extensions", [])]
    for name in [*options.get("extension_configs", {}), "markdown.extensions.meta"]:
        if name not in extensions:
            extensions.append(name)
    return extensions


def _package_of_extension(name: str) -> str:
    values = [point.value for point in get_installed_extensions() if point.name == name]
    return (values[0] if values else name).partition(":")[0].partition(".")[0]


def _pygments() -> str:
    try:
        return importlib.metadata.version("pygments")
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _packages(value: object) -> Iterator[str]:
    """Yield the packages of all functions, classes and objects in settings."""
    for inner in _inner(value):
        yield from _packages(inner)
    module = getattr(value, "__module__", None) or type(value).__module__
    yield module.partition(".")[0]


def _inner(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    return []


def _digest(package: str) -> str:
    """Give a digest of the source of a package or module, "none" if there is none to be read."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):  # ValueError: __main__
        return "none"
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return "none"
    origin = Path(spec.origin)
    is_package = origin.name == "__init__.py"
    digest = hashlib.sha256()
    for path in sorted(origin.parent.rglob("*.py")) if is_package else [origin]:
        digest.update(f"{path.relative_to(origin.parent)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _described(value: object) -> str:
    """Give a text for a value that is the same in every process. The order of extensions tells."""
    if value is None or isinstance(value, str | int | float | bytes):
        return repr(value)
    if isinstance(value, Mapping):
        items = (f"{_described(key)}: {_described(inner)}" for key, inner in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(_described(inner) for inner in value))}}}"
    if isinstance(value, list | tuple | functools.partial):
        return f"[{', '.join(_described(inner) for inner in _inner(value))}]"
    named = value if hasattr(value, "__qualname__") else type(value)
    config = _described(getattr(value, "config", None))  # of an instance of an extension
    return f"<{named.__module__}.{named.__qualname__} {config}>"
