"""The last index, kept in one file beside what it was made of: Pagefind need not run again for the same pages."""

import hashlib
import marshal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from plugins.shared.errors import CannotWrite
from plugins.shared.files import write_file

_SIZE = hashlib.sha256().digest_size


def key_of(parts: Iterable[bytes]) -> bytes:
    """Give what tells an index from others: a digest of everything that it is made of."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.digest()


def put_back(kept: Path, key: bytes, folder: Path) -> bool:
    """Lay the index with this key into a folder; whether it was there, and whole."""
    with suppress(OSError):
        data = kept.read_bytes()
        known, digest, rest = data[:_SIZE], data[_SIZE : 2 * _SIZE], memoryview(data)[2 * _SIZE :]
        if known == key and hashlib.sha256(rest).digest() == digest:
            for name, file in marshal.loads(rest).items():  # noqa: S302 - written by keep(), as the digest says
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(file)
            return True
    return False


def keep(kept: Path, key: bytes, folder: Path) -> None:
    """Keep the index in a folder in the place of the last one, where that can be written."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    rest = marshal.dumps(files)
    with suppress(CannotWrite):
        write_file(kept, b"".join([key, hashlib.sha256(rest).digest(), rest]))
