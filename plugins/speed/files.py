"""Files that plugins make besides the pages (plugins/shared/making.py): only those that have to be made.

Those that were planned are seen to by another process, while this one sees to the pages.
"""

import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from plugins.shared.making import Made, Planned
from plugins.speed.book import Note
from plugins.speed.standing import Standing
from plugins.speed.values import Unknown, tell
from plugins.speed.workers import begin, share_out

_FEW = 40  # files that one process has made before others have begun
_MOST_TOLD = 32 * 1024  # bytes, which have room in a pipe before they are read
# A file, and what is told of all that it is given.
Given: TypeAlias = tuple[Made, str]


# What became of a file: why it was made, "" for one that stands; what was noted, and whether its bytes are new.
Outcome: TypeAlias = tuple[str, str, Note | None, bool]


class Files:
    """What becomes of files. `why` gives why one has to be made, and `make` makes it."""

    def __init__(
        self,
        why: Callable[[str, str], str],
        make: Callable[[Given], tuple[Note, bool]],
        remembered: dict[str, bytes],
    ) -> None:
        """Nothing is begun; what plugins have `remembered` may become other while files are planned."""
        self._why, self._make, self._remembered = why, make, remembered
        self._begun: Sequence[Planned] = ()
        self._word = -1
        self._wait: Callable[[], Any] = lambda: None
        self._found: Any = None

    def begin(self, planned: Sequence[Planned], standing: Standing) -> None:
        """Let another process plan files; as soon as it is told what was touched, it makes those it has to."""
        if planned:
            word, self._word = os.pipe()
            self._begun = planned
            self._wait = begin(lambda: self._made_apart(planned, standing, word))
            os.close(word)

    def go_on(self, standing: Standing) -> None:
        """Tell the other process what was touched, unless that is much: then all is left to this one."""
        if self._begun:
            told = marshal.dumps(dict(standing.touched))
            with suppress(BrokenPipeError), os.fdopen(self._word, "wb", buffering=0) as word:
                word.write(told if len(told) <= _MOST_TOLD else b"")

    def outcomes(self, files: Iterable[Made], *, processes: int) -> Iterable[Outcome]:
        """Make those of some files that have to be made, unless that is done; give what became of each."""
        for number, planned in enumerate(self._begun):
            if planned is files:
                found = self._take(number)
                if found is not None:
                    return found
        return self._made(self._decided(_all_given(files)), processes=processes)

    def _take(self, number: int) -> list[Outcome] | None:
        """Give what became of the files of one plan; None where the process was lost."""
        if self._found is None:
            outcomes, remembered = self._wait() or ({}, {})
            self._remembered.update(remembered)
            self._found = outcomes
        found: list[Outcome] | None = self._found.pop(number, None)
        return found

    def _made_apart(
        self, planned: Sequence[Planned], standing: Standing, word: int
    ) -> tuple[dict[int, list[Outcome]], dict[str, bytes]]:
        os.close(self._word)
        before, found = dict(self._remembered), {}
        given = list(map(_all_given, planned))
        with os.fdopen(word, "rb") as told:
            standing.touched = marshal.loads(told.read())  # noqa: S302 - of our own process
        for number, files in enumerate(given):
            decided = self._decided(files)
            if sum(bool(reason) for _one, reason in decided) < _FEW:  # more are for all processes
                found[number] = list(self._made(decided, processes=2, few=3))
        news = {key: one for key, one in self._remembered.items() if before.get(key) is not one}
        return found, news

    def _decided(self, files: Sequence[Given]) -> list[tuple[Given, str]]:
        """Give each file with why it has to be made."""
        return [((file, told), self._why(file.path, told)) for file, told in files]

    def _made(
        self, decided: Sequence[tuple[Given, str]], *, processes: int, few: int = _FEW
    ) -> Iterator[Outcome]:
        wanted = [one for one, reason in decided if reason]
        made = share_out(wanted, self._make, processes=processes if len(wanted) >= few else 1)
        for (file, _told), reason in decided:
            note, is_new = next(made) if reason else (None, False)
            yield file.path, reason, note, is_new


def _all_given(files: Iterable[Made]) -> list[Given]:
    return [(file, _told(file.given)) for file in files]


def _told(given: Any) -> str:
    try:
        return tell(given)
    except Unknown:
        return ""
