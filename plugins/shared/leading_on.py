"""Pages that only lead on to another one, as at the old address of one that has moved."""

from pathlib import Path

_REFRESH = b'http-equiv="refresh"'
_LOOKED_AT = 4_096  # bytes: it stands in the head


def leads_on(path: Path) -> bool:
    """Whether a file of a built site leads on, a feed at its old address included."""
    with path.open("rb") as file:
        return _REFRESH in file.read(_LOOKED_AT)
