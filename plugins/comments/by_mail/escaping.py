"""Words of a mail as Markdown that shows just these words; the quotes among them are quotes there, too. Pure."""

import re
from collections.abc import Iterable

from plugins.comments.by_mail.quotes import Piece

_ANYWHERE = re.compile(r"[\\`*_{}\[\]]")
_AT_START = re.compile(r"^(?:(?P<mark>[#>+-])|(?P<number>\d+)(?P<dot>[.)])|(?P<odd>[=:~]))")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def as_markdown(pieces: Iterable[Piece]) -> str:
    """Give the pieces as Markdown: paragraphs and line ends stay, nothing else is interpreted."""
    return "\n\n".join(
        _quoted(piece.text) if piece.is_quote else _escaped(piece.text) for piece in pieces
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {row}".rstrip() if row else ">" for row in _escaped(text).split("\n"))


def _escaped(text: str) -> str:
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    return "\n\n".join("  \n".join(map(_line, part.split("\n"))) for part in paragraphs)


def _line(text: str) -> str:
    done, rows = 0, []
    for match in _WEB_ADDRESS.finditer(text):
        rows += [_plain(text[done : match.start()]), f"<{match[0]}>"]
        done = match.end()
    return _AT_START.sub(_escape_start, "".join([*rows, _plain(text[done:])]).strip())


def _plain(text: str) -> str:
    escaped = _ANYWHERE.sub(r"\\\g<0>", text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;")


def _escape_start(match: re.Match[str]) -> str:
    if match["mark"]:
        return f"\\{match['mark']}"
    if match["number"]:
        return f"{match['number']}\\{match['dot']}"
    return f"&#{ord(match['odd'])};"  # Python-Markdown has no backslash escape for these
