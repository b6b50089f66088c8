"""What is known of a picture: how large it is, and in which further sizes it is there."""

from dataclasses import dataclass

# The column of text is 38rem of 17px wide; the last is that for screens with two dots for each.
WIDTHS = (480, 800, 1292)
COLUMN = 646


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A picture made smaller: its width in dots, and its file's path below the site."""

    width: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the site as it is seen, turned the right way; `sizes` from the smallest on, maybe none."""

    width: int
    height: int
    sizes: tuple[Size, ...] = ()


def widths_for(width: int) -> tuple[int, ...]:
    """Give the widths that a picture is made in: never larger than it is, nor two that are nearly one."""
    largest = min(width, WIDTHS[-1])
    return (*(one for one in WIDTHS[:-1] if one <= largest * 0.85), largest)
