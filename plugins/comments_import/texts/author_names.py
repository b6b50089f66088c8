"""Names of those who wrote something, fit to be shown."""

import re

from plugins.shared.text import one_line, shorten

_LONGEST = 200
_MAIL_ADDRESS = re.compile(r"([^\s@<>()]+)@[^\s@<>()]+\.[^\s@<>()]+")
_BESIDE_A_NAME = re.compile(rf"(?<=\S)\s*[<(]{_MAIL_ADDRESS.pattern}[>)]")


def author_name(*names: str, otherwise: str = "Anonymous") -> str:
    """Give the first of `names` that is not empty, as one line; no e-mail address is left in it.

    Of one that stands for a name, what is before the "@" is kept.
    """
    # Nobody's name is that long; what follows need not be searched.
    lines = (one_line(name)[: 5 * _LONGEST] for name in names)
    name = next(filter(None, lines), "")
    name = _MAIL_ADDRESS.sub(r"\1", _BESIDE_A_NAME.sub("", name))
    return shorten(name, _LONGEST) or otherwise
