"""Comments that wait to be read: content/comments/_pending/, one file each, never in git, never shown.

A file there is a comment file with a few headers more, which no published file has:

    === desk:7k3qabcd
    Author: Ana
    Date: 2026-06-01T10:00:00Z
    Status: pending
    Format: markdown
    Post: 2026-05-31-lunch
    Page: 2026/05/lunch.html
    Address: ana@example.org

    The words.

What looks suspicious waits in _pending/hidden/, with a line `Why:`. Imports leave comments in
_pending/ too, those of a post in the file of its name.
"""

import base64
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.comments.blocks import Block, format_blocks, parse_blocks
from plugins.comments.files import is_plain_name
from plugins.comments.model import Comment, Format, Status, block_from, comment_from
from plugins.shared.errors import CannotWrite, Fault, shown
from plugins.shared.files import read_text
from plugins.shared.text import clean, one_line

PENDING, HIDDEN = "_pending", "hidden"
PRIVATE = frozenset({"post", "page", "address", "title", "why"})
_LONGEST_PAGE = 300
_PAGE = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-Fa-f]{2})+")
_CLIMBING = re.compile(r"(?:^|/)(?:\.|%2e)+(?:/|$)", re.IGNORECASE)
_OWN_ID = re.compile(r"desk:[a-z0-9]{8}")
_OWN_NAME = re.compile(r"[a-z0-9]{8}\.txt")
_ID = re.compile(r"[^\s:]+:\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A comment that waits, with what only its author and the blog's may know.

    `post` is the stem of the post's file, `page` its path below the site, `title` what it is called;
    `address` is never published; `why` says what made it suspicious, "" when nothing did.
    """

    comment: Comment
    post: str
    page: str
    address: str = ""
    title: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A comment that waits, its block and its file; `is_hidden` when it is kept out of sight there."""

    pending: Pending
    block: Block
    path: Path
    is_hidden: bool

    @property
    def id(self) -> str:
        """The comment's id."""
        return self.block.id

    @property
    def is_alone(self) -> bool:
        """Whether its file is its own, as those of the desk are; imports know theirs by their place."""
        return self.path.stem == self.id.removeprefix("desk:")


def new_comment_id(random: Callable[[int], bytes], *, source: str = "desk") -> str:
    """Give a new id, `desk:` and 8 letters and digits; `random` gives so many random bytes."""
    return f"{source}:{base64.b32encode(random(5)).decode().lower()}"


def is_page_path(text: str) -> bool:
    """Whether `text` can be the path of a page below the site, such as `2026/05/lunch.html`."""
    if len(text) > _LONGEST_PAGE or text.startswith("/") or "//" in text or ".." in text:
        return False
    is_secret = re.search(
        "%(?:0|1|2f|5c|7f)", text, re.IGNORECASE
    )  # control characters and slashes
    return bool(_PAGE.fullmatch(text)) and not _CLIMBING.search(text) and not is_secret


def write_pending(folder: Path, pending: Pending) -> Path:
    """Write a comment of the desk's into `folder`/_pending/, for its owner's eyes alone; give the file.

    Nothing that stands there is ever written over. Raises CannotWrite, ValueError for an id that is not
    one of new_comment_id.
    """
    if not _OWN_ID.fullmatch(pending.comment.id):
        raise ValueError(f'"{pending.comment.id}" is no id of the desk')
    place = folder / PENDING
    _make_private(place)
    name = f"{pending.comment.id.partition(':')[2]}.txt"
    is_suspicious = bool(one_line(pending.why))
    path = (place / HIDDEN if is_suspicious else place) / name
    other = (place if is_suspicious else place / HIDDEN) / name
    if other.exists():
        raise CannotWrite(f"{shown(other)} is there already; this comment needs another id.")
    write_new(path, format_blocks([_block(pending)]).encode())
    return path


def read_pending(folder: Path) -> tuple[list[Pending], list[Fault]]:
    """Give the comments that wait in `folder`, the oldest first, and what is wrong in their files.

    Those that are kept out of sight as suspicious are not among them.
    """
    held, faults = read_held(folder)
    return [one.pending for one in held if not one.is_hidden], faults


def count_pending(folder: Path) -> int:
    """Give how many comments wait in `folder`, without reading those of the desk."""
    names = _names(folder / PENDING)
    own = sum(bool(_OWN_NAME.fullmatch(name)) for name in names)
    if own == len(names):
        return own
    held, _faults = read_held(folder)
    return sum(not one.is_hidden for one in held)


def count_hidden(folder: Path) -> int:
    """Give how many files are kept out of sight in `folder`."""
    return len(_names(folder / PENDING / HIDDEN))


def read_held(folder: Path) -> tuple[list[Held], list[Fault]]:
    """Give all that waits in `folder`, what is kept out of sight included, and the faults."""
    found: list[Held] = []
    faults: list[Fault] = []
    for path in _files(folder):
        try:
            blocks = parse_blocks(read_text(path))
        except (OSError, ValueError) as error:
            faults.append(Fault(path=path, message=f"the comments cannot be read: {error}."))
            continue
        if not blocks:
            faults.append(Fault(path=path, message="there is no comment in it; mend or remove it."))
        for block in blocks:
            held, more = _held(block, path)
            faults += more
            found += [held] if held else []
    return sorted(found, key=_age), faults


def write_new(path: Path, data: bytes) -> None:
    """Put `data` at `path`, for its owner's eyes alone, whole or not at all. Raises CannotWrite.

    What stands there already stays, and is an error.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".waits-")  # with mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # these words are nowhere else
            os.link(name, path)
        finally:
            Path(name).unlink()
    except FileExistsError as error:
        raise CannotWrite(f"{shown(path)} is there already; it was left as it is.") from error
    except OSError as error:
        raise CannotWrite(f"{shown(path)} cannot be written: {error.strerror}.") from error


def _block(pending: Pending) -> Block:
    """Give the block of a comment as the desk took it: each header one line, whatever was typed."""
    comment = replace(
        pending.comment,
        author=one_line(pending.comment.author) or "Anonymous",
        url=one_line(pending.comment.url),
        parent=pending.comment.parent if _ID.fullmatch(pending.comment.parent) else "",
        status=Status.PENDING,
        format=Format.MARKDOWN,
        kind="comment",
        guid="",
        anchors=(),
        body=tidy(pending.comment.body),
    )
    private = (
        ("Post", one_line(pending.post)),
        ("Page", pending.page if is_page_path(pending.page) else ""),
        ("Title", one_line(pending.title)),
        ("Address", one_line(pending.address)),
        ("Why", one_line(pending.why)),
    )
    block = block_from(comment)
    filled = tuple((name, value) for name, value in private if value)
    return Block(id=block.id, headers=(*block.headers, *filled), body=block.body)


def tidy(words: str) -> str:
    """Give the words of a comment as a file holds them: clean, lines ended by LF, nothing around them."""
    return clean(words.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()


def _make_private(place: Path) -> None:
    """Make the folder, and keep it out of git whatever the site's own .gitignore says."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (place / ".gitignore").exists():
            (place / ".gitignore").write_text("*\n")
    except OSError as error:
        raise CannotWrite(f"{shown(place)} cannot be made: {error.strerror}.") from error


def _files(folder: Path) -> Iterator[Path]:
    for place in (folder / PENDING, folder / PENDING / HIDDEN):
        yield from sorted(path for path in place.glob("[!.]*.txt") if path.is_file())


def _names(place: Path) -> list[str]:
    try:
        names = [path.name for path in place.iterdir()]
    except FileNotFoundError:
        return []
    return [name for name in names if name.endswith(".txt") and not name.startswith(".")]


def _held(block: Block, path: Path) -> tuple[Held | None, list[Fault]]:
    """Give the comment in a block; without a good id nobody could say which one is meant."""
    comment, found = comment_from(block)
    if not _ID.fullmatch(block.id):
        return None, [Fault(path=path, line=line, message=message) for line, message in found]
    page = block.get("Page")
    pending = Pending(
        comment=comment,
        # What an import left has no such line: its file is called as its post is.
        post=block.get("Post") if is_plain_name(block.get("Post")) else path.stem,
        page=page if is_page_path(page) else "",
        address=one_line(block.get("Address")),
        title=one_line(block.get("Title")),
        why=one_line(block.get("Why")),
    )
    is_hidden = path.parent.name == HIDDEN or comment.status is Status.HIDDEN
    return Held(pending=pending, block=block, path=path, is_hidden=is_hidden), []


def _age(held: Held) -> tuple[float, str]:
    date = held.pending.comment.date
    return (date.timestamp() if date else 0.0, held.id)
