"""The lists in a zip archive, read in place: nothing is unpacked to the disk."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.shared.errors import BadExport, Fault, shown
from plugins.shared.text import count, one_line, shorten

_LISTS = (".csv", ".tsv", ".txt")
_PACKED = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz")
_SHEETS = ("xl/workbook.xml", "content.xml", "Index/Document.iwa")  # Excel, LibreOffice, Numbers
_MOST_MEMBERS = 100_000
_HARMLESS = 16 << 20  # bytes that may come out of anything, whatever its ratio
_RATIO = 100
_DRIVE = re.compile(r"[A-Za-z]:")
# What the standard library raises for archives that are damaged, or packed in a way it does not know.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of an archive; `path` is the archive's with the member's name behind it."""

    path: Path
    data: bytes


def is_zip(data: bytes) -> bool:
    """Whether a file begins as zip archives do."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_members(path: Path, data: bytes, *, most: int) -> tuple[list[Member], list[Fault]]:
    """Give the files of an archive that may be lists, and a notice for what else is in it.

    `most` is how many bytes may come out of it. Raises BadExport for what is damaged, locked or made to do harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not _is_junk(info)]
            _refuse(path, infos)
            lists = [info for info in infos if _is_list(info)]
            return _unpacked(path, archive, lists, most), _notices(path, infos)
    except BadExport:
        raise
    except _BROKEN as error:
        raise BadExport(f"{shown(path)} is a damaged zip archive ({_reason(error)}); fetch it again.") from error  # fmt: skip


def _is_junk(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, or what macOS adds."""
    return info.is_dir() or "__MACOSX" in info.filename or info.filename.endswith(".DS_Store")


def _refuse(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    names = {info.filename for info in infos}
    if names.intersection(_SHEETS):
        raise BadExport(f"{shown(path)} is a spreadsheet; a list is wanted: save it as CSV.")
    if len(infos) > _MOST_MEMBERS:
        raise BadExport(f"{shown(path)} holds more than {_MOST_MEMBERS} files, as no service's export does.")  # fmt: skip
    if any(info.flag_bits & 1 for info in infos):
        raise BadExport(f"{shown(path)} is locked with a password; unpack it first.")


def _unpacked(
    path: Path, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], most: int
) -> list[Member]:
    members = []
    left = most
    for info in infos:
        room = min(left, max(info.compress_size * _RATIO, _HARMLESS))
        with archive.open(info) as stream:
            data = stream.read(room + 1)  # what the archive says of its sizes need not be so
        if len(data) > room:
            raise BadExport(
                f"{shown(path)} unpacks to far more than a list of addresses is; should it be right, "
                "unpack it yourself and import what is in it."
            )
        left -= len(data)
        members.append(Member(path=path / _readable(info), data=data))
    return members


def _is_list(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith(_LISTS) and not _leads_out(info)


def _leads_out(info: zipfile.ZipInfo) -> bool:
    member = PurePosixPath(info.filename.replace("\\", "/"))
    return member.is_absolute() or ".." in member.parts or bool(_DRIVE.match(info.filename))


def _notices(path: Path, infos: list[zipfile.ZipInfo]) -> list[Fault]:
    told = []
    others = 0
    for info in infos:
        name = shorten(_readable(info), 80)
        if _leads_out(info):
            told.append(f'"{name}" leads out of the archive; it was not read.')
        elif info.filename.lower().endswith(_PACKED):
            told.append(f'"{name}" is an archive in the archive; unpack it to have it read.')
        else:
            others += not _is_list(info)
    if others:
        told.append(f"{count(others, 'file')} in it with other than .csv, .tsv or .txt; not read.")
    return [Fault(path=path, message=message, is_notice=True) for message in told]


def _readable(info: zipfile.ZipInfo) -> str:
    return one_line(info.filename.replace("\\", "/")) or "?"


def _reason(error: Exception) -> str:
    return shorten(one_line(str(error)) or type(error).__name__, 80)
