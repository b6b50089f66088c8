"""A letter's bytes taken apart, as the gate's rules look at them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from plugins.newsletter.gate.web_links import parts_of, shown_link

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = frozenset({"style", "script", "title", "template", "noscript"})
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)", re.IGNORECASE)
# These close themselves, or stand alone; they do not nest without one of the others around them.
_SHALLOW = frozenset(
    [
        "area",
        "base",
        "body",
        "br",
        "col",
        "colgroup",
        "dd",
        "dt",
        "embed",
        "head",
        "hr",
        "html",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "source",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "track",
        "wbr",
    ]
)
_DEEPEST = 300
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header as it stands in the bytes, without its last line's end; `value` is on one line."""

    name: str
    raw: bytes
    value: str

    @property
    def is_folded(self) -> bool:
        """Whether it goes on in a second line."""
        return b"\n" in self.raw

    @property
    def decoded(self) -> str:
        """Give the value with its encoded words (RFC 2047) read."""
        try:
            return str(make_header(decode_header(self.value)))
        except (MessageError, ValueError, LookupError):  # what is broken stays as it is
            return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A letter: its bytes, its headers in their order, its text, its HTML, and the page that is.

    `text` and `html` are "" where the letter has no such part; `kinds` names all of its parts. `page`
    is empty where tags lie so deep in others that reading it would take minutes.
    """

    raw: bytes
    headers: tuple[Header, ...]
    message: Message
    kinds: tuple[str, ...]
    text: str
    html: str
    page: BeautifulSoup
    is_too_deep: bool

    def all_of(self, name: str) -> tuple[Header, ...]:
        """Give every header of a name."""
        return tuple(header for header in self.headers if header.name.lower() == name.lower())

    def value_of(self, name: str) -> str:
        """Give the first header's value; "" when there is none."""
        return next((header.value for header in self.all_of(name)), "")

    @property
    def ways_out(self) -> tuple[str, ...]:
        """Give the addresses of List-Unsubscribe."""
        return tuple(way.strip() for way in _IN_BRACKETS.findall(self.value_of("List-Unsubscribe")))

    def tells_who(self, url: str) -> bool:
        """Whether an address holds what tells this reader from others: their own, or their token."""
        plain = unquote(url)
        return any(sign in plain for sign in (*self._tokens, *self._readers))

    def shown(self, url: str) -> str:
        """Give an address as a report may show it, and only its host when it tells who the reader is."""
        return f"an address at {parts_of(url).hostname}" if self.tells_who(url) else shown_link(url)

    @property
    def _tokens(self) -> tuple[str, ...]:
        """Give the end of each address of List-Unsubscribe: of its path, or of the mail's subject."""
        ends = (re.split(r"[/ =]", unquote(way))[-1] for way in self.ways_out)
        return tuple(end for end in ends if len(end) >= _SHORTEST_TOKEN)

    @property
    def _readers(self) -> tuple[str, ...]:
        found = getaddresses([header.value for header in self.all_of("To")])
        return tuple(address for _name, address in found if "@" in address)


def take_apart(message: bytes) -> Parts:
    """Give the parts of a letter, however broken it is."""
    parsed = message_from_bytes(message)
    leaves = [part for part in parsed.walk() if not part.is_multipart()]
    html = _content(leaves, "text/html")
    is_too_deep = _depth(html) > _DEEPEST
    return Parts(
        raw=message,
        headers=tuple(_headers(message)),
        message=parsed,
        kinds=tuple(part.get_content_type() for part in leaves),
        text=_content(leaves, "text/plain"),
        html=html,
        # As browsers read it (https://html.spec.whatwg.org/#parsing), so that nothing hides from the rules.
        page=BeautifulSoup("" if is_too_deep else html, "html5lib"),
        is_too_deep=is_too_deep,
    )


def content_of(part: Message, *, errors: str = "replace") -> str:
    """Give a part's text. Raises UnicodeError when `errors` is "strict" and it is no UTF-8."""
    payload = part.get_payload(decode=True)
    return payload.decode(errors=errors) if isinstance(payload, bytes) else ""


def visible_strings(page: BeautifulSoup) -> Iterator[NavigableString]:
    """Give the texts of a page that a reader sees."""
    for string in all_strings(page):
        if not is_hidden(string):
            yield string


def all_strings(page: BeautifulSoup) -> Iterator[NavigableString]:
    """Give the texts of a page's body, hidden ones too; comments and styles are none."""
    for string in page.body.find_all(string=True) if page.body else ():
        is_text = type(string) is NavigableString  # comments are of a subclass
        if (
            is_text
            and string.strip()
            and not _UNSEEN.intersection(tag.name for tag in string.parents)
        ):
            yield string


def is_hidden(node: NavigableString | Tag) -> bool:
    """Whether a style or attribute, of the node or around it, keeps it from being shown."""
    around = (node, *node.parents) if isinstance(node, Tag) else tuple(node.parents)
    return any("hidden" in tag.attrs or _HIDING.search(str(tag.get("style", ""))) for tag in around)


def _content(leaves: list[Message], kind: str) -> str:
    return next((content_of(part) for part in leaves if part.get_content_type() == kind), "")


def _depth(html: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag["name"].lower() not in _SHALLOW:
            depth = max(depth - 1, 0) if tag["end"] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _headers(message: bytes) -> Iterator[Header]:
    head = re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0]
    for field in re.split(rb"\r?\n(?![ \t])", head):
        name, colon, value = field.partition(b":")
        if colon:
            yield Header(
                name=name.decode("ascii", "replace").strip(),
                raw=field,
                value=" ".join(value.decode(errors="replace").split()),
            )
