"""What the author named, opened: a file, a folder, an archive, and archives within.

An archive is read in place where that can be. One whose members lead out of it, or that unpacks to far
more than it holds, is refused as a whole. Of names only those are believed that are shown: what is
unpacked gets names of its own.
"""

import gzip
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import tzinfo
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.export_folders import folders_beside, is_junk, paths_below
from plugins.comments_import.files.unpacking import (
    Limits,
    Packed,
    readable,
    refuse_many,
    refuse_name,
    refusing_damage,
)
from plugins.shared.errors import BadExport, shown

__all__ = ["Intake", "Limits"]

_DEEPEST = 3  # archives within archives
_PACKED = (".zip", ".gz", ".tgz", ".tar")


class Intake:
    """Opens what an author named; as a context manager it closes it again and removes what it unpacked."""

    def __init__(self, *, zone: tzinfo, limits: Limits) -> None:
        """Open nothing yet; `zone` is that of times without one."""
        self._zone = zone
        self._limits = limits
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archives and remove what was unpacked."""
        self._open.close()

    def files(self, path: Path) -> Iterator[ExportFile]:
        """Give every file in what `path` names, in the order of their names. Raises BadExport."""
        try:
            is_folder, is_file = path.is_dir(), path.is_file()
        except OSError as error:
            raise BadExport(f"{shown(path)}: {error.strerror}.") from error
        if is_folder:
            yield from self._files_below(path, path.parent, 0)
            return
        if not is_file:
            place = path if path.is_symlink() else shown(path)  # it may lead to itself
            raise BadExport(f"{place}: there is no such file or folder; is the name right?")
        yield from self._file(path, path.name, 0)
        for folder in folders_beside(path):
            yield from self._files_below(folder, path.parent, _DEEPEST)

    def _files_below(self, folder: Path, root: Path, depth: int) -> Iterator[ExportFile]:
        for path in sorted(paths_below(folder)):
            yield from self._file(path, path.relative_to(root).as_posix(), depth)

    def _file(self, path: Path, name: str, depth: int) -> Iterator[ExportFile]:
        name = readable(name)
        start, size = _first_bytes(path)
        if depth < _DEEPEST and start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            yield from self._zipped(path, name, size, depth)
        elif depth < _DEEPEST and start.startswith(b"\x1f\x8b"):
            yield from self._gzipped(path, name, size, depth)
        elif depth < _DEEPEST and _is_tar(start):
            yield from self._unpack(path, name, size, depth)
        else:
            self._limits.refuse_large(size, name)
            yield ExportFile(
                name=name,
                open=lambda: path.open("rb"),
                place=path,
                zone=self._zone,
                size=size,
            )

    def _zipped(self, path: Path, name: str, size: int, depth: int) -> Iterator[ExportFile]:
        with refusing_damage(
            f"{_place(path, name, depth)} is a damaged zip archive; fetch it again."
        ):
            archive = self._open.enter_context(zipfile.ZipFile(path))
            members = [info for info in archive.infolist() if not info.is_dir()]
        refuse_many(len(members), name)
        self._limits.refuse_bomb(sum(info.file_size for info in members), size, name)
        for info in members:
            self._refuse_member(info, name)
        for info in sorted(members, key=lambda info: _parts(info.filename)):
            inner = info.filename.replace("\\", "/")  # as some programs of Windows have it
            if is_junk(inner):
                continue
            if inner.lower().endswith(_PACKED):
                yield from self._file(self._unpacked(archive, info), f"{name}/{inner}", depth + 1)
                continue
            yield ExportFile(
                name=readable(f"{name}/{inner}"),
                open=partial(self._opened_member, archive, info),
                zone=self._zone,
                size=info.file_size,
            )

    def _refuse_member(self, info: zipfile.ZipInfo, name: str) -> None:
        inner = readable(f"{name}: {info.filename}")
        refuse_name(info.filename, name)
        self._limits.refuse_large(info.file_size, inner)
        self._limits.refuse_bomb(info.file_size, info.compress_size, inner)
        if info.flag_bits & 1:
            raise BadExport(f"{name} is locked with a password; unpack it first.")

    def _opened_member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
        name = readable(info.filename)
        rest = "unpack the archive yourself, and import the folder."
        with refusing_damage(f"{name} cannot be unpacked; {rest}"):
            packed = cast("Packed", archive.open(info))
        damage = f"{name} is damaged in its archive; fetch that again, or {rest}"
        return self._limits.stream(packed, info.compress_size, name, damage=damage)

    def _unpacked(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Path:
        place = self._folder() / "inner"
        with self._opened_member(archive, info) as packed, place.open("wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)
        return place

    def _gzipped(self, path: Path, name: str, size: int, depth: int) -> Iterator[ExportFile]:
        opened = partial(self._opened_gzip, path, name, size)
        with opened() as stream:
            start = stream.read(512)
        if _is_tar(start):
            yield from self._unpack(path, name, size, depth, is_gzip=True)
            return
        if not start and not _is_empty_gzip(path):
            raise BadExport(f"{_place(path, name, depth)} is a damaged gzip file; fetch it again.")
        inner = name[: -len(".gz")] if name.lower().endswith(".gz") else name
        # How much comes out of it nobody knows before; this is only for showing progress.
        yield ExportFile(name=inner, open=opened, zone=self._zone, size=size * 4)

    def _opened_gzip(self, path: Path, name: str, size: int, *, damage: str = "") -> BinaryIO:
        """Open a gzip file; of one that is cut off there is what comes before."""
        return self._limits.stream(gzip.GzipFile(path), size, name, damage=damage)

    def _unpack(
        self, path: Path, name: str, size: int, depth: int, *, is_gzip: bool = False
    ) -> Iterator[ExportFile]:
        """Unpack a tar: it can only be read from its beginning to its end."""
        damage = f"{_place(path, name, depth)} is a damaged archive; fetch it again."
        with refusing_damage(damage):
            packed = (
                self._opened_gzip(path, name, size, damage=damage) if is_gzip else path.open("rb")
            )
            with packed as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                unpacked = self._members(archive, name, size)
        for inner in sorted(unpacked, key=_parts):
            yield from self._file(unpacked[inner], f"{name}/{inner}", depth + 1)

    def _members(self, archive: tarfile.TarFile, name: str, size: int) -> dict[str, Path]:
        """Give where each file of a tar was put; of several with one name the last one counts."""
        folder = self._folder()
        unpacked: dict[str, Path] = {}
        total = 0
        for number, member in enumerate(archive):
            refuse_many(number, name)
            refuse_name(member.name, name)
            total += member.size
            self._limits.refuse_bomb(total, size, name)
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is None or is_junk(member.name):  # neither links nor devices are followed
                continue
            self._limits.refuse_large(member.size, readable(f"{name}: {member.name}"))
            unpacked[member.name] = folder / str(number)
            with unpacked[member.name].open("wb") as out:
                shutil.copyfileobj(stream, out, 1 << 20)
        return unpacked

    def _folder(self) -> Path:
        return Path(self._open.enter_context(tempfile.TemporaryDirectory()))


def _place(path: Path, name: str, depth: int) -> str:
    """Give where an archive is: one that lay in another one was unpacked to nowhere in particular."""
    return name if depth else readable(shown(path))


def _parts(name: str) -> list[str]:
    """Give what names are sorted by, so that an archive comes in the order of the folder it was."""
    return name.replace("\\", "/").split("/")


def _first_bytes(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as stream:
            return stream.read(512), path.stat().st_size
    except OSError as error:
        raise BadExport(f"{readable(shown(path))}: {error.strerror}.") from error


def _is_empty_gzip(path: Path) -> bool:
    try:
        with gzip.open(path) as stream:
            return not stream.read(1)
    except (OSError, EOFError, zlib.error):
        return False


def _is_tar(start: bytes) -> bool:
    return start[257:262] == b"ustar"
