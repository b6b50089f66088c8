"""What was seen of pictures, remembered by their files' stamps, so that a build need not read them again."""

import marshal
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from typing import Any

from plugins.shared.remembering import Stamp, is_young, stamp_of

_DAY = 24 * 60 * 60 * 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a picture is: its size, 0 when nothing can be told of it, and in which widths it is made.

    `key` is that of what it was made of, "" for one that is not made smaller.
    """

    width: int = 0
    height: int = 0
    key: str = ""
    widths: tuple[int, ...] = ()


class Memory:
    """What the last build has seen, and what this one sees; only what this one asks for is kept."""

    def __init__(self, data: bytes | None, *, now: int) -> None:
        """Begin with what dump() gave in an earlier build; `now` is in nanoseconds since 1970."""
        self._now = now
        self._old: Mapping[str, Any] = {}
        self._old_places: Mapping[str, tuple[Stamp, bool]] = {}
        self._swept = 0
        self._new: dict[str, tuple[Stamp, Any]] = {}
        self._places: dict[str, tuple[Stamp, bool]] = {}
        if data:
            with suppress(EOFError, TypeError, ValueError):
                self._old, self._old_places, self._swept = marshal.loads(data)  # noqa: S302 - our own, and sealed

    def stamp_of(self, source: str) -> Stamp | None:
        """Give the stamp of a file, before it is read; None when it is not there, or may change unseen."""
        try:
            stamp = stamp_of(os.stat(source))  # noqa: PTH116 - of each picture in each build
        except OSError:
            return None
        return None if is_young(stamp, self._now) else stamp

    def seen(self, source: str) -> Seen | None:
        """Give what was seen of a picture; None when it has to be looked at."""
        known = self._old.get(source)
        if not known or known[0] != self.stamp_of(source):
            return None
        self._new[source] = known
        width, height, key, widths = known[1]
        return Seen(width=width, height=height, key=key, widths=widths)

    def remember(self, source: str, stamp: Stamp | None, seen: Seen) -> None:
        """Remember what was seen of the file that had this stamp before."""
        if stamp:
            self._new[source] = (stamp, astuple(seen))

    def tells_place(self, source: str) -> bool | None:
        """Whether a photo tells where it was taken; None when it has to be looked at."""
        known = self._old_places.get(source)
        if not known or known[0] != self.stamp_of(source):
            return None
        self._places[source] = known
        return bool(known[1])

    def remember_place(self, source: str, stamp: Stamp | None, *, tells: bool) -> None:
        """Remember whether the file that had this stamp tells one."""
        if stamp:
            self._places[source] = (stamp, tells)

    def is_to_be_swept(self) -> bool:
        """Whether a day has gone since what nobody uses was thrown away; then that begins anew."""
        is_due = not 0 <= self._now - self._swept < _DAY
        self._swept = self._now if is_due else self._swept
        return is_due

    def dump(self) -> bytes:
        """Give it as bytes."""
        tables = (dict(sorted(table.items())) for table in (self._new, self._places))
        return marshal.dumps((*tables, self._swept))
