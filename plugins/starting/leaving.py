"""What of our example leaves, and what has to stay because words of the author's hang on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.shared.front_matter import content_files, read_front_matter
from plugins.shared.text import count
from plugins.starting.example import Listed, find_example

ABOUT = "pages/about.md"
LICENSE = "LICENSE.md"
LEDGER = "addresses.txt"  # every address the site had in public: see plugins/addresses/ledger.py
_OF_POSTS = ("posts", "comments")
_WORDS = ("posts", "digests")
_KINDS = {
    "posts": "post",
    "digests": "digest",
    "comments": "file of comments",
    "images": "picture",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Paths below content/. `staying` says of each file of ours that stays why it does."""

    names: tuple[str, ...]
    staying: Mapping[str, str]

    def __str__(self) -> str:
        """Give it in words: "11 posts, 1 digest, the about page"."""
        parts = []
        for folder, what in _KINDS.items():
            if number := sum(name.startswith(f"{folder}/") for name in self.names):
                parts.append(count(number, what) if what != "file of comments" else _files(number))
        parts += ["the about page"] if ABOUT in self.names else []
        return ", ".join(parts) or "a note or two"


def find_leaving(content: Path, listed: Listed, *, is_example: bool) -> Leaving:
    """Give what of the example can leave: all that is unchanged, and that nothing which stays names.

    `is_example` says that the site is still the one that came, so that a changed file is worth telling.
    """
    ours = find_example(content, listed)
    paths = {name for _blob, name in listed}
    staying = {}
    if is_example:
        changed = sorted(paths - set(ours) - {LICENSE, ABOUT})
        staying = {
            name: "it was changed since it came" for name in changed if (content / name).is_file()
        }
    staying |= _needed(content, ours)
    names = [name for name in ours if name not in staying]
    words_stay = any(name in paths and name.split("/")[0] in _WORDS for name in staying)
    if words_stay and LICENSE in names:
        names.remove(LICENSE)
        staying[LICENSE] = "it speaks of the words that stay"
    if is_example and (content / LEDGER).is_file() and not _has_others(content, names):
        names.append(LEDGER)
    return Leaving(names=tuple(names), staying=staying)


def _needed(content: Path, ours: tuple[str, ...]) -> dict[str, str]:
    """Give each file of ours that a file which stays belongs to or names, and which one that is."""
    open_ones = {name: _marks(content / name) for name in ours if name not in {ABOUT, LICENSE}}
    found: dict[str, str] = {}
    reading = [name for name in _texts(content) if name not in ours]
    while reading:
        name = reading.pop()
        text = (content / name).read_bytes().decode(errors="replace")
        for other in list(open_ones):
            if _belong_together(name, other) or any(mark in text for mark in open_ones[other]):
                del open_ones[other]
                found[other] = f"{name} goes with it"
                reading.append(other)
    return found


def _marks(path: Path) -> tuple[str, ...]:
    """Give what other files call a file by."""
    guid = read_front_matter(path).get("guid") if path.suffix == ".md" else ""
    return (path.name, guid) if guid else (path.name,)


def _belong_together(name: str, other: str) -> bool:
    one, two = PurePosixPath(name), PurePosixPath(other)
    return one.stem == two.stem and {one.parts[0], two.parts[0]} == set(_OF_POSTS)


def _texts(content: Path) -> Iterable[str]:
    files = [*content_files(content), *sorted((content / "comments").glob("*.txt"))]
    return (path.relative_to(content).as_posix() for path in files if path.is_file())


def _has_others(content: Path, names: list[str]) -> bool:
    """Whether a post is in content/ besides these."""
    posts = (path.relative_to(content).as_posix() for path in content_files(content / "posts"))
    return any(name not in names for name in posts)


def _files(number: int) -> str:
    return "1 file of comments" if number == 1 else f"{number} files of comments"
