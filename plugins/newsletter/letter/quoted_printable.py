"""Quoted-printable (RFC 2045, 6.7) in pieces that can be put one after another. Pure."""

import re
from collections.abc import Iterator

_ESCAPED = {n: f"={n:02X}" for n in range(256) if chr(n) == "=" or not (n == 9 or 32 <= n <= 126)}  # noqa: PLR2004 - ASCII
# Most greetings are: one line that stands as it is.
_PLAIN = re.compile("(?![.]|From )[ -<>-~]{0,72}[!-<>-~]")
# And 2 for a first character that is encoded after all, and 1 for "=": 76.
_COLUMNS = 73
_LAST_SPACE = {" ": "=20", "\t": "=09"}


def encode_piece(text: str) -> str:
    """Give `text` encoded, its lines ended by CRLF and at most 76 columns wide.

    It ends a line, so that the next piece begins one: the encoded pieces, put together, decode to the
    texts put together. No line begins with a full stop, which SMTP would have to double, nor with the
    "From " that mailboxes take for a new message.
    """
    if _PLAIN.fullmatch(text):
        return f"{text}=\r\n"
    if not text:
        return ""
    encoded = "\r\n".join(map(_encode_line, text.split("\n")))
    return encoded if text.endswith("\n") else f"{encoded}=\r\n"


def _encode_line(line: str) -> str:
    safe = line.encode().decode("latin-1").translate(_ESCAPED)
    if safe[-1:] in _LAST_SPACE:
        safe = safe[:-1] + _LAST_SPACE[safe[-1]]
    return "=\r\n".join(map(_guard, _cut(safe)))


def _cut(line: str) -> Iterator[str]:
    """Give an encoded line in pieces; none ends inside "=3D"."""
    start = 0
    while len(line) - start > _COLUMNS:
        end = start + _COLUMNS
        sign = line.rfind("=", end - 2, end)
        end = end if sign < 0 else sign
        yield line[start:end]
        start = end
    yield line[start:]


def _guard(line: str) -> str:
    if line.startswith("."):
        return f"=2E{line[1:]}"
    return f"=46{line[1:]}" if line.startswith("From ") else line
