"""Safe HTML as text to be read in a terminal: 72 columns, links numbered, with their addresses below. Pure."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from plugins.newsletter.letter.columns import width
from plugins.newsletter.letter.paragraphs import Paragraphs
from plugins.newsletter.letter.tables import lines_of_table
from plugins.shared.languages import IN_ENGLISH, Words

_BLOCKS = frozenset(
    [
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_AROUND = {"em": "_", "i": "_", "strong": "*", "b": "*", "code": "`", "del": "~", "s": "~"}
_BEFORE = {**_AROUND, "br": "\n", "q": "“"}
_AFTER = {**_AROUND, "q": "”"}
_MARGINS = {"blockquote": ("> ", "> "), "dd": ("    ", "    ")}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACE = re.compile("[ \t\n\r\f]+")
_SCHEME = re.compile("^(?:https?://|mailto:)")

_Attributes = dict[str, str]


def plain_text(html: str, *, page: str = "", catalogue: Words = IN_ENGLISH) -> str:
    """Give the text of `html`; links to places in `page`, where it stands on the web, are words alone."""
    writer = _Writer(page, catalogue)
    writer.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Puts blocks into lines as they end. It keeps no tree, so HTML may nest as deep as it likes."""

    def __init__(self, page: str, catalogue: Words) -> None:
        super().__init__()
        self._page = page
        self._catalogue = catalogue
        self._paragraphs = Paragraphs()
        self._inline: list[str] = []
        self._lists: list[int | None] = []  # the number of the next item; None without numbers
        self._links: list[tuple[str, int]] = []
        self._addresses: dict[str, int] = {}
        self._raised: list[int] = []
        self._rows: list[list[str]] = []
        self._tables = 0
        self._pre = 0

    def text(self) -> str:
        """Give all of it, and the links' addresses below."""
        if self._rows:
            self._put_table()
        self._end_block()
        lines = self._paragraphs.lines
        notes = [f"[{number}] {address}" for address, number in self._addresses.items()]
        return "\n".join([*lines, *([""] if notes and lines else []), *notes])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if tag in _MARGINS:
            self._paragraphs.begin_margin(*_MARGINS[tag])
        if tag in _BEFORE and not self._pre:
            self._inline.append(_BEFORE[tag])
        if begin := _BEGIN.get(tag):
            begin(self, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block(tag)
        if tag in _MARGINS:
            self._paragraphs.end_margin()
        if tag in _AFTER and not self._pre:
            self._inline.append(_AFTER[tag])
        if end := _END.get(tag):
            end(self)

    def handle_data(self, data: str) -> None:
        self._inline.append(data if self._pre else _SPACE.sub(" ", data))

    def _end_block(self, tag: str = "") -> None:
        if self._rows:  # a paragraph in a cell
            self._inline.append(" ")
            return
        if "".join(self._inline).strip():
            while self._links:  # around blocks
                self.end_link()
        text = self._take()
        if not text:
            return
        if self._pre:
            self._paragraphs.put([f"    {line}" for line in text.split("\n")])
            return
        lines = self._paragraphs.wrap(text)
        if tag in _HEADINGS:
            lines.append("-" * max(map(width, lines)))
        is_item = tag in {"li", "ul", "ol"} or (not tag and bool(self._lists))
        self._paragraphs.put(lines, is_tight=is_item)

    def _take(self) -> str:
        text = "".join(self._inline)
        self._inline, self._raised = [], []
        self._links = [(address, 0) for address, _start in self._links]
        if self._pre:
            return text.strip("\n")
        return re.sub(" *\n *| +", lambda match: "\n" if "\n" in match[0] else " ", text).strip()

    def rule(self, _found: _Attributes) -> None:
        self._paragraphs.put(["* * *"])

    def picture(self, found: _Attributes) -> None:
        if found.get("alt"):
            words = self._catalogue.gettext("Picture: %(words)s")
            self._inline.append(f"[{words % {'words': _SPACE.sub(' ', found['alt'])}}]")

    def begin_pre(self, _found: _Attributes) -> None:
        self._pre += 1

    def end_pre(self) -> None:
        self._pre = max(0, self._pre - 1)

    def begin_bullets(self, _found: _Attributes) -> None:
        self._lists.append(None)

    def begin_numbers(self, found: _Attributes) -> None:
        start = found.get("start", "1")
        self._lists.append(int(start) if start.isascii() and start.isdigit() else 1)

    def end_list(self) -> None:
        self._lists = self._lists[:-1]
        if not self._lists:
            self._paragraphs.loosen()

    def begin_item(self, _found: _Attributes) -> None:
        number = self._lists[-1] if self._lists else None
        first = "  * " if number is None else f" {number:>2}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._paragraphs.begin_margin(first, " " * len(first))

    def end_item(self) -> None:
        self._paragraphs.end_margin()

    def begin_link(self, found: _Attributes) -> None:
        self._links.append((found.get("href", ""), len(self._inline)))

    def end_link(self) -> None:
        if not self._links:
            return
        address, start = self._links.pop()
        words = _SPACE.sub(" ", "".join(self._inline[start:])).strip()
        if not words or not address or address.startswith(f"{self._page}#"):
            return
        bare = _SCHEME.sub("", address).rstrip("/")
        if _SCHEME.sub("", words).rstrip("/") == bare:
            self._inline[start:] = [address.removeprefix("mailto:")]
            return
        number = self._addresses.setdefault(address, len(self._addresses) + 1)
        self._inline.append(f" [{number}]")

    def begin_raised(self, _found: _Attributes) -> None:
        self._raised.append(len(self._inline))

    def end_raised(self) -> None:
        if self._raised:
            start = self._raised.pop()
            text = "".join(self._inline[start:])
            self._inline[start:] = [text.translate(_RAISED) if text.isdigit() else text]

    def begin_table(self, _found: _Attributes) -> None:
        self._tables += 1

    def begin_row(self, _found: _Attributes) -> None:
        self._rows.append([])

    def end_cell(self) -> None:
        if self._rows:
            self._rows[-1].append(self._take().replace("\n", " "))

    def end_table(self) -> None:
        self._tables = max(0, self._tables - 1)
        if not self._tables:
            self._put_table()

    def _put_table(self) -> None:
        rows, self._rows = self._rows, []
        self._paragraphs.put(lines_of_table([row for row in rows if any(row)]))


_BEGIN: dict[str, Callable[[_Writer, _Attributes], None]] = {
    "a": _Writer.begin_link,
    "hr": _Writer.rule,
    "img": _Writer.picture,
    "li": _Writer.begin_item,
    "ol": _Writer.begin_numbers,
    "pre": _Writer.begin_pre,
    "sup": _Writer.begin_raised,
    "table": _Writer.begin_table,
    "tr": _Writer.begin_row,
    "ul": _Writer.begin_bullets,
}
_END: dict[str, Callable[[_Writer], None]] = {
    "a": _Writer.end_link,
    "li": _Writer.end_item,
    "ol": _Writer.end_list,
    "pre": _Writer.end_pre,
    "sup": _Writer.end_raised,
    "table": _Writer.end_table,
    "td": _Writer.end_cell,
    "th": _Writer.end_cell,
    "ul": _Writer.end_list,
}
