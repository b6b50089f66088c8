"""Tables kept from build to build: whole ones, and behind them what each build since has changed.

`NAME-5` has the tables as the build called 5 left them, and `NAME-5.more` a record for each build after it.
A build goes by the records up to the last one that came to its end; those behind are of builds that did not,
and go.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

from plugins.speed.sealed import seal, unseal, unseal_beforehand, write_in_one_step

Tables: TypeAlias = Mapping[str, Mapping[Any, Any]]
_LENGTH = 8  # bytes that tell how long a record is
_NOTHING = object()
_ANY = "9" * 18  # a commit after all
_LITTLE = 64 * 1024  # bytes that records may have in any case


class Journal:
    """The tables of one name in a folder, for builds with the same key."""

    def __init__(self, folder: Path, name: str, key: str) -> None:
        """Nothing is read yet."""
        self._folder, self._name, self._key = folder, name, key
        self._last: Tables | None = None
        self._base = ""  # the build whose tables are whole, and a digest of them
        self._seal = ""
        self._whole = self._more = 0  # bytes

    def read(self, commit: str) -> dict[str, dict[Any, Any]] | None:
        """Give the tables as the build called `commit` left them; None where that cannot be told."""
        base = _base_of(self._folder, self._name, commit)
        try:
            whole = self._file(base).read_bytes() if base else b""
        except OSError:
            return None
        tables = unseal(self._key, whole)
        if tables is None:
            return None
        self._base, self._whole = base, len(whole)
        self._seal = f"{self._key} {blake2b(whole[:64], digest_size=16).hexdigest()}"
        for changed in self._records(int(commit)):
            if changed is None:
                return None
            _change(tables, changed)
        self._last = {name: dict(rows) for name, rows in tables.items()}
        return tables  # type: ignore[no-any-return]

    def foresee(self) -> None:
        """Unseal the newest tables that are there as a whole, which the next read() is likely to ask for."""
        base = _base_of(self._folder, self._name, _ANY)
        with suppress(OSError):
            unseal_beforehand(self._key, self._file(base).read_bytes())

    def save(self, commit: str, tables: Tables, tidied: Callable[[], Tables] | None = None) -> None:
        """Keep the tables under a build's name. Raises OSError.

        `tidied` gives them without what is of no use any more, for when they are written as a whole again.
        """
        if self._last is None:
            self._write_whole(commit, tables)
            return
        record = seal(f"{self._seal} {commit}", _changes(self._last, tables))
        if self._more + len(record) <= max(_LITTLE, self._whole // 2):
            self._append(record)
        else:
            self._write_whole(commit, tidied() if tidied else tables)

    def _write_whole(self, commit: str, tables: Tables) -> None:
        self._file(f"{commit}.more").unlink(missing_ok=True)
        write_in_one_step(self._file(commit), seal(self._key, tables))

    def _file(self, base: str) -> Path:
        return self._folder / f"{self._name}-{base}"

    def _records(self, commit: int) -> Iterator[Any]:
        """Give what each build since has changed; None for a record that is missing or not whole."""
        data = b""
        with suppress(OSError):
            data = self._file(f"{self._base}.more").read_bytes()
        for number in range(int(self._base) + 1, commit + 1):
            start = self._more + _LENGTH
            end = start + int.from_bytes(data[self._more : start], "big")
            self._more = end
            yield unseal(f"{self._seal} {number}", data[start:end])

    def _append(self, record: bytes) -> None:
        with self._file(f"{self._base}.more").open("ab") as file:
            file.truncate(self._more)
            file.write(len(record).to_bytes(_LENGTH, "big") + record)


def clear(folder: Path, name: str, commit: str) -> None:
    """Remove all that is not of the tables which the build called `commit` left."""
    base = _base_of(folder, name, commit)
    for path in folder.glob(f"{name}-*"):
        if not base or path.name not in {f"{name}-{base}", f"{name}-{base}.more"}:
            path.unlink(missing_ok=True)


def _base_of(folder: Path, name: str, commit: str) -> str:
    """Give the last build, up to one, whose tables are there as a whole; "" for none."""
    found = [path.name.removeprefix(f"{name}-") for path in folder.glob(f"{name}-*")]
    numbers = [int(one) for one in found if one.isdigit() and commit.isdigit()]
    return str(max((one for one in numbers if one <= int(commit)), default=""))


def _changes(before: Tables, now: Tables) -> dict[str, tuple[dict[Any, Any], list[Any]]]:
    """Give for each table the rows that are new or another, and the names of those that went."""
    return {name: _changed_rows(before.get(name, {}), rows) for name, rows in now.items()}


def _changed_rows(
    before: Mapping[Any, Any], now: Mapping[Any, Any]
) -> tuple[dict[Any, Any], list[Any]]:
    find = before.get
    changed = {
        key: row
        for key, row in now.items()
        if (old := find(key, _NOTHING)) is not row and old != row
    }
    return changed, [key for key in before if key not in now]


def _change(tables: dict[str, dict[Any, Any]], changes: Any) -> None:
    for name, (changed, gone) in changes.items():
        rows = tables.setdefault(name, {})
        for key in gone:
            del rows[key]
        rows.update(changed)
