"""The elements of an XML file as bytes, one at a time, however large or damaged the file is.

Nothing is parsed here: bytes are cut at the elements' tags, but not at those that stand in a CDATA
section or a remark. An element whose end tag was lost ends where the next one begins. Memory holds
one element, time is linear, and what is cut never depends on the chunks in which the bytes come.
"""

import re
from collections.abc import Iterable, Iterator

from plugins.shared.errors import BadExport

_FULL = 1 << 20  # bytes that are done with, and still in memory
_LONGEST_HEAD = 1 << 20  # bytes within which the root begins
_LONGEST_NAME = 100
_INSIDE = rb"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>"""
_REST_OF_TAG = re.compile(_INSIDE)
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*+)" + _INSIDE)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What is no element, and how it ends.
_CLOSINGS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}

Span = tuple[str, bytes, bool]


def cut_entries(chunks: Iterable[bytes], tags: tuple[str, ...]) -> tuple[bytes, Iterator[Span]]:
    """Give the root's start tag, and each element's name and bytes, and whether the end cut it off.

    Elements called one of `tags` do not contain each other. Raises BadExport for a DOCTYPE.
    """
    buffer = bytearray()
    coming = filter(None, chunks)
    root = None
    for chunk in coming:
        buffer += chunk
        root = find_root(buffer)
        if root or len(buffer) > _LONGEST_HEAD:
            break
    tag, name = (root[0], root[1].decode()) if root else (b"", "")
    if root and name not in tags:  # a feed's only entry may itself be the root
        del buffer[: root.end()]
    return tag, _cut(buffer, coming, _Cutter(tags, name))


def find_root(data: bytes | bytearray, *, may_declare: bool = False) -> re.Match[bytes] | None:
    """Find the first start tag, behind remarks and whatever else stands in a file's head.

    Raises BadExport for a DOCTYPE, unless it may declare what it wants.
    """
    place = data.find(b"<")
    while place >= 0:
        if match := _ROOT.match(data, place):
            return match
        if _DECLARATION.match(data, place) and not may_declare:
            raise BadExport(
                "it has a DOCTYPE, which no blog's export has and which can do harm; it is refused."
            )
        opening = next((one for one in _CLOSINGS if data.startswith(one, place)), b"")
        if opening:
            place = data.find(_CLOSINGS[opening], place + len(opening))
        place = data.find(b"<", place + 1) if place >= 0 else -1
    return None


def cut_inner(span: bytes, tag: str) -> tuple[bytes, list[bytes], bytes]:
    """Take the elements called `tag` out of an element's bytes.

    Gives what is left, the elements, and, when `span` was cut off within one, what there is of it.
    """
    cutter = _Cutter((tag,))
    rest: list[bytes] = []
    inner: list[bytes] = []
    done = place = 0
    while match := cutter.opening.search(span, place):
        place = cutter.end_of(span, match, is_all=True)
        if place < 0:
            return b"".join([*rest, span[done : match.start()]]), inner, span[match.start() :]
        if match[1]:
            rest.append(span[done : match.start()])
            inner.append(span[match.start() : place])
            done = place
    return b"".join([*rest, span[done:]]), inner, b""


def split_at(span: bytes, tag: str) -> list[bytes]:
    """Cut before every start tag, wherever it stands; for an element in which a section has no end."""
    return re.split(rb"(?!\A)(?=<%b[\s/>])" % re.escape(tag.encode()), span)


def _cut(buffer: bytearray, coming: Iterator[bytes], cutter: "_Cutter") -> Iterator[Span]:
    place, is_all = 0, False
    while True:
        match = cutter.opening.search(buffer, place)
        end = cutter.end_of(buffer, match, is_all=is_all) if match else -1
        if match and end >= 0:
            if match[1]:
                yield match[1].decode(), bytes(buffer[match.start() : end]), False
            place = end
            if place > _FULL:
                del buffer[:place]
                place = 0
            continue
        if is_all:
            break
        del buffer[: match.start() if match else max(place, len(buffer) - _LONGEST_NAME)]
        place = 0
        is_all = not _fill(buffer, coming)
    if match:
        end = cutter.end_of_rest(buffer, match.start())
        yield match[1].decode(), bytes(buffer[match.start() : end]), end == len(buffer)


def _fill(buffer: bytearray, coming: Iterator[bytes]) -> bool:
    """Add what comes, as much as there is already, and tell whether more may come.

    So what has not ended yet is looked at again only when there is twice as much of it.
    """
    wanted = max(2 * len(buffer), 1)
    for chunk in coming:
        buffer += chunk
        if len(buffer) >= wanted:
            return True
    return False


class _Cutter:
    """Finds elements in bytes; remembers what was looked for up to the end and never comes."""

    def __init__(self, tags: tuple[str, ...], root: str = "") -> None:
        names = {tag.encode(): re.escape(tag.encode()) for tag in tags}
        self.opening = re.compile(rb"<!--|<!\[CDATA\[|<(%b)(?=[\s/>])" % b"|".join(names.values()))
        pattern = rb"<(?:!--|!\[CDATA\[|%b(?=[\s/>])|(/%b\s*+>))"
        self._marks = {name: re.compile(pattern % (tag, tag)) for name, tag in names.items()}
        self._root = f"</{root}".encode() if root else b""
        self._never: set[bytes] = set()

    def end_of(self, buffer: bytes | bytearray, match: re.Match[bytes], *, is_all: bool) -> int:
        """Give where what begins at `match` ends, -1 when not in `buffer`.

        `is_all` says that nothing follows the buffer: then a section that does not end is none.
        """
        if not match[1]:
            return self._behind(buffer, match, is_all=is_all)
        place = _end_of_start_tag(buffer, match.end())
        if place < 0 or buffer[place - 2] == ord("/"):
            return place
        marks = self._marks[match[1]]
        while mark := marks.search(buffer, place):
            if mark[1]:
                return mark.end()
            if mark[0] not in _CLOSINGS:  # the next one begins: the end tag was lost
                return mark.start()
            place = self._behind(buffer, mark, is_all=is_all)
            if place < 0:
                return -1
        return -1

    def _behind(self, buffer: bytes | bytearray, opening: re.Match[bytes], *, is_all: bool) -> int:
        """Give where a remark or a section ends; -1 when that may still come."""
        closing = _CLOSINGS[opening[0]]
        found = -1 if closing in self._never else buffer.find(closing, opening.end())
        if found >= 0:
            return found + len(closing)
        if not is_all:
            return -1
        self._never.add(closing)
        return opening.end()

    def end_of_rest(self, buffer: bytearray, start: int) -> int:
        """Give where an element ends that has no end: before that of the root, else with the file."""
        end = buffer.rfind(self._root, start) if self._root else -1
        has_end = end >= 0 and re.fullmatch(rb"\s*>\s*", buffer[end + len(self._root) :])
        return end if has_end else len(buffer)


def _end_of_start_tag(buffer: bytes | bytearray, place: int) -> int:
    """Give where a start tag ends, -1 when not in `buffer`; a ">" may stand in a quoted value."""
    if match := _REST_OF_TAG.match(buffer, place):
        return match.end()
    # A tag ends before the next "<" in any case, so what goes on up to that has a quote too much.
    return (buffer.find(b">", place) + 1 or -1) if buffer.find(b"<", place) >= 0 else -1
