"""All that the exports of one run hold, read before anything is decided."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from plugins.comments.model import Comment
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.homes import PostArrival
from plugins.comments_import.model import ImportedComment, ImportedPost, Skipped
from plugins.comments_import.report import SourceReport
from plugins.comments_import.same_comments import Arrival
from plugins.comments_import.sources import SOURCES, Source, recognise
from plugins.shared.errors import BadExport

PICTURES = frozenset({".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_ID = re.compile(r"[^\s:]+:\S+")
_RANKS = {source.NAME: rank for rank, source in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The files of a run: those that a source claims, the more trusted first, pictures, all others."""

    exports: tuple[tuple[Source, ExportFile], ...]
    pictures: tuple[ExportFile, ...]
    others: tuple[ExportFile, ...]


def sort_files(files: Iterable[ExportFile]) -> Sorted:
    """Tell exports, pictures and all else apart; their order never depends on how they were named."""
    exports, pictures, others = [], [], []
    for file in files:
        if PurePosixPath(file.name).suffix.lower() in PICTURES:
            pictures.append(file)
            continue
        try:
            source = recognise(file)
        except BadExport as error:
            raise BadExport(f"{file.name}: {error}") from error
        if source:
            exports.append((source, file))
        else:
            others.append(file)
    exports.sort(key=lambda pair: (_RANKS[pair[0].NAME], pair[1].name, _mark(pair[1])))
    return Sorted(exports=tuple(exports), pictures=tuple(pictures), others=tuple(others))


def _mark(file: ExportFile) -> str:
    return hashlib.sha256(file.head).hexdigest()


@dataclass(kw_only=True)
class Gathered:
    """What the exports hold.

    `left_out` names comments that stay away, and whom each answers; `failed` says of exports that could
    not be read why.
    """

    posts: list[PostArrival] = field(default_factory=list)
    comments: list[Arrival] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    reports: list[SourceReport] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def gather(
    exports: Iterable[tuple[Source, ExportFile]], on_progress: Callable[[int], None]
) -> Gathered:
    """Read all exports; `on_progress` is told the bytes of each as it is read.

    An export that cannot be read does not stop the others. Raises BadExport when none can be.
    """
    found = Gathered()
    failed: list[str] = []
    for source, file in exports:
        try:
            one = _read(source, file, len(found.reports), on_progress)
        except BadExport as error:
            failed.append(f"{file.name}: {error}")
            continue
        found.posts += one.posts
        found.comments += one.comments
        found.left_out |= one.left_out
        found.reports += one.reports
    if not found.reports:
        raise BadExport("\n".join(failed))
    found.failed = failed
    return found


def _read(
    source: Source, file: ExportFile, number: int, on_progress: Callable[[int], None]
) -> Gathered:
    """Give all that one export holds."""
    report = SourceReport(file=file.name, source=source.NAME, title=source.TITLE)
    found = Gathered(reports=[report])
    keys: dict[tuple[str, ...], tuple[str, ...]] = {}  # one tuple for all comments of a post
    seen: dict[str, ImportedComment] = {}
    for item in source.read(replace(file, open=_watched(file, on_progress))):
        if isinstance(item, ImportedComment):
            one = _told_apart(item, seen)
            shared = keys.setdefault(one.post, one.post)
            one = one if shared is one.post else replace(one, post=shared)
            found.comments.append(Arrival(one, number))
            report.add_comment(one)
        elif isinstance(item, ImportedPost):
            found.posts.append(PostArrival(item, number, source.NAME, file.name))
            report.rows[item.kind].found += 1
        elif isinstance(item, Skipped):
            report.skip(item)
            if item.id:
                found.left_out[item.id] = item.parent
        else:
            report.add_note(item.text)
    return found


def _told_apart(item: ImportedComment, seen: dict[str, ImportedComment]) -> ImportedComment:
    """Give a comment whose id another one of the same export has an id made of its words.

    The same words twice are the same comment.
    """
    comment = item.comment
    if not _ID.fullmatch(comment.id):  # of a damaged export
        comment = replace(comment, id=f"damaged:{_mark_of(comment)}", anchors=())
        item = replace(item, comment=comment)
    first = seen.setdefault(comment.id, item).comment
    if first is comment or (first.author, first.body) == (comment.author, comment.body):
        return item
    id_ = f"{comment.id}-{_mark_of(comment)[:6]}"
    return replace(item, comment=replace(comment, id=id_, guid=""))


def _mark_of(comment: Comment) -> str:
    words = f"{comment.author}\n{comment.body}".encode("utf-8", errors="replace")
    return hashlib.sha256(words).hexdigest()[:12]


def _watched(
    file: ExportFile, on_progress: Callable[[int], None]
) -> Callable[[], AbstractContextManager[BinaryIO]]:
    """Give what opens the file so that `on_progress` hears of every piece that is read."""

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with file.open() as stream:
            yield cast("BinaryIO", _Watched(stream, on_progress))

    return opened


class _Watched:
    """A stream that tells how many bytes were read of it."""

    def __init__(self, stream: BinaryIO, on_progress: Callable[[int], None]) -> None:
        self._stream, self._tell = stream, on_progress

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[bytes]:
        for line in self._stream:
            self._tell(len(line))
            yield line

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._tell(len(data))
        return data
