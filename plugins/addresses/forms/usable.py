"""What of a table every server can be told: the rules that can be written down and lead somewhere else."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from plugins.addresses.forms.regexes import in_bytes, path_regex
from plugins.addresses.model import Rule, Served

# nginx reads no word of more than 4,096 bytes, and no more than nine things a pattern catches.
_LONGEST_WORD = 3_800
_MOST_CAUGHT = 9
# RFC 3986, 3.3, but for "$", which stands for a variable in all the servers' languages.
_IN_LINKS = "/%-._~!&'()*+,;=:@?#"


def usable_rules(served: Served) -> tuple[Rule, ...]:
    """Give the rules that can be written for any server, each once, leading to links with the base.

    Left out: what has control characters or is too long for nginx, what leads to another host or to
    itself, and a second rule for the same requests.
    """
    found: dict[tuple[str, tuple[str, str] | None], Rule] = {}
    for rule in served.rules:
        if _is_usable(rule, served.base):
            key = path_regex(rule, in_bytes), rule.query
            found.setdefault(key, replace(rule, new=link_of(served.base + rule.new)))
    return tuple(found.values())


def link_of(text: str) -> str:
    """Give the link with whatever may not stand in one percent-encoded, and no "?" before nothing."""
    asked = re.sub(r"\?(?=#|$)", "", text)
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", asked), safe=_IN_LINKS)


def _is_usable(rule: Rule, base: str) -> bool:
    return (
        all(_is_writable(text) for text in _texts(rule))
        and rule.old.startswith("/")
        and rule.new.startswith("/")
        and not rule.new.startswith("//")
        and rule.old.count("/:") <= _MOST_CAUGHT
        and _length(rule, base) <= _LONGEST_WORD
        and not _leads_to_itself(rule)
    )


def _texts(rule: Rule) -> Iterator[str]:
    yield rule.old
    yield rule.new
    yield from rule.query or ()


def _is_writable(text: str) -> bool:
    return not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)


def _length(rule: Rule, base: str) -> int:
    """Give more bytes than the longer word takes that is written for the rule."""
    query = "".join(rule.query or ())
    old = 4 * len((base + rule.old).encode()) + 16 * len(query.encode()) + 100
    return max(old, 3 * len((base + rule.new).encode()))


def _leads_to_itself(rule: Rule) -> bool:
    path = unquote(re.split("[?#]", rule.new)[0])
    is_plain = not rule.is_pattern and rule.query is None
    return is_plain and path.rstrip("/") == rule.old.rstrip("/")
