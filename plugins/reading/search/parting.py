"""Words for Pagefind where nobody writes spaces: it parts words at spaces alone.

So every character of such a script becomes a word, and a mark stands before each space that nobody
wrote. theme/static/search.js parts what is looked for in the same way, and takes the marks out again.
"""

import re

from plugins.reading.reading_time import UNSPACED

_MARKED = "\u2060 "  # a word joiner, which nobody sees
_UNSPACED = re.compile(f"[{UNSPACED}]")
# Also where a tag begins after a character: "<b>老</b>友" are two.
_BORDER = re.compile(rf"(?<=[{UNSPACED}])(?=\S)|(?<=[^\s>{UNSPACED}])(?=[{UNSPACED}])|<[^>]*+>")


def with_parted_words(html: str) -> str:
    """Give a page's `html` with its characters parted; one without such scripts stays as it is."""
    if not _UNSPACED.search(html):
        return html
    return _BORDER.sub(lambda found: found[0] or _MARKED, html)
