"""Regular expressions for old addresses, with nothing in them that a server's own language could read.

All but letters, digits, "/", "_" and "-" is written as a number: no quote, brace or dollar sign of a
stranger's comes near a configuration. Two kinds of expressions are needed: nginx and Apache have
PCRE and look at bytes, Caddy has Go's (RE2) and looks at characters.
"""

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from plugins.addresses.model import Rule

Dialect = Callable[[str], str]
NAME = re.compile(r":([A-Za-z][A-Za-z0-9_]*)")
# Nothing in here can end a header's line, or lead to another host.
_SEGMENT = "([A-Za-z0-9._~-]+)"
_AS_IT_IS = re.compile(r"[A-Za-z0-9/_-]")
# What stands in a query as itself: the others part parameters from one another.
_ONLY_ENCODED = frozenset("&# %")


def in_bytes(text: str) -> str:
    """Give an expression for just this text, for PCRE."""
    return "".join(_byte(byte) for byte in text.encode())


def _byte(byte: int) -> str:
    return chr(byte) if _AS_IT_IS.fullmatch(chr(byte)) else f"\\x{byte:02x}"


def in_characters(text: str) -> str:
    """Give an expression for just this text, for Go."""
    return "".join(
        letter if _AS_IT_IS.fullmatch(letter) else f"\\x{{{ord(letter):x}}}" for letter in text
    )


def request_regex(rule: Rule, dialect: Dialect, *, base: str = "") -> str:
    """Give an expression for "path query", with the path decoded and the query as it came.

    A query holds no space, so its end tells the two apart even where a path does. The path comes
    first: most requests differ there, and thousands of rules are tried for each.
    """
    query = rf"(?:[^ ]*&)?{_parameter(rule.query, dialect)}(?:&[^ ]*)?" if rule.query else "[^ ]*"
    return rf"^{_path(rule, dialect, base)} {query}\z"


def query_regex(query: tuple[str, str], dialect: Dialect) -> str:
    """Give an expression for a query, as it came, that has this parameter."""
    return rf"(?:^|&){_parameter(query, dialect)}(?:&|\z)"


def _parameter(query: tuple[str, str], dialect: Dialect) -> str:
    name, value = (_encoded(part, dialect) for part in query)
    if query[1] == "*":
        return f"{name}(?:=[^& ]*)?"
    return f"{name}={value}" if value else f"{name}=?"


def _encoded(text: str, dialect: Dialect) -> str:
    """Give an expression for the text in every way that a query may write it."""
    return "".join(_encoded_letter(letter, dialect) for letter in text)


def _encoded_letter(letter: str, dialect: Dialect) -> str:
    encoded = quote(letter, safe="")
    if encoded == letter:
        return dialect(letter)
    plain = r"\x2b" if letter == " " else "" if letter in _ONLY_ENCODED else dialect(letter)
    either = f"{plain}|" if plain else ""
    return f"(?:{either}(?i:{encoded}))"


def path_regex(rule: Rule, dialect: Dialect) -> str:
    r"""Give an expression for the rule's path, from "/" on, up to its end.

    The end is \z: in PCRE a "$" would let a line's end through.
    """
    return rf"{_path(rule, dialect)}\z"


def _path(rule: Rule, dialect: Dialect, base: str = "") -> str:
    has_rest = rule.is_pattern and rule.old.endswith("*")
    old = (rule.old[:-1] if has_rest else rule.old).rstrip("/")
    segments = [_segment(part, rule, dialect) for part in old.lstrip("/").split("/")]
    path = dialect(unquote(base)) + (f"/{'/'.join(segments)}" if old else "")
    # nginx and Apache make one slash of several.
    squeezed = re.sub("/{2,}", "/+", path)
    if not has_rest:
        return f"{squeezed}/*" if squeezed else "/"
    if not rule.old.endswith("/*"):
        return f"{squeezed}(?s:.*)"
    return f"{squeezed}(?:/(?s:.*))?" if squeezed else "/(?s:.*)"


def _segment(part: str, rule: Rule, dialect: Dialect) -> str:
    is_name = rule.is_pattern and NAME.fullmatch(part)
    return _SEGMENT if is_name else dialect(part)


def pieces_of(rule: Rule) -> tuple[str | int, ...]:
    """Give where the rule leads, in pieces: text, and numbers of what `old` has caught."""
    if not rule.is_pattern:
        return (rule.new,)
    names = [part[1:] for part in rule.old.split("/") if NAME.fullmatch(part)]
    parts = NAME.split(rule.new)
    found: list[str | int] = [parts[0]]
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        found += [names.index(name) + 1 if name in names else f":{name}", text]
    return tuple(found)
