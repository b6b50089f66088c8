"""Bytes of whatever age as text: nothing is refused, and nothing is silently dropped."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Four letters of ASCII, each in two bytes.
_WIDE = ((re.compile(rb"(?:[\t\n\r -~]\0){4}"), "utf-16-le"), (re.compile(rb"(?:\0[\t\n\r -~]){4}"), "utf-16-be"))  # fmt: skip
# What an XML declaration or an HTML page says of itself, in its first lines.
_STATED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# Encodings in which text is written and "<?xml" is ASCII. Python knows many that are none of text.
_USUAL = re.compile(
    r"iso8859-\d+|cp(?:437|7\d\d|85\d|86\d|874|932|949|950|125\d)|koi8-[rtu]|mac-\w+|big5\w*|gb\w+|"
    r"shift_jis\w*|euc_\w+|tis-620|johab|iso2022_\w+"
)
_WINDOWS = "from-windows"


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as windows-1252: nearly always they are just that."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start : error.end]
    try:
        return odd.decode("windows-1252"), error.end
    except UnicodeDecodeError:
        return odd.decode("latin-1"), error.end


codecs.register_error(_WINDOWS, _from_windows)


def encoding_of(head: bytes) -> str:
    """Give the name of the encoding that the first bytes of a file tell, "utf-8" when they do not."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    for wide, name in _WIDE:
        if wide.match(head):
            return name
    match = _STATED.search(head[:2000])
    return _usual((match[1] or match[2]).decode(errors="replace")) if match else "utf-8"


def _usual(stated: str) -> str:
    try:
        name = codecs.lookup(stated).name
    except (LookupError, ValueError):
        return "utf-8"
    # Whoever says these two means this one, as browsers know (https://encoding.spec.whatwg.org/#names-and-labels).
    name = "cp1252" if name in {"ascii", "iso8859-1"} else name
    # Whoever could write such a declaration wrote one byte a letter: it cannot be UTF-16.
    return name if _USUAL.fullmatch(name) else "utf-8"


def has_ascii_tags(name: str) -> bool:
    """Whether bytes in this encoding can be cut at their tags: all but UTF-16 and its like."""
    return not name.startswith(("utf-16", "iso2022_"))


def decode_as(data: bytes, name: str) -> str:
    """Give the text of bytes whose file says that they are in the encoding `name`."""
    if not has_ascii_tags(name):
        return data.decode(name, errors="replace")
    try:  # pages say iso-8859-1 while they are UTF-8 as often as the other way round
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(name, errors=_WINDOWS if name in {"utf-8", "cp1252"} else "replace")


def decode(data: bytes) -> str:
    """Give the text of a file, without its byte order mark."""
    return decode_as(data, encoding_of(data)).removeprefix("\ufeff")
