"""Strangers' words for a terminal: nothing in them moves the cursor, hides a line or turns the text round. Pure."""

import re
import unicodedata

from plugins.shared.text import clean

# They join letters into emoji and are part of Persian and Indian words; the other format characters
# (Unicode's category Cf), those that turn the direction of text among them, are not shown.
_JOINERS = "\u200c\u200d"
_SEPARATORS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": "    "})
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def printable(text: str) -> str:
    """Give `text` with nothing in it but characters one sees, and its line ends."""
    unix = re.sub(r"\r\n?", "\n", text).translate(_SEPARATORS)
    return "".join(one for one in clean(unix) if one in "\n" + _JOINERS or _is_seen(one))


def printable_line(text: str) -> str:
    """Give `text` as one such line."""
    return " ".join(printable(text).split())


def indented(text: str, margin: str = "    ") -> str:
    """Give words with a margin before every line, so that no line of theirs looks like one of ours."""
    return "\n".join(f"{margin}{row}".rstrip() for row in printable(text).split("\n"))


def _is_seen(one: str) -> bool:
    return one.isascii() or unicodedata.category(one) not in _INVISIBLE
