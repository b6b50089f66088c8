"""The pictures of an export, found by the addresses they once had; none is kept in memory.

Of an old address only the end is sure: the export has Albums/My blog/lunch.jpg or
uploads/2010/08/lunch.jpg or Lunch_files/lunch.jpg. So the longest common tail counts, and where
several different pictures fit it, none is given: better no picture than a wrong one.
"""

import hashlib
import lzma
import posixpath
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import unquote, urlsplit
from zipfile import BadZipFile

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.keys import unarchived
from plugins.comments_import.pictures.addresses import SIZE_PART, is_blogger, without_size
from plugins.comments_import.pictures.formats import (
    HEAD,
    LIMIT,
    NO_PICTURE,
    picture_ending,
    stored_name,
)

_LONGEST_TAIL = 8  # parts of a path; Blogger's addresses have 7 with their host
_CHUNK = 1 << 16
# What a damaged or protected archive may raise while a picture is read out of it.
_UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, BadZipFile, zlib.error, lzma.LZMAError)
_PELICAN = re.compile(r"^[{|](?:static|attach|filename)[}|]")
_SMALLER = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated)(?=\.\w+$)")  # WordPress's other sizes
_MONTH = re.compile(r"(?:^|/)((?:19|20)\d\d/[01]\d)/[^/]+$")
# Google's and browsers' name of a second file that is called the same.
_SECOND = re.compile(r"\(\d{1,3}\)(?=\.\w+$)")
_NOT_IN_NAMES = re.compile(r"""[:"'<>|?*&]""")  # Google writes "_" for these
_PAGE_FOLDERS = ("_files", "-Dateien", "_fichiers", "_archivos")

Tail = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What reading a picture once tells: the name it is stored by, or why it cannot be."""

    name: str = ""
    problem: str = ""
    digest: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The files whose names end in the longest tail that an address has in common with any."""

    tail: Tail
    files: list[ExportFile]
    is_exact: bool


class PictureShelf:
    """Finds pictures by address; each is read once at most before it is written."""

    def __init__(self, files: Iterable[ExportFile]) -> None:
        """Index the files by the tails of their names, as they are and loosely."""
        self._names: dict[str, ExportFile] = {}
        self._exact: dict[Tail, list[ExportFile]] = defaultdict(list)
        self._loose: dict[Tail, list[ExportFile]] = defaultdict(list)
        self._seconds: dict[str, list[ExportFile]] = defaultdict(list)
        self._measured: dict[ExportFile, Measured] = {}
        self._resolved: dict[tuple[Tail, bool, str], ExportFile | None] = {}
        for file in files:
            self._add(file)

    def _add(self, file: ExportFile) -> None:
        parts = _sizeless(normalize("NFC", file.name).split("/"))
        if parts[-1].startswith("._"):  # what a Mac adds to archives
            return
        self._names.setdefault(normalize("NFC", file.name), file)
        for tail in _tails(parts):
            self._exact[tail].append(file)
            self._loose[_loosened(tail)].append(file)
        first = _SECOND.sub("", parts[-1])
        if first != parts[-1]:
            self._seconds[_loosened((first,))[0]].append(file)

    def find(self, address: str, page: str = "") -> ExportFile | None:
        """Give the file of the picture at `address`, as written in the export's file `page`; or None."""
        address = _PELICAN.sub("", address)
        beside = self._beside(address, page)
        if beside:
            return beside
        for parts in _readings(address):
            for name in dict.fromkeys([parts[-1], _SMALLER.sub("", parts[-1])]):
                path = [*parts[:-1], name]
                found = self._longest(path)
                if found:
                    return self._resolve(found, path) or self._in_folder_of(page, name)
        return None

    def measure(self, file: ExportFile) -> Measured:
        """Read a file and give what it is, and what it is stored by."""
        if file not in self._measured:
            self._measured[file] = _measure(file)
        return self._measured[file]

    def _beside(self, address: str, page: str) -> ExportFile | None:
        """Find a relative address from where the page is, as a browser would."""
        parts = _split(address)
        if not page or not parts or parts[0] or parts[1].startswith("/"):
            return None
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts[1])))
        return self._names.get(normalize("NFC", joined))

    def _in_folder_of(self, page: str, name: str) -> ExportFile | None:
        """Find a picture that a browser saved with this very page, "Lunch_files/" for Lunch.html."""
        stem = posixpath.splitext(page)[0]
        places = (f"{stem}{ending}/{name}" for ending in _PAGE_FOLDERS if page)
        return next((self._names[place] for place in places if place in self._names), None)

    def _longest(self, path: list[str]) -> _Found | None:
        for tail in _tails(path):
            if tail in self._exact:
                return _Found(tail=tail, files=self._exact[tail], is_exact=True)
        for tail in map(_loosened, _tails(path)):
            if tail in self._loose:
                return _Found(tail=tail, files=self._loose[tail], is_exact=False)
        return None

    def _resolve(self, found: _Found, path: list[str]) -> ExportFile | None:
        month = _month_of(path)
        key = (found.tail, found.is_exact, month)
        if key not in self._resolved:
            # A picture of another month's folder is another one that is called the same.
            files = [
                file
                for file in found.files
                if not month or _month_of(file.name.split("/")) in {"", month}
            ]
            if len(found.tail) == 1 and files:
                files += self._seconds.get(_loosened(found.tail)[0], [])
            self._resolved[key] = self._only_one(files)
        return self._resolved[key]

    def _only_one(self, files: list[ExportFile]) -> ExportFile | None:
        """Give the picture when there is only one; of several sizes of it, the largest."""
        if len(files) < 2:  # noqa: PLR2004 - one or none
            return files[0] if files else None
        best: dict[Tail, ExportFile] = {}
        for file in files:
            key = tuple(_sizeless(file.name.split("/")))
            if key not in best or self.measure(file).size > self.measure(best[key]).size:
                best[key] = file
        first, *others = best.values()
        return first if all(self._is_same(first, other) for other in others) else None

    def _is_same(self, one: ExportFile, other: ExportFile) -> bool:
        digest = self.measure(one).digest
        return bool(digest) and digest == self.measure(other).digest


def _measure(file: ExportFile) -> Measured:
    hashed, size, head = hashlib.sha256(), 0, b""
    try:
        with file.open() as stream:
            while chunk := stream.read(_CHUNK):
                head = head or chunk[:HEAD]
                size += len(chunk)
                hashed.update(chunk)
                if size > LIMIT:
                    return Measured(problem=f"it is larger than {LIMIT >> 20} MB", size=size)
    except _UNREADABLE:
        return Measured(problem="the file in the export is damaged")
    digest, ending = hashed.hexdigest(), picture_ending(head)
    if not ending:
        return Measured(problem=NO_PICTURE, digest=digest, size=size)
    original = without_size(posixpath.basename(file.name))
    name = stored_name(original, digest=digest, ending=ending)
    return Measured(name=name, digest=digest, size=size)


def _readings(address: str) -> Iterator[list[str]]:
    """Give the parts of an address, decoded once and, as Blogger encodes some names, twice."""
    original = unarchived(address)
    parts = _split(original)
    if not parts:
        return
    once = unquote(parts[1])
    for path in dict.fromkeys([once, unquote(once)]):
        found = [part for part in normalize("NFC", path).split("/") if part not in {"", ".", ".."}]
        if found:
            last = without_size(found[-1]) if is_blogger(original) else found[-1]
            yield _sizeless([*filter(None, [parts[0]]), *found[:-1], last])


def _split(address: str) -> tuple[str, str] | None:
    """Give the host and the path of an address; None for what is no place of a file."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    return (host, parts.path) if parts.scheme in {"", "http", "https", "file"} else None


def _sizeless(parts: list[str]) -> list[str]:
    return [*(part for part in parts[:-1] if not SIZE_PART.fullmatch(part)), *parts[-1:]]


def _month_of(path: list[str]) -> str:
    match = _MONTH.search("/".join(path))
    return match[1] if match else ""


def _tails(parts: list[str]) -> Iterator[Tail]:
    """Give the ends of a path, the longest first."""
    for length in range(min(len(parts), _LONGEST_TAIL), 0, -1):
        yield tuple(parts[-length:])


def _loosened(tail: Tail) -> Tail:
    return tuple(_NOT_IN_NAMES.sub("_", part.replace("+", " ")).casefold() for part in tail)
