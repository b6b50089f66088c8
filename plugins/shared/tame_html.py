"""Strangers' HTML made such that parsers get through it in a time as long as it is.

They need the square of how deep it nests: a megabyte of <div> takes nh3, fast as it is, more than a minute.
And every paragraph begins anew each <b> and <i> that is still open, so that a few kilobytes of these can
be made to fill the memory.
"""

import re
from collections import Counter

from plugins.shared.patterns import late_pattern
from plugins.shared.text import clean

_DEEPEST = 500
_MOST_FORMATTING = 50
_START = late_pattern(r"<(?P<slash>/?)(?P<name>[a-z][^\s/>]*)", re.IGNORECASE)
_INLINE = "b big code em font i nobr s small strike strong tt u"
# They have no content, or the next of them ends the one before.
_FLAT = (
    "a area base br caption col colgroup dd dt embed frame hr img input keygen li link meta optgroup "
    "option p param rp rt source tbody td tfoot th thead tr track wbr"
)
_FORMATTING_START = late_pattern(rf"<(?:{_INLINE.replace(' ', '|')})\b", re.IGNORECASE)
_FORMATTING = frozenset(_INLINE.split())
_NEVER_NESTED = frozenset(_FLAT.split())


def tame(html: str) -> str:
    """Give `html`, as odd as it came, without the tags that would nest too deep; clean, too."""
    known = clean(html)
    tags = known.count("<")
    if tags <= _MOST_FORMATTING:
        return known
    if tags <= _DEEPEST and len(_FORMATTING_START.findall(known)) <= _MOST_FORMATTING:
        return known  # so few cannot nest too deep
    return _START.sub(_Nesting().keep, known)


class _Nesting:
    """What is open at some place of a text, by the names of the tags alone."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._deep = {True: 0, False: 0}  # by whether it is formatting

    def keep(self, match: re.Match[str]) -> str:
        """Give the beginning of a tag, or that of what parsers take for a comment."""
        name = match["name"].lower()
        if name in _NEVER_NESTED or (self._ends if match["slash"] else self._begins)(name):
            return match[0]
        return f"<!{match['name']}"

    def _begins(self, name: str) -> bool:
        is_formatting = name in _FORMATTING
        limit = _MOST_FORMATTING if is_formatting else _DEEPEST
        is_kept = self._deep[is_formatting] < limit
        self._deep[is_formatting] += is_kept
        (self._open if is_kept else self._dropped)[name] += 1
        return is_kept

    def _ends(self, name: str) -> bool:
        if self._dropped[name]:
            self._dropped[name] -= 1
            return False
        if self._open[name]:
            self._open[name] -= 1
            self._deep[name in _FORMATTING] -= 1
        return True
