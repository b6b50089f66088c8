"""Files written whole or not at all, alone or several together."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from plugins.shared.errors import CannotWrite, shown


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: whoever reads sees the old file or the new one, whole.

    Raises CannotWrite.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)  # mkstemp gives 0600; a web server has to read it
        Path(name).replace(path)
    except OSError as error:
        raise CannotWrite(f"{shown(path)} cannot be written: {error.strerror}.") from error


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all `files` or, when one fails, leave every one of them as it was. Raises CannotWrite."""
    before: dict[Path, bytes | None] = {}
    made = {folder for path in files for folder in path.parents if not folder.exists()}
    try:
        for path, data in files.items():
            before[path] = path.read_bytes() if path.is_file() else None
            write_file(path, data)
    except OSError:
        for path, old in before.items():
            if old is not None:
                write_file(path, old)
            elif path.is_file():
                path.unlink()
        for folder in sorted(made, reverse=True):  # the deepest first
            if folder.is_dir():
                folder.rmdir()
        raise


def read_text(path: Path) -> str:
    """Give the text of a UTF-8 file, without its byte order mark, line ends as they are.

    Raises ValueError with a sentence when the file holds no such text.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} is not UTF-8 text; save the file as UTF-8") from error
