"""Bytes of a list as text, whatever wrote them: a service, Excel, Notepad of 1998."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel or Outlook file; save it as CSV"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BEGIN:VCARD", "a file of vCards; export the contacts as CSV instead"),
    (b"{", "JSON; export the list as CSV instead"),
    (b"[", "JSON; export the list as CSV instead"),
    (b"<", "a web page or other markup, perhaps a page that asks to sign in"),
)
_TEXT = bytes({*b"\t\n\r\f\0", *range(0x20, 0x100)})
_HEAD = 4096


def decode(data: bytes) -> str:
    """Give the text of a list without its byte order mark; what is no UTF-8 is read as windows-1252."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    wide = _wide(data[:_HEAD])
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        # Files put together from several hold both, but in one line there is mostly one.
        return "".join(map(_decode_line, data.splitlines(keepends=True)))


def seeming(data: bytes) -> str:
    """Give what the bytes are, when they are no text with a list in it; "" when they may be."""
    if not data.strip():
        return "an empty file"
    if any(data.startswith(mark) for mark, _name in _MARKS) or _wide(data[:_HEAD]):
        return ""
    start = data[:_HEAD].lstrip()
    what = next((what for sign, what in _STARTS if start.startswith(sign)), "")
    if start.startswith((b"<", b"[")) and b"@" in start.splitlines()[0]:
        return ""  # <ana@example.org>
    is_binary = len(start.translate(None, _TEXT)) * 20 > len(start) or start.count(0) * 4 > len(
        start
    )
    return what or ("a binary file" if is_binary else "")


def _wide(head: bytes) -> str:
    """Give which UTF-16 it is: text without a mark has its zeros on one side."""
    even, odd = head[::2], head[1::2]
    if len(odd) > 1 and odd.count(0) * 10 > len(odd) * 9 and even.count(0) * 10 < len(even):
        return "utf-16-le"
    if len(odd) > 1 and even.count(0) * 10 > len(even) * 9 and odd.count(0) * 10 < len(odd):
        return "utf-16-be"
    return ""


def _decode_line(line: bytes) -> str:
    for name in ("utf-8", "windows-1252"):
        try:
            return line.decode(name)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")
