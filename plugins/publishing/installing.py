"""Moving a finished build into its folder: only what changed, and only into a folder of ours."""

import contextlib
import filecmp
import os
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from plugins.shared.errors import CannotWrite, shown
from plugins.shared.files import write_file

MARKER = ".built-site"
LAID_ASIDE = ".publishing"  # in a folder that is published to, what is about to move in
_MARKER_TEXT = (
    "This folder was made by a build of a site. The next build replaces whatever is in it.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a build changes in a folder; paths relative to it."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    same: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.added or self.changed or self.removed)

    def __str__(self) -> str:
        """Give the numbers in words."""
        return (
            f"{len(self.added)} added, {len(self.changed)} changed, "
            f"{len(self.removed)} removed, {self.same} unchanged"
        )


def compare(
    new: Path,
    old: Path,
    *,
    kept: AbstractSet[str] = frozenset(),
    there: AbstractSet[str] | None = None,
) -> Changes:
    """Give what would change if `old` were to hold what `new` holds, and those it has of the `kept`.

    `there` are the names of all files in `old`, where they are known already.
    """
    made, here = files_of(new), files_of(old) if there is None else there
    both = made & here
    changed = {name for name in both if not filecmp.cmp(new / name, old / name, shallow=False)}
    return Changes(
        added=tuple(sorted(made - here)),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(here - made - kept)),
        same=len(both - changed) + len((kept & here) - made),
    )


def mark(folder: Path) -> None:
    """Say in `folder` that a build made it, unless it says so."""
    if not (folder / MARKER).is_file():
        write_file(folder / MARKER, _MARKER_TEXT.encode())


def refuse_foreign(folder: Path) -> None:
    """Raise CannotWrite when `folder` holds files that no build put there."""
    if folder.is_file():
        raise CannotWrite(f"{shown(folder)} is a file; a folder is needed.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise CannotWrite(
            f"{shown(folder)} holds files that no build made, and a build would remove them; "
            "name an empty or a new folder."
        )


def install(
    new: Path,
    old: Path,
    *,
    kept: AbstractSet[str] = frozenset(),
    there: AbstractSet[str] | None = None,
    is_tidy: bool = False,
) -> Changes:
    """Make `old` hold what `new` holds, and those it has of the `kept`; unchanged files keep their times.

    `new` is used up. `there` is as for compare(), and `old` `is_tidy` when no folder in it is empty. Raises
    CannotWrite.
    """
    refuse_foreign(old)
    mark(new)
    changes = compare(new, old, kept=kept, there=there)
    move_in(new, old, changes, is_tidy=is_tidy)
    return changes


def move_in(new: Path, old: Path, changes: Changes, *, is_tidy: bool = False) -> None:
    """Move what `changes` names from `new` to `old`, and remove what is to go.

    Whenever this is killed, a second run finishes: the folder says from the first file on whose it is.
    What pages refer to comes before the pages, and goes after them. Raises CannotWrite.
    """
    mark(old)
    try:
        steps = _steps(changes.added, old)
        ready: set[Path] = set()
        for name in (*steps, *_pages_last(changes.changed)):
            target = old / name
            if target.parent not in ready or target.is_dir():
                _make_room(target, old)
                ready.add(target.parent)
            (new / name).replace(target)
        for name in reversed(_pages_last(changes.removed)):
            if (old / name).is_file():  # else its place was taken already
                (old / name).unlink()
        whole = set(steps).difference(changes.added)
        for folder in {""} if changes.removed or not is_tidy else whole:
            _remove_empty_folders(old / folder)
    except OSError as error:
        raise CannotWrite(f"{shown(old)}: {error.strerror}: {error.filename}.") from error


def files_of(folder: Path) -> set[str]:
    """Give the names of all files in `folder`, hidden ones too, relative to it."""
    start = len(str(folder)) + 1
    found = (
        f"{where}/{name}"[start:] for where, _folders, names in os.walk(folder) for name in names
    )
    return {name for name in found if name.partition("/")[0] != LAID_ASIDE}


def _steps(added: Iterable[str], old: Path) -> list[str]:
    """Give what is moved in one step each, pages last: of folders that are new to `old`, the whole.

    Not where there are pages and other files in one, which pages in other folders may refer to.
    """
    rows = [(name.rpartition("/")[0], name, _is_page(name)) for name in added]
    kinds: dict[str, set[bool]] = {}
    for folder, is_page in {(folder, is_page) for folder, _name, is_page in rows}:
        for around in _around(folder):
            kinds.setdefault(around, set()).add(is_page)
    whole = {one for one in kinds if len(kinds[one]) == 1 and not os.path.lexists(old / one)}
    outermost = {
        folder: one for folder in kinds for one in reversed(_around(folder)) if one in whole
    }
    steps = {(is_page, outermost.get(folder, name)) for folder, name, is_page in rows}
    return [one for _is_page, one in sorted(steps)]


def _around(folder: str) -> list[str]:
    """Give a folder and those around it, the outermost first."""
    return [folder[: match.start()] for match in re.finditer(r"/|$", folder)] if folder else []


def _is_page(name: str) -> bool:
    return name.endswith((".html", ".xml", ".json"))


def _pages_last(names: tuple[str, ...]) -> list[str]:
    return sorted(names, key=lambda name: (_is_page(name), name))


def _make_room(target: Path, top: Path) -> None:
    """Make the folder of `target`, where a file may have stood, and remove a folder in its place."""
    for parent in reversed(target.relative_to(top).parents):
        if (top / parent).is_file():
            (top / parent).unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        for where, _folders, names in os.walk(target, topdown=False):
            for name in names:
                (Path(where) / name).unlink()
            Path(where).rmdir()


def _remove_empty_folders(top: Path) -> None:
    for where, _folders, names in os.walk(top, topdown=False):
        if not names and where != str(top):
            with contextlib.suppress(OSError):  # there are folders in it that are not empty
                Path(where).rmdir()
