"""A table of addresses, old and new, for comments whose post has moved."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from plugins.comments_import.files.decoding import decode
from plugins.comments_import.keys import address_key
from plugins.shared.errors import BadExport, shown

_COLUMNS = 2
_NUMBERED = re.compile(r"\?(?:p|page_id|attachment_id)=\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlMap:
    """Where each old key leads; `beginnings` hold the rows that end in "*", the longest first."""

    exact: dict[str, str] = field(default_factory=dict)
    beginnings: tuple[tuple[str, str], ...] = ()

    def extend(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Give the keys with the new ones in front: what the author says comes first."""
        found = []
        for key in keys:
            if key in self.exact:
                found.append(self.exact[key])
                continue
            start = next((pair for pair in self.beginnings if key.startswith(pair[0])), None)
            if start:
                whole = start[1].endswith("*")
                found.append(start[1][:-1] + key.removeprefix(start[0]) if whole else start[1])
        return (*found, *keys)


def read_url_map(path: Path) -> UrlMap:
    """Read a CSV file with two columns: the old address, and the new one or a post's file.

    An old address may be a whole one, a path, or a key such as disqus:12; both may end in "*". Lines
    that begin with "#" are remarks. Raises BadExport.
    """
    try:
        lines = decode(path.read_bytes()).splitlines()
    except OSError as error:
        raise BadExport(f"{shown(path)}: {error.strerror}; is the name right?") from error
    rows = [(n, row) for n, row in enumerate(lines, 1) if row.strip() and not row.startswith("#")]
    mark = max(",;\t", key="".join(row for _n, row in rows).count)
    exact: dict[str, str] = {}
    beginnings = []
    for number, row in rows:
        cells = [cell.strip() for cell in next(csv.reader([row], delimiter=mark))]
        if len(cells) < _COLUMNS or not cells[0] or not cells[1]:
            raise BadExport(
                f'{shown(path)}: line {number} is "{row[:60]}"; write the old address, a comma, and '
                "the new address or the name of the post's file."
            )
        old, new = cells[:_COLUMNS]
        if old.endswith("*"):
            beginnings.append(
                (
                    _key(old[:-1], whole=False),
                    f"{_key(new[:-1], whole=False)}*" if new.endswith("*") else _key(new),
                )
            )
        else:
            exact[_key(old)] = _key(new)
    longest_first = sorted(beginnings, key=lambda pair: -len(pair[0]))
    return UrlMap(exact=exact, beginnings=tuple(longest_first))


def _key(cell: str, *, whole: bool = True) -> str:
    """Give the key that a cell means: an address, a file of content/, or a key as it is."""
    if not whole and (numbered := _NUMBERED.search(cell)):
        return f"/{numbered[0]}"
    if "://" in cell or cell.startswith("/"):
        key = address_key(cell)
        return key if whole or not cell.endswith("/") else f"{key.rstrip('/')}/"
    path = PurePosixPath(cell)
    if path.suffix in {".md", ".html", ".htm", ".txt"}:
        return f"={path.stem}"
    return cell if ":" in cell or cell.startswith("=") else f"={cell}"
