"""A title broken into lines that are about as long as each other. Pure: what measures is an argument."""

import re
from collections.abc import Callable, Sequence

Measure = Callable[[str], float]

# Between Chinese and Japanese letters a line may break anywhere.
_PIECE = re.compile(r"[⺀-⿟぀-ヿ㐀-鿿豈-﫿＀-￯]|[^\s⺀-⿟぀-ヿ㐀-鿿豈-﫿＀-￯]+")
_STEP = 0.98
_ROUNDS = 60  # the last width is a third of the first
_LONGEST = 300  # letters; no title of more fits


def break_lines(text: str, measure: Measure, *, width: float, most: int) -> tuple[str, ...] | None:
    """Give the fewest lines of `width` that hold `text`, balanced; None when it needs more than `most`."""
    pieces = _pieces(text)
    lines = _greedy(pieces, measure, width)
    if lines is None or len(lines) > most:
        return None
    most, narrower = len(lines), width
    for _round in range(_ROUNDS):
        narrower *= _STEP
        balanced = _greedy(pieces, measure, narrower)
        if balanced is None or len(balanced) > most:
            break
        lines = balanced
    return lines


def cut_lines(text: str, measure: Measure, *, width: float, most: int) -> tuple[str, ...]:
    """Give as much of `text` as `most` lines hold, with an ellipsis where it ends."""
    lines: list[str] = []
    rest = " ".join(text.split())[:_LONGEST]
    while rest and len(lines) < most:
        line = _beginning(rest, measure, width)
        lines.append(line.strip())
        rest = rest[len(line) :].lstrip()
    if rest:
        lines[-1] = (
            f"{_beginning(lines[-1] + ' ' + rest, lambda t: measure(t + '…'), width).rstrip(' ,.:;–-')}…"
        )
    return tuple(lines)


def _beginning(text: str, measure: Measure, width: float) -> str:
    """Give what fits on one line: whole words, or as many letters as fit of a word that does not."""
    fits = len(text)
    while fits > 1 and measure(text[:fits].rstrip()) > width:
        fits -= 1
    if fits == len(text) or text[fits].isspace():
        return text[:fits]
    at = text.rfind(" ", 0, fits)
    return text[: at + 1] if at > 0 else text[:fits]


def _pieces(text: str) -> Sequence[tuple[str, bool]]:
    """Give what is never broken, each with whether a space stands before it."""
    return [
        (match[0], match.start() > 0 and text[match.start() - 1].isspace())
        for match in _PIECE.finditer(text)
    ]


def _greedy(
    pieces: Sequence[tuple[str, bool]], measure: Measure, width: float
) -> tuple[str, ...] | None:
    lines: list[str] = []
    for piece, has_space in pieces:
        longer = f"{lines[-1]}{' ' if has_space else ''}{piece}" if lines else ""
        if lines and measure(longer) <= width:
            lines[-1] = longer
        elif measure(piece) > width:
            return None
        else:
            lines.append(piece)
    return tuple(lines)
