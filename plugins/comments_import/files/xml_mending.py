"""What is no XML, made XML without losing a word: exports are written by hand, by scripts, by old servers."""

import re
from html import escape
from html.entities import html5

# What XML 1.0 cannot carry, as itself and as a reference.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));")
# A character beyond the first 65,536 as its two halves, as old software writes it.
_HALVES = re.compile(
    r"&#(?:x(d[89ab][0-9a-f]{2})|(5[56][0-9]{3}));&#(?:x(d[c-f][0-9a-f]{2})|(5[67][0-9]{3}));",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,8}|#x[0-9a-fA-F]{1,8});)(?:([A-Za-z][A-Za-z0-9]{0,31};))?"
)
_LOOSE = re.compile(r"<(?!/?[A-Za-z_]|!--|\?[A-Za-z])")
_OPENING, _CLOSING = "<![CDATA[", "]]>"
# Fields of Atom that hold text, or HTML as text; nothing in them is an element of its own.
_TEXTS = (b"content", b"summary", b"title")


def mend(span: bytes) -> bytes:
    """Take out what XML cannot carry and escape what was not, but for CDATA sections.

    A section without an end is none: its text goes on as any other.
    """
    text = _CONTROL.sub("", span.decode("utf-8", errors="from-windows"))
    if _OPENING not in text:  # else it tells of a section that ended too early
        text = text.replace(_CLOSING, "]]&gt;")
    return "".join(_parts(text)).encode()


def _parts(text: str) -> list[str]:
    parts = []
    place = 0
    while (start := text.find(_OPENING, place)) >= 0:
        end = text.find(_CLOSING, start)
        if end < 0:
            break
        parts += [_mend_markup(text[place:start]), text[start : end + len(_CLOSING)]]
        place = end + len(_CLOSING)
    return [*parts, _mend_markup(text[place:].replace(_OPENING, ""))]


def _mend_markup(text: str) -> str:
    text = _REFERENCE.sub(_legal, _HALVES.sub(_whole, text))
    return _LOOSE.sub("&lt;", _ENTITY.sub(_known_entity, text))


def _whole(match: re.Match[str]) -> str:
    first, second = (int(match[n], 16) if match[n] else int(match[n + 1]) for n in (1, 3))
    both = first.to_bytes(2, "big") + second.to_bytes(2, "big")
    found = both.decode("utf-16-be", errors="ignore")
    return found if len(found) == 1 and found > "\uffff" else match[0]


def _legal(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    return "" if number > 0x10FFFF or _is_illegal(chr(number)) else match[0]  # noqa: PLR2004


def _is_illegal(character: str) -> bool:
    return bool(_CONTROL.match(character))


def _known_entity(match: re.Match[str]) -> str:
    known = html5.get(match[1] or "")
    return escape(known) if known else f"&amp;{match[1] or ''}"


def escape_texts(span: bytes) -> bytes:
    """Escape the tags in an Atom entry's texts, where somebody wrote HTML as it is."""
    for name in _TEXTS:
        start = re.search(rb"<%b(?=[\s>])[^<>]*+(?<!/)>" % name, span)
        end = span.rfind(b"</%b" % name)
        if start and end >= start.end():
            inner = span[start.end() : end]
            span = b"".join([span[: start.end()], _as_text(inner), span[end:]])
    return span


def _as_text(inner: bytes) -> bytes:
    if b"<" not in inner or b"<![CDATA[" in inner:
        return inner
    if b"&lt;" not in inner:  # else most of it is escaped already
        inner = inner.replace(b"&", b"&amp;")
    return inner.replace(b"<", b"&lt;").replace(b">", b"&gt;")
