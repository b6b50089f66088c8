"""The comments of a page copied as text whose template says "NAME said..." above each.

Some templates show when it was said, below the words; in some copies name and "said..." are two lines.
"""

import re
from datetime import datetime, tzinfo
from itertools import pairwise

from plugins.comments_import.sources.copy.copied import CopiedComment, paragraphs
from plugins.comments_import.sources.copy.dates import find_moment
from plugins.comments_import.sources.copy.words import is_heading, said, verbs_alone, without_foot
from plugins.shared.text import one_line

_LONGEST = 80  # characters of a name


def find_said(
    lines: list[str], languages: frozenset[str], zone: tzinfo
) -> tuple[list[str], list[CopiedComment], bool] | None:
    """Give the paragraphs of the post, the comments, and whether all of the page's foot is known.

    None when nobody said anything.
    """
    pattern = said(languages)
    parts = list(paragraphs(_with_whole_heads(lines, languages), is_alone=pattern.fullmatch))
    texts = [text for text, _start, _gap in parts]
    heads = _find_heads(texts, {n for n, part in enumerate(parts) if part[2]}, pattern)
    if not heads:
        return None
    names = [_name(pattern, texts[head]) for head in heads]
    words = ["\n\n".join(texts[a + 1 : b]) for a, b in pairwise([*heads, len(texts)])]
    last, is_known = without_foot(words[-1].split("\n"))
    bodies = [*words[:-1], "\n".join(last)]
    comments = [
        CopiedComment(name=name, words=all_, body=body, date=date)
        for name, all_, (body, date) in zip(names, words, _dated(bodies, zone), strict=True)
    ]
    post = texts[: heads[0]]
    return (post[:-1] if is_heading(post[-1]) and post[1:] else post), comments, is_known


def _with_whole_heads(lines: list[str], languages: frozenset[str]) -> list[str]:
    """Join a name and the "said..." below it into one line."""
    verb = verbs_alone(languages)
    out: list[str] = []
    for line in lines:
        name = next((n for n in range(len(out) - 1, max(len(out) - 3, -1), -1) if out[n].strip()), -1)  # fmt: skip
        is_first = (
            name >= 0 and len(out[name]) <= _LONGEST and (name == 0 or not out[name - 1].strip())
        )
        if is_first and verb.fullmatch(line):
            out[name:] = [f"{out[name].rstrip()} {line.strip()}"]
        else:
            out.append(line)
    return out


def _find_heads(texts: list[str], gaps: set[int], pattern: re.Pattern[str]) -> list[int]:
    """Give where the comments begin: never before the post has at least one paragraph.

    A copy has two empty lines between the post and its first comment, or "4 comments:". Where one head
    stands behind such a gap, the ones before it are words of the post ("And then he said...").
    """
    heads = [n for n, text in enumerate(texts) if n and pattern.fullmatch(text.strip())]
    starts = gaps | {n + 1 for n, text in enumerate(texts) if is_heading(text)}
    first = next((n for n in heads if n in starts), heads[0] if heads else 0)
    return [n for n in heads if n >= first]


def _name(pattern: re.Pattern[str], head: str) -> str:
    match = pattern.fullmatch(head.strip())
    return one_line(match["name"]) if match else ""


def _dated(bodies: list[str], zone: tzinfo) -> list[tuple[str, datetime | None]]:
    """Take the time off the end of the bodies, if the template shows it: then most of them end so."""
    found = [_split_date(body, zone) for body in bodies]
    dated = sum(date is not None for _body, date in found)
    return found if dated * 2 > len(bodies) else [(body, None) for body in bodies]


def _split_date(body: str, zone: tzinfo) -> tuple[str, datetime | None]:
    above, _, last = body.rstrip().rpartition("\n")
    date = find_moment(last, zone)
    return (above.rstrip(), date) if date else (body, None)
