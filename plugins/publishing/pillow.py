"""Pillow put off: docutils loads it in every build, and only a build with new pictures needs it."""

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_IMAGE = "PIL.Image"


@contextmanager
def pillow_put_off() -> Iterator[None]:
    """Let whoever only asks whether Pillow is there not load it; afterwards it is loaded when it is touched."""
    try:
        found = _IMAGE not in sys.modules and importlib.util.find_spec(_IMAGE)
    except ImportError:
        found = None
    if not found:
        yield
        return
    sys.modules[_IMAGE] = ModuleType(_IMAGE)  # nobody shall keep it: docutils keeps `PIL`
    try:
        yield
    finally:
        del sys.modules[_IMAGE]
        sys.modules["PIL"].__getattr__ = _image  # type: ignore[method-assign]


def _image(name: str) -> Any:
    """Give what the package has not got itself (PEP 562); Python lets one thread load it, and the others wait."""
    if name != "Image":
        raise AttributeError(f"module 'PIL' has no attribute {name!r}")
    return importlib.import_module(_IMAGE)
