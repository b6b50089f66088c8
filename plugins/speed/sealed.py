"""Values in files that are believed only when they are whole, and made for the same key."""

import marshal
import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

_DIGEST = 16
_KIND = b"still-in-touch speed 1\n"


def write_sealed(path: Path, key: str, value: Any) -> None:
    """Write a value of numbers, texts, bytes, tuples, lists and dicts, in one step. Raises OSError."""
    data = marshal.dumps(value)
    sealed = _KIND + _digest(key.encode(), data) + data
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(sealed)
    new.replace(path)


def read_sealed(path: Path, key: str) -> Any:
    """Give the value in a file; None when there is none, or not a whole one, or one for another key."""
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    start = len(_KIND) + _DIGEST
    data = memoryview(sealed)[start:]
    if sealed[: len(_KIND)] != _KIND or sealed[len(_KIND) : start] != _digest(key.encode(), data):
        return None
    try:
        return marshal.loads(data)  # noqa: S302 - its digest says that we wrote it
    except (ValueError, EOFError, TypeError):
        return None


def _digest(key: bytes, data: bytes | memoryview) -> bytes:
    return blake2b(data, digest_size=_DIGEST, key=blake2b(key, digest_size=32).digest()).digest()
