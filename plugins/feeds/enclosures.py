"""The site's own audio, video and documents that a post links to: what podcast apps and feed readers fetch."""

import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from plugins.feeds.model import Enclosure

# A file of the site: its path below the content's folder, and its size in bytes.
SizedFile = tuple[str, int]
_FILE = re.compile(r'<(?:a|audio|source)\b[^>]*\b(?:href|src)="([^"]+)"', re.IGNORECASE)
# Each value, also where a text that looks like one stands before it; none is longer than an address.
_VALUE = re.compile(r"""=\s*(?=(?:"([^"]*)"|'([^']*)'|([^\s>]{1,2000})))""")
# What a reader follows a feed for, beyond words and pictures.
_ENCLOSED = re.compile(r"audio/.*|video/.*|application/(?:pdf|zip|epub\+zip|msword|vnd\..*)")


def find_enclosures(content: str, size_of: Callable[[str], int | None]) -> tuple[Enclosure, ...]:
    """Give the site's own audio, video and documents that `content` links to."""
    found = []
    for url in dict.fromkeys(_FILE.findall(content)):
        media_type = mimetypes.guess_type(url)[0] or ""
        size = size_of(url) if _ENCLOSED.fullmatch(media_type) else None
        if size is not None:
            found.append(Enclosure(url=url, type=media_type, length=size))
    return tuple(found)


def names_of_files(html: str) -> tuple[str, ...]:
    """Give the names, without folders, of all files that a body as Pelican read it may enclose.

    There can be more of them than find_enclosures finds, and never less: what these files are is all that
    enclosures hang on besides the body.
    """
    if not _may_name_files(unescape(html)):
        return ()
    values = (unescape(next(filter(None, match.groups()), "")) for match in _VALUE.finditer(html))
    names = (unquote(re.sub("[\t\r\n]", "", value).strip()).rpartition("/")[2] for value in values)
    return tuple(sorted({name for name in names if _is_enclosed(name)}))


def by_name(paths: Iterable[str], names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the paths below the content's folder that end in each of `names`."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
    for path in sorted(paths):
        name = path.rpartition("/")[2]
        if name in found:
            found[name] = (*found[name], path)
    return found


def sizes_in(address: str, files: Iterable[SizedFile]) -> Callable[[str], int | None]:
    """Give what tells the size of one of these `files` of the site at `address` by its whole address."""
    sizes: Mapping[str, int] = dict(files)

    def size_of(url: str) -> int | None:
        is_own = url.startswith(f"{address}/")
        return sizes.get(unquote(url.removeprefix(f"{address}/"))) if is_own else None

    return size_of


def _is_enclosed(name: str) -> bool:
    return "." in name and bool(_ENCLOSED.fullmatch(mimetypes.guess_type(name)[0] or ""))


def _may_name_files(text: str) -> bool:
    """Whether such a file's ending is anywhere in it; most posts have none."""
    endings, lengths = _endings()
    after_dots = [part for part in text.lower().split(".")[1:] if not part[:1].isspace()]
    return any(part[:length] in endings for part in after_dots for length in lengths)


@lru_cache(maxsize=1)
def _endings() -> tuple[frozenset[str], tuple[int, ...]]:
    """Give how the endings of such files begin, up to a second dot, and how long these are."""
    mimetypes.guess_type("a.pdf")  # which reads the machine's own list, where there is one
    known = [end for end, kind in mimetypes.types_map.items() if _ENCLOSED.fullmatch(kind)]
    known += [end for end in mimetypes.suffix_map if _is_enclosed(f"a{end}")]
    endings = frozenset(end.lower().split(".")[1] for end in known)
    return endings, tuple(sorted(set(map(len, endings))))
