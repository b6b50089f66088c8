"""The text of a mail's parts: bytes decoded, flowed lines joined (RFC 3676), HTML made plain. Pure.

In what comes out a quoted line begins with ">", whatever it was before.
"""

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

_SPACES = re.compile(r"[ \t\r\n\f]+")
_LEFT_OUT = frozenset(
    [
        "head",
        "style",
        "script",
        "title",
        "svg",
        "object",
        "template",
        "noscript",
        "textarea",
        "button",
        "select",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "body",
        "html",
    ]
)
_WITH_SPACE = frozenset(
    ["blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"]
)
# What mail programs mark as a signature, and as the line that introduces a quote.
_SIGNATURES = re.compile(
    r"\b(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|yahoo_signature)\b"
)
_SIGNATURE_IDS = frozenset({"Signature", "ms-outlook-mobile-signature", "signature"})
_INTRODUCING = re.compile(r"\b(?:gmail_attr|moz-cite-prefix|moz-email-headers-table)\b")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_FORWARDED = re.compile(r"-{5,}")
# What Python decodes and no mail is written in; punycode takes the square of a text's length.
_NO_CHARSETS = frozenset(
    {
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "unicode-escape",
        "raw-unicode-escape",
    }
)
_DEEPEST = 9
_FIRST_WORDS = 20


def decode(data: bytes, charset: str) -> str:
    """Give the text in `data`; a charset that is unknown or wrong is guessed at, as mail programs do."""
    for name in (charset, "utf-8"):
        try:
            codec = codecs.lookup(name.strip().strip("'\"") or "utf-8")
            if codec.name in _NO_CHARSETS:
                continue
            return data.decode(codec.name).lstrip("\ufeff")
        except (LookupError, ValueError):  # no such charset, or not these bytes
            continue
    return data.decode("windows-1252", errors="replace")


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Give format=flowed text with its lines joined: one that ends in a space goes on below (RFC 3676, 4).

    `deletes_space` is the parameter DelSp: that space is no part of the text.
    """
    rows: list[tuple[int, str]] = []
    is_open = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")  # space-stuffing
        flows = words.endswith(" ") and words != "-- "
        if is_open and rows[-1][0] == depth and words != "-- ":
            rows[-1] = (depth, rows[-1][1] + words)
        else:
            rows.append((depth, words))
        is_open = flows
        if flows and deletes_space:
            rows[-1] = (depth, rows[-1][1][:-1])
    return "\n".join(f"{'>' * depth}{' ' if depth else ''}{words}" for depth, words in rows)


@dataclass(slots=True)
class _Lines:
    """Lines as they come, each below its marks of quoting."""

    done: list[str] = field(default_factory=list)
    row: str = ""
    depth: int = 0
    written_as_is: int = 0

    def add(self, words: str) -> None:
        """Put words on the line; white space between them counts once."""
        folded = _SPACES.sub(" ", words)
        self.row += folded.lstrip(" ") if not self.row or self.row.endswith(" ") else folded

    def end(self, *, is_wanted: bool = False) -> None:
        """End the line, when there is anything on it or an empty one is wanted."""
        if self.row.strip() or is_wanted:
            marks = ">" * min(self.depth, _DEEPEST) + (" " if self.depth else "")
            self.done.append((marks + self.row.strip()).rstrip())
        self.row = ""

    def leave_space(self) -> None:
        """End the line, and let an empty one follow."""
        self.end()
        if self.done and self.done[-1].strip("> "):
            self.end(is_wanted=True)


def html_text(html: str) -> str:
    """Give the text of HTML: paragraphs and lines as one sees them, quotes marked, signatures left out."""
    lines = _Lines()
    waiting: list[tuple[Tag | NavigableString, bool]] = [(BeautifulSoup(html, "lxml"), False)]
    while waiting:  # no recursion: mails can be nested deeper than that goes
        node, is_end = waiting.pop()
        if not isinstance(node, Tag):
            if not isinstance(node, Comment):
                _add_text(lines, node)
        elif is_end:
            _close(lines, node)
        elif not _is_left_out(node):
            _open(lines, node)
            waiting.append((node, True))
            waiting += [(child, False) for child in reversed(node.contents) if isinstance(child, Tag | NavigableString)]  # fmt: skip
    lines.end()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines.done)).strip("\n")


def _add_text(lines: _Lines, node: NavigableString) -> None:
    if not lines.written_as_is:
        lines.add(str(node))
        return
    first, *others = str(node).split("\n")
    lines.row += first
    for row in others:
        lines.end(is_wanted=True)
        lines.row = row


def _open(lines: _Lines, node: Tag) -> None:
    if node.name == "br":
        lines.end(is_wanted=True)
    elif node.name in _WITH_SPACE:
        lines.leave_space()
    elif node.name in _BLOCKS:
        lines.end()
    elif node.name in {"td", "th"} and lines.row:
        lines.add(" ")
    if node.name == "blockquote":
        lines.depth += 1
    lines.written_as_is += node.name == "pre"
    if node.name == "li":
        lines.row = "- "


def _close(lines: _Lines, node: Tag) -> None:
    if node.name == "a":
        lines.add(_target(node))
    if node.name in _BLOCKS:
        lines.end()
    if node.name == "blockquote":
        lines.depth -= 1
    lines.written_as_is -= node.name == "pre"
    if node.name in _WITH_SPACE:
        lines.leave_space()


def _target(link: Tag) -> str:
    """Give where a link leads, behind its words, unless these say it."""
    address, words = str(link.get("href") or "").strip(), _first_words(link)
    is_web = address.lower().startswith(("http://", "https://"))
    is_said = not words or _bare(words) == _bare(address)
    return f" ({address})" if is_web and not is_said else ""


def _first_words(node: Tag) -> str:
    return "".join(islice(node.strings, _FIRST_WORDS)).strip()


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|/$", "", address.lower())


def _is_left_out(node: Tag) -> bool:
    found = node.get("class") or ""
    names = found if isinstance(found, str) else " ".join(found)
    if node.name in _LEFT_OUT or _SIGNATURES.search(names) or node.get("id") in _SIGNATURE_IDS:
        return True
    if _HIDDEN.search(str(node.get("style") or "")) or node.has_attr("hidden"):
        return True
    is_introducing = bool(_INTRODUCING.search(names)) or node.get("id") == "reply-intro"
    return is_introducing and not _FORWARDED.search(_first_words(node))
