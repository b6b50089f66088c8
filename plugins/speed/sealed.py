"""Values in files that are believed only when they are whole, and made for the same key."""

import marshal
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

_DIGEST = 16
_READY: dict[tuple[str, bytes], Any] = {}  # values that were unsealed beforehand
_KIND = b"still-in-touch speed 1\n"


def seal(key: str, value: Any) -> bytes:
    """Give the bytes for a value of numbers, texts, bytes, tuples, lists and dicts."""
    data = marshal.dumps(value)
    return _KIND + _digest(key.encode(), data) + data


def unseal(key: str, sealed: bytes | memoryview) -> Any:
    """Give the value in some bytes; None when they are not whole, or sealed with another key."""
    if _READY and isinstance(sealed, bytes) and (key, sealed) in _READY:
        return _READY.pop((key, sealed))  # who has it may change it
    start = len(_KIND) + _DIGEST
    data = memoryview(sealed)[start:]
    if sealed[: len(_KIND)] != _KIND or sealed[len(_KIND) : start] != _digest(key.encode(), data):
        return None
    try:
        return marshal.loads(data)  # noqa: S302 - its digest says that we wrote it
    except (ValueError, EOFError, TypeError):
        return None


def unseal_beforehand(key: str, sealed: bytes) -> None:
    """Unseal what is likely to be asked for: who unseals the very same bytes next has it at once."""
    _READY[key, sealed] = unseal(key, sealed)


def write_sealed(path: Path, key: str, value: Any) -> None:
    """Write a value into a file, in one step. Raises OSError."""
    write_in_one_step(path, seal(key, value))


def write_in_one_step(path: Path, data: bytes) -> None:
    """Write a file that is there as a whole, or as it was. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(data)
    new.replace(path)


def read_sealed(path: Path, key: str) -> Any:
    """Give the value in a file; None when there is none, or not a whole one, or one for another key."""
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    return unseal(key, sealed)


def _digest(key: bytes, data: bytes | memoryview) -> bytes:
    found = sha256(sha256(key).digest())  # processors have steps of their own for it
    found.update(data)
    return found.digest()[:_DIGEST]
