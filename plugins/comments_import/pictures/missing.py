"""content/missing-images.txt: the pictures of imported posts that only the network may still have.

Each is fetched, written, linked and only then taken out of the list, one after the other: whenever
this ends, it goes on from there the next time.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from plugins.comments_import.keys import unarchived
from plugins.comments_import.pictures.addresses import full_size, split_address, without_size
from plugins.comments_import.pictures.fetching import IP, CannotFetch, Unreachable, fetch, is_public
from plugins.comments_import.pictures.formats import HEAD, NO_PICTURE, picture_ending, stored_name
from plugins.comments_import.pictures.holders import find_holders, lead_to
from plugins.comments_import.pictures.taking import IMPORTED
from plugins.shared.errors import BadContent, SiteError, shown
from plugins.shared.files import read_text, write_file
from plugins.shared.text import count, one_line, shorten

FILE = "missing-images.txt"
_FOLDER = "images/imported"
_HEADER = (
    "# Pictures of imported posts that are not in the export, one address a line.\n"
    "# python3 tasks.py import-images fetches them; each line that is done goes.\n\n"
)
_SHOWN = 150  # letters of an address in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """What became of the list: (address, name of its file), (address, why not), and no longer shown."""

    fetched: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    is_dry_run: bool = False

    @property
    def is_failure(self) -> bool:
        """Whether there was something to do, and none of it could be done."""
        return bool(self.failed) and not (self.fetched or self.unused)

    def __str__(self) -> str:
        """Give the report for people."""
        if not (self.fetched or self.failed or self.unused):
            return "No picture is missing; nothing was fetched."
        verb = "Would fetch" if self.is_dry_run else "Fetched"
        rows = [f"{_shown(address)}: {why}." for address, why in self.failed]
        rows += [
            f"{_shown(address)}: no post or page shows it any more." for address in self.unused
        ]
        total = f"{verb} {count(len(self.fetched), 'picture')}."
        if self.failed:
            total += f" {len(self.failed)} not; they stay in {FILE}."
        return "\n".join([*rows, total])


def parse_missing(text: str) -> list[str]:
    """Give the addresses in the list, each once."""
    rows = (row.strip() for row in text.split("\n"))
    return list(dict.fromkeys(row for row in rows if row and not row.startswith("#")))


def merge_missing(text: str, addresses: Iterable[str]) -> str:
    """Give the list with more addresses in it; what stood there stays, remarks and order, too."""
    new = sorted(set(addresses) - set(parse_missing(text)))
    if not new:
        return text
    start = text if text.strip() else _HEADER
    return "".join([start, "" if start.endswith("\n") else "\n", *(f"{row}\n" for row in new)])


def without_address(text: str, address: str) -> str:
    """Give the list without an address."""
    return "\n".join(row for row in text.split("\n") if row.strip() != address)


def fetch_images(
    content: Path,
    *,
    limit_bytes: int,
    allow_private: bool = False,
    is_dry_run: bool = False,
    progress: Callable[[str], None] = lambda _sentence: None,
) -> FetchReport:
    """Fetch the pictures of the list, and lead the imported posts and pages to them.

    Raises BadContent when the list cannot be read, CannotWrite when the content cannot be written.
    """
    addresses = parse_missing(_read_list(content))
    fetching = _Fetching(
        content=content,
        limit=limit_bytes,
        may_connect=(lambda _address: True) if allow_private else is_public,
        holders=find_holders(content, set(addresses)),
        is_dry_run=is_dry_run,
    )
    for number, address in enumerate(addresses, start=1):
        progress(f"{number} of {len(addresses)}: {_shown(address)}: {fetching.settle(address)}")
    return FetchReport(
        fetched=tuple(fetching.fetched.items()),
        failed=tuple(fetching.failed.items()),
        unused=tuple(fetching.unused),
        is_dry_run=is_dry_run,
    )


@dataclass(slots=True, kw_only=True)
class _Fetching:
    """One run through the list. `holders` are the files that show an address."""

    content: Path
    limit: int
    may_connect: Callable[[IP], bool]
    holders: dict[str, list[Path]]
    is_dry_run: bool
    fetched: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # by the address that was asked
    silent: set[str] = field(default_factory=set)  # hosts that nobody answers at

    def settle(self, address: str) -> str:
        """Do all that is to be done for one address, and say what that was."""
        holders = self.holders.get(address)
        if holders is None:  # as when the last run ended just before it took out the line
            self.unused.append(address)
            self._take_out(address)
            return "no longer shown"
        if not holders:
            return self._fail(
                address, "only posts that were not imported, or are no UTF-8, show it"
            )
        try:
            name = "" if self.is_dry_run else self._fetch(address)
        except CannotFetch as error:
            return self._fail(address, str(error))
        self.fetched[address] = name
        if self.is_dry_run:
            return "would be fetched"
        for path in holders:
            lead_to(path, address, f"{IMPORTED}{name}")
        self._take_out(address)
        return f"{_FOLDER}/{name}"

    def _fail(self, address: str, why: str) -> str:
        self.failed[address] = why
        return why

    def _fetch(self, address: str) -> str:
        """Fetch and write one picture, in full size where that can be had, and give its name."""
        problem: CannotFetch | None = None
        for tried in dict.fromkeys([full_size(address), address]):
            if tried in self.names:  # a thumbnail and the picture behind it
                return self.names[tried]
            host = split_address(tried).netloc.lower()
            if host in self.silent:
                problem = problem or CannotFetch(f"{host} did not answer before")
                continue
            try:
                data = fetch(tried, limit_bytes=self.limit, may_connect=self.may_connect)
            except CannotFetch as error:
                problem = error
                if isinstance(error, Unreachable):
                    self.silent.add(error.host)
                continue
            if ending := picture_ending(data[:HEAD]):
                self.names[tried] = self._write(address, data, ending)
                return self.names[tried]
            problem = CannotFetch(NO_PICTURE)
        raise problem or CannotFetch(NO_PICTURE)

    def _write(self, address: str, data: bytes, ending: str) -> str:
        path = unquote(split_address(unarchived(address)).path)
        original = without_size(path.rstrip("/").rpartition("/")[2])
        name = stored_name(original, digest=hashlib.sha256(data).hexdigest(), ending=ending)
        place = self.content / _FOLDER / name
        if not place.is_file() or place.read_bytes() != data:
            write_file(place, data)
        return name

    def _take_out(self, address: str) -> None:
        """Take an address off the list, as the author may have changed it meanwhile."""
        if self.is_dry_run:
            return
        left = without_address(_read_list(self.content), address)
        if left.strip() == _HEADER.strip():
            (self.content / FILE).unlink(missing_ok=True)
        else:
            write_file(self.content / FILE, left.encode())


def _read_list(content: Path) -> str:
    path = content / FILE
    try:
        return read_text(path) if path.is_file() else ""
    except ValueError as error:
        raise BadContent(f"{shown(path)}: {error}.") from error


def _shown(address: str) -> str:
    return shorten(one_line(address), _SHOWN)


def megabytes(text: str) -> int:
    """Give the number of bytes that an option of the command line names in MB. Raises SiteError."""
    try:
        size = int(float(text) * (1 << 20))
    except (ValueError, OverflowError):
        size = 0
    if size <= 0:
        raise SiteError(f'--max-size is "{text}": a number of megabytes such as 30 is needed.')
    return size
