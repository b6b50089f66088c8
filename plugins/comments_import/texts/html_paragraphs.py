r"""Paragraphs and line ends that old editors left to be added when a text is shown.

WordPress (which calls it wpautop), Movable Type and others keep `One.\n\nTwo,\nwith a break.` and show
`<p>One.</p>` and `<p>Two,<br>with a break.</p>`. What has its tags already is left as it is, so that
doing it twice is doing it once. The texts are strangers' and may be broken in any way: this walks over
them once, without recursion, and mends nothing.
"""

import re
from collections import Counter

from plugins.comments_import.texts.html_pieces import Piece, Sort, pieces_of

_LINE_NAMES = "caption dt figcaption h1 h2 h3 h4 h5 h6 legend summary title"
# In these no paragraph can stand: their text gets line breaks only.
_LINES = frozenset(_LINE_NAMES.split())
# In these even a single line is a paragraph; in all others only what empty lines set apart.
_PROSE = frozenset({"", "blockquote", "body"})
_CHILDLESS = frozenset({"col", "hr", "link", "meta"})
# An opening tag of the key ends what is open of these.
_SIBLINGS = {
    "dd": {"dd", "dt"},
    "dt": {"dd", "dt"},
    "li": {"li"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"tr"},
}
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*+\n)++")


def add_paragraphs(html: str) -> str:
    """Give `html` with `<p>` around what empty lines set apart, and `<br>` at the ends of other lines."""
    writer = _Writer()
    for piece in pieces_of(html.replace("\r\n", "\n").replace("\r", "\n")):
        writer.add(piece)
    return writer.end()


class _Writer:
    """Takes pieces one after the other and keeps what they become."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._touches = True  # whether what comes next stands right behind the last part
        self._run: list[Piece] = []  # what has come since the last block's tag
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()

    def add(self, piece: Piece) -> None:
        sort, name, text = piece
        if sort <= Sort.SEEN:
            self._run.append(piece)
            return
        self._end_run()
        if sort is Sort.CLOSING:
            self._close(name)
            self._parts.append(text if self._touches else f"\n{text}")
            self._touches = False
            return
        self._close_before(name)
        self._put(text)
        if sort is Sort.OPENING and name not in _CHILDLESS:
            self._open.append(name)
            self._counts[name] += 1
            self._touches = True

    def end(self) -> str:
        self._end_run()
        return "".join(self._parts).strip("\n")

    def _put(self, text: str) -> None:
        """Write something that stands on a line of its own."""
        self._parts.append(f"\n{text}")
        self._touches = False

    def _close_before(self, name: str) -> None:
        """End what ends by itself where a block called `name` begins."""
        top = self._open[-1] if self._open else ""
        if top == "p" or top in _SIBLINGS.get(name, ()):
            self._close(top)

    def _close(self, name: str) -> None:
        if not self._counts[name]:
            return  # it was never opened
        while True:
            closed = self._open.pop()
            self._counts[closed] -= 1
            if closed == name:
                return

    def _end_run(self) -> None:
        """Write what stands between two tags of blocks, as the one it stands in wants it."""
        paragraphs = _split(self._run)
        self._run = []
        filled = [(_is_seen(one), _with_breaks(one)) for one in paragraphs]
        filled = [(is_seen, html) for is_seen, html in filled if html]
        inside = self._open[-1] if self._open else ""
        if inside == "p":
            self._put_lines("</p>\n<p>".join(html for _, html in filled))
        elif inside in _LINES:
            self._put_lines("<br>\n".join(html for _, html in filled))
        elif inside in _PROSE or len(paragraphs) > 1:
            for is_seen, html in filled:
                if is_seen:
                    self._put(f"<p>{html}</p>")
                else:
                    self._put_lines(html)
        else:
            self._put_lines("".join(html for _, html in filled))

    def _put_lines(self, html: str) -> None:
        """Write text that gets no paragraph; it touches the tags of what it stands in."""
        if html:
            self._parts.append(html if self._touches else f"\n{html}")
            self._touches = True


def _split(run: list[Piece]) -> list[list[Piece]]:
    """Cut at empty lines; where one stands at an edge, what is cut off there is empty."""
    paragraphs: list[list[Piece]] = [[]]
    for piece in run:
        sort, name, text = piece
        if sort is not Sort.TEXT or "\n" not in text:
            paragraphs[-1].append(piece)
            continue
        first, *others = _EMPTY_LINES.split(text)
        paragraphs[-1].append((sort, name, first))
        paragraphs += [[(sort, name, other)] for other in others]
    return paragraphs


def _is_seen(paragraph: list[Piece]) -> bool:
    return any(
        sort is Sort.SEEN or (sort is Sort.TEXT and text.strip()) for sort, _name, text in paragraph
    )


def _with_breaks(paragraph: list[Piece]) -> str:
    """Give the HTML of one paragraph, with a break at each line's end that has none."""
    rows = [piece for piece in paragraph if piece[2]]
    while rows and rows[0][0] is Sort.TEXT and not rows[0][2].strip():
        rows.pop(0)
    while rows and rows[-1][0] is Sort.TEXT and not rows[-1][2].strip():
        rows.pop()
    parts = []
    for number, (sort, _name, text) in enumerate(rows):
        if sort is not Sort.TEXT:
            parts.append(text)
            continue
        bare = text.lstrip() if number == 0 else text
        bare = bare.rstrip() if number == len(rows) - 1 else bare
        if "\n" not in bare:
            parts.append(bare)
            continue
        follows_break = number > 0 and rows[number - 1][1] == "br"
        precedes_break = number + 1 < len(rows) and rows[number + 1][1] == "br"
        parts.append(_break_lines(bare, follows_break=follows_break, precedes_break=precedes_break))
    return "".join(parts)


def _break_lines(text: str, *, follows_break: bool, precedes_break: bool) -> str:
    """Put a break at each line end, but none beside one that stands there already."""
    lines = text.split("\n")
    lines = [lines[0], *(line.lstrip(" \t") for line in lines[1:])]
    lines = [*(line.rstrip(" \t") for line in lines[:-1]), lines[-1]]
    head = [lines.pop(0)] if follows_break and len(lines) > 1 and not lines[0].strip() else []
    tail = [lines.pop()] if precedes_break and len(lines) > 1 and not lines[-1].strip() else []
    return "\n".join([*head, "<br>\n".join(lines), *tail])
