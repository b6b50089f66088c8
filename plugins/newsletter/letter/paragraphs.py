"""Paragraphs put one below the other, in the margins of the quotes and lists that they stand in. Pure."""

from plugins.newsletter.letter.columns import COLUMNS, lines_of, width

_NARROWEST = 24


class Paragraphs:
    """The lines of a text as it grows. A margin is what its first line begins with, and all after it."""

    def __init__(self) -> None:
        """Begin with no lines."""
        self.lines: list[str] = []
        self._margins: list[tuple[str, str]] = []
        self._begun = 0  # how many margins have had their first line
        self._is_tight = False

    def begin_margin(self, first: str, rest: str) -> None:
        """Let what follows stand in one more margin."""
        self._margins.append((first, rest))

    def end_margin(self) -> None:
        """Leave the innermost margin, if there is one."""
        self._margins = self._margins[:-1]
        self._begun = min(self._begun, len(self._margins))

    def loosen(self) -> None:
        """Let an empty line come before the next paragraph, whatever it is."""
        self._is_tight = False

    def wrap(self, text: str) -> list[str]:
        """Give the lines of a paragraph as wide as the margins leave room for; its own breaks are kept."""
        taken = sum(width(rest) for _first, rest in self._margins)
        columns = max(COLUMNS - taken, _NARROWEST)
        return [line for own in text.split("\n") for line in lines_of(own, columns)]

    def put(self, lines: list[str], *, is_tight: bool = False) -> None:
        """Add a paragraph, with an empty line before it unless it is a short item after another."""
        if self.lines and not (is_tight and self._is_tight):
            # What was quoted goes on being quoted in between.
            self.lines.append(self._margin(self._begun).rstrip())
        for line in lines:
            self.lines.append(f"{self._margin(len(self._margins))}{line}".rstrip())
            self._begun = len(self._margins)
        self._is_tight = is_tight

    def _margin(self, count: int) -> str:
        """Give what a line begins with in the outer margins, so many of them."""
        outer = enumerate(self._margins[:count])
        return "".join(rest if n < self._begun else first for n, (first, rest) in outer)
