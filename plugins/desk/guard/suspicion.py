"""What makes a comment suspicious: it is kept, out of sight, and the author is not troubled. Pure."""

import re
from collections.abc import Sequence

MOST_LINKS = 2
_LINK = re.compile(r"(?:https?:|www\.|\]\()\S", re.IGNORECASE)


def parse_bad_words(text: str) -> tuple[str, ...]:
    """Give the words and phrases of the author's list, one a line; lines with # are remarks."""
    lines = (line.strip().casefold() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def find_suspicion(texts: Sequence[str], bad_words: Sequence[str]) -> str:
    """Give why texts are suspicious, "words" or "links"; "" when they are not."""
    known = " ".join(texts).casefold()
    if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", known) for word in bad_words):
        return "words"
    return "links" if len(_LINK.findall(known)) > MOST_LINKS else ""
