"""Pelican in this process: where its modules are found, how it is loaded, run, and what it has loaded."""

import contextlib
import gc
import json
import os
import site
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from plugins.shared.site import ENGINE

_OBJECTS = (20_000, 20, 1_000)  # how many objects are made between two looks for garbage


def run_here(arguments: Sequence[str], *, loaded: str = "") -> None:
    """Run Pelican in this process; it raises SystemExit where it fails.

    Into `loaded` are written, as JSON, the `files` of modules that are neither a library's nor the engine's,
    and the names of the other `modules`.
    """
    see_engine()
    _forget_settings()
    main = load_pelican()
    main(list(arguments))
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    if loaded:
        files, modules = _loaded_modules()
        Path(loaded).write_text(json.dumps({"files": files, "modules": modules}))


def see_engine() -> None:
    """Let modules be found where a new interpreter would find them."""
    for path in (str(ENGINE), ""):  # as a new interpreter has it, whose current folder comes first
        if path not in sys.path:
            sys.path.insert(0, path)


def load_pelican() -> Callable[[list[str]], None]:
    """Give Pelican's own way in. What is loaded stays, so it need not be looked through for garbage."""
    gc.disable()
    import pelican  # noqa: PLC0415 - only in a process that is Pelican's

    pelican.console = _Dark()
    gc.freeze()
    gc.set_threshold(*_OBJECTS)
    gc.enable()
    return pelican.main  # type: ignore[no-any-return]


class _Dark:
    """A console that nobody sees: to draw on Pelican's own takes a hundredth of an edit, and a thread."""

    def print(self, *_what: Any, **_how: Any) -> None:
        """Show nothing."""

    def print_exception(self) -> None:
        """Show nothing of it either."""

    def status(self, *_what: Any, **_how: Any) -> contextlib.AbstractContextManager[None]:
        """Show nothing meanwhile."""
        return contextlib.nullcontext()


def _forget_settings() -> None:
    """Let settings be read anew: they may have changed since this process read them."""
    for name, file in _module_files():
        if os.path.dirname(file) == str(ENGINE) and name != "__main__":  # noqa: PTH120 - of 800
            del sys.modules[name]


def _loaded_modules() -> tuple[list[str], list[str]]:
    """Give the files of modules that nobody knows, of a package its folder; and the names of those of libraries."""
    libraries = (os.path.dirname(os.__file__), *site.getsitepackages(), site.getusersitepackages())  # noqa: PTH120
    known = tuple(f"{folder}/" for folder in (*libraries, ENGINE / "plugins"))
    files, modules = set(), []
    for name, file in _module_files():
        if file.startswith(known):
            modules.append(name)
        elif name != "__main__":
            path = Path(file).absolute()
            files.add(f"{path.parent}/" if path.name == "__init__.py" else str(path))
    return sorted(files), modules


def _module_files() -> list[tuple[str, str]]:
    """Give the names of all modules that have a file, and the file."""
    files = (
        (name, getattr(module, "__file__", None)) for name, module in sys.modules.copy().items()
    )
    return [(name, file) for name, file in files if isinstance(file, str)]
