"""Plain text: cleaned, shortened, taken out of HTML, made into slugs."""

import re
from email.utils import parseaddr
from functools import lru_cache
from html import unescape

from unidecode import unidecode

from plugins.shared.patterns import late_pattern

# What XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets): lxml refuses such text. And what HTML
# calls noncharacters (https://infra.spec.whatwg.org/#noncharacter): a page with them does not parse.
_NONE = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_CONTROL = late_pattern(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONE}]")
# Bytes that stand in every noncharacter's UTF-8, and in hardly any other character's.
_SIGNS_OF_NONE = (b"\xbf\xbe", b"\xbf\xbf", b"\xef\xb7")
_WINDOWS = {n: bytes([n]).decode("windows-1252", errors="ignore") for n in range(0x80, 0xA0)}
_OF_WINDOWS = late_pattern(rb"\xc2[\x80-\x9f]")  # those characters in UTF-8
_CONTROL_BYTES = bytes(n for n in (*range(32), 127) if n not in b"\t\n\r")
# Marks that turn the direction of everything after them; in a name they could disguise it.
_BIDI = late_pattern("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Tags between which text does not touch, and all the others.
_BLOCK = late_pattern(
    r"</?(?:p|br|div|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|pre|table|tr|td|th|hr)\b[^>]*>"
)
_TAG = late_pattern(r"<[^>]*>")
_WORD = late_pattern(r"[^\W_]+")


def clean(text: str) -> str:
    """Give `text` without the characters that XML or HTML cannot carry.

    Those of the range that windows-1252 fills with quotes and dashes are taken for these: old blogs are
    full of them, as they were of pages that said they were latin-1.
    """
    if text.isascii():  # every post and comment comes by here
        return text.encode().translate(None, _CONTROL_BYTES).decode()
    try:  # three times as fast as the expression
        data = text.encode().translate(None, _CONTROL_BYTES)
    except UnicodeEncodeError:  # half of a surrogate pair
        return _CONTROL.sub("", text.translate(_WINDOWS))
    cleaned = data.decode()
    if _OF_WINDOWS.search(data):
        cleaned = cleaned.translate(_WINDOWS)
    if any(sign in data for sign in _SIGNS_OF_NONE):
        cleaned = _CONTROL.sub("", cleaned)
    return cleaned


def one_line(text: str) -> str:
    """Give `text` as one clean line: white space folded, direction marks dropped."""
    if text.isascii() and text.isprintable():  # as most are
        return " ".join(text.split())
    plain = clean(text)
    return " ".join((plain if plain.isascii() else _BIDI.sub("", plain)).split())


def words_of(html: str) -> str:
    """Give the text of safe, well-formed `html` with its white space folded.

    A parser would take a hundred times as long, and every post and comment comes by here.
    """
    return one_line(unescape(_TAG.sub("", _BLOCK.sub(" ", html))))


def comparable(text: str, *, is_html: bool) -> str:
    """Give the letters and digits of `text` alone, in one case: equal for what two systems made of it."""
    plain = unescape(_TAG.sub(" ", text)) if is_html else text
    return "".join(_WORD.findall(plain.casefold()))


def shorten(text: str, length: int) -> str:
    """Give at most `length` characters of `text`, cut between words, with an ellipsis when cut."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > length // 2 else head).rstrip(" ,;:–—-") + "…"


def make_slug(title: str, *, length: int = 60) -> str:
    """Give a short ASCII name for files and addresses; "post" when nothing of `title` is left."""
    plain = unidecode(title.replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", plain.lower())
    slug = "-".join(words)
    if len(slug) > length:
        slug = slug[: length + 1].rsplit("-", 1)[0][:length]
    return slug or "post"


@lru_cache(maxsize=16)
def mail_address(sender: str) -> str:
    """Give the bare address in `Ana <ana@example.org>`; "" when there is none."""
    return parseaddr(sender)[1]


def count(number: int, what: str) -> str:
    """Give a number and what it counts: "1 post", "2 posts"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
