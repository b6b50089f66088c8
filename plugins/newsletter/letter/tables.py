"""A table of a post as lines of text. Pure."""

from plugins.newsletter.letter.columns import COLUMNS, lines_of, width


def lines_of_table(rows: list[list[str]]) -> list[str]:
    """Give the rows, in columns where the width is enough; else each row as a line of its own cells."""
    count = max(map(len, rows), default=0)
    full = [row + [""] * (count - len(row)) for row in rows]
    widths = [max(map(width, column)) for column in zip(*full, strict=True)]
    if sum(widths) + 3 * (count - 1) > COLUMNS:
        return [line for row in rows for line in lines_of(" | ".join(row), COLUMNS)]
    return [
        " | ".join(
            cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)
        )
        for row in full
    ]
