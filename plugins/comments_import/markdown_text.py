"""Plain text as Markdown that shows just that text: whatever Markdown would interpret is escaped."""

import re

_ANYWHERE = re.compile(r"[\\`*_{}\[\]|]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# At the start of a line these would begin a heading, list, quote, rule, definition or fence.
_AT_START = re.compile(r"^(?:(?P<mark>[#>+-])|(?P<number>\d+)(?P<dot>[.)])|(?P<odd>[=:~]))")


def paragraphs_to_markdown(paragraphs: list[str]) -> str:
    """Give the paragraphs as Markdown; a line end within one stays a line break."""
    return "\n\n".join("  \n".join(_line(row) for row in part.split("\n")) for part in paragraphs)


def _line(text: str) -> str:
    escaped = _ANYWHERE.sub(r"\\\g<0>", text.strip())
    escaped = _ENTITY.sub("&amp;", escaped).replace("<", "&lt;")
    return _AT_START.sub(_escape_start, escaped)


def _escape_start(match: re.Match[str]) -> str:
    if match["mark"]:
        return "\\" + match["mark"]
    if match["number"]:
        return f"{match['number']}\\{match['dot']}"
    return f"&#{ord(match['odd'])};"  # Python-Markdown has no backslash escape for these
