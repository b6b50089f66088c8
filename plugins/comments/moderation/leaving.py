"""A comment that waits leaves its place: for its post's file, or out of sight."""

from plugins.comments.blocks import (
    change_block,
    drop_header,
    parse_blocks,
    put_header,
    split_blocks,
)
from plugins.comments.moderation.finding import read_standing
from plugins.comments.moderation.pending import HIDDEN, Held
from plugins.shared.errors import CannotWrite, shown
from plugins.shared.files import write_private_file


def take_out(held: Held) -> None:
    """Remove a comment from where it waited; others in that file stay. Raises CannotWrite."""
    text = read_standing(held.path)
    first, *parts = split_blocks(text)
    blocks = parse_blocks(text)
    left = [part for block, part in zip(blocks, parts, strict=True) if block.id != held.id]
    try:
        if left:
            kept = "".join([first, *left]).rstrip("\n") + "\n"
            write_private_file(held.path, kept.encode())
        else:
            held.path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{shown(held.path)} cannot be removed: {error.strerror}.") from error


def put_away(held: Held) -> None:
    """Hide a comment that waits: in its place, where an import looks for it, or among the hidden ones.

    Its address is forgotten. Raises CannotWrite.
    """

    def change(part: str) -> str:
        return put_header(drop_header(part, "Address"), "Status", "hidden")

    text = read_standing(held.path)
    write_private_file(held.path, change_block(text, held.id, change).encode())
    place = held.path.parent / HIDDEN / held.path.name
    if not held.is_alone or held.path.parent.name == HIDDEN or place.exists():
        return
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        held.path.rename(place)
    except OSError as error:
        raise CannotWrite(f"{shown(place)} cannot be written: {error.strerror}.") from error
