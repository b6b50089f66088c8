"""What pictures have to say for whoever does not see them, in the author's own files."""

import re
from collections.abc import Iterator

from plugins.check.doubts import Doubt
from plugins.shared.front_matter import MARKDOWN_ENDINGS, FrontMatter

NO_ALT = "has no alt text"
# Nobody means to write ![](photo.jpg) for a picture that only decorates; whoever does can say alt="".
_WITHOUT_WORDS = re.compile(r"!\[\s*+\][(\[](?P<place>[^)\]\n]*+)")
_CODE = re.compile(r"(?<!`)(?P<marks>`+)(?!`)[^`]*+(?P=marks)(?!`)")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})")
_INDENTED = " " * 4


def pictures_without_words(front: FrontMatter) -> list[Doubt]:
    """Give a doubt for each ![](…) of an author's own file, which says nothing of what it shows."""
    if "![" not in front.body or front.is_imported or front.path.suffix not in MARKDOWN_ENDINGS:
        return []
    return [
        Doubt(
            line=number,
            message=f'the picture "{match["place"][:200]}" {NO_ALT}; say what it shows between [ and ], '
            'or, when it only decorates, write <img alt="" src="…">.',
        )
        for number, line in _lines(front)
        for match in _WITHOUT_WORDS.finditer(line)
    ]


def _lines(front: FrontMatter) -> Iterator[tuple[int, str]]:
    """Give each line of the text with its number, without what is code."""
    fence = ""
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark["marks"].startswith(fence) else fence
        elif mark:
            fence = mark["marks"]
        elif not line.startswith(_INDENTED):
            yield number, _CODE.sub("", line)
