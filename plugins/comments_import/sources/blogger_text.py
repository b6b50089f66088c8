"""A plain-text copy of a Blogger page, as one gets by copying it from the browser.

    Saturday, August 14, 2010

    The title

    The body's paragraphs, with empty lines between them.


    A NAME said...

    That reader's comment, maybe in several paragraphs.

There are no times of comments, no links and no ids in such a copy, and none are made up; a comment's
id is made of its name and words, so that the same copy always gives the same ids. Whatever stands in
it is text: it is shown as it is, "<" included.
"""

import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from dateutil import parser

from plugins.comments.model import Comment, Format
from plugins.comments_import.markdown_text import paragraphs_to_markdown
from plugins.comments_import.model import Export, ImportedPost, Skipped
from plugins.shared.errors import BadExport
from plugins.shared.text import clean, one_line

NAME = "text"
TITLE = "a text copy of a Blogger page"

_MONTHS = "January February March April May June July August September October November December"
_MONTH = "|".join(_MONTHS.split())
_DATE = re.compile(
    rf"(?:[A-Z][a-z]+day,? +)?(?:(?:{_MONTH}) \d{{1,2}},? \d{{4}}|\d{{1,2}}\.? (?:{_MONTH}),? \d{{4}})"
)
_HEAD = re.compile(r"(?P<name>\S.{0,79}?)[ \t]+said[ \t]*(?:\.\.\.|…)")


def claims(text: str) -> bool:
    """Whether the first line with anything on it is a date."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return bool(_DATE.fullmatch(first))


def read(text: str) -> Export:
    """Give the post and its comments. Raises BadExport when there is no title or no text."""
    paragraphs, gaps = _paragraphs(text)
    heads = _find_heads(paragraphs, gaps)
    body = paragraphs[2 : heads[0] if heads else None]
    if not body:
        raise BadExport("line 1 is a date, but a title and a text below it are missing.")
    comments, skipped = _comments(paragraphs, heads)
    post = ImportedPost(
        title=one_line(paragraphs[1]),
        date=_parse_date(one_line(paragraphs[0])),
        is_day_only=True,
        body=paragraphs_to_markdown(body),
        comments=tuple(comments),
    )
    return Export(source=NAME, posts=(post,), skipped_comments=tuple(skipped))


def _paragraphs(text: str) -> tuple[list[str], set[int]]:
    """Give the parts between empty lines, and the numbers of those with two empty lines before them.

    A comment's head right above its words is a part by itself.
    """
    unix = clean(text).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    parts: list[list[str]] = []
    gaps: set[int] = set()
    empty = 1
    for line in unix.split("\n"):
        if not line.strip():
            empty += 1
            continue
        if empty and (not parts or parts[-1]):
            gaps |= {len(parts)} if empty > 1 else set()
            parts.append([])
        parts[-1].append(line.rstrip())
        empty = 0
        if len(parts[-1]) == 1 and _HEAD.fullmatch(line.strip()):
            parts.append([])
    return ["\n".join(part) for part in parts if part], gaps


def _find_heads(paragraphs: list[str], gaps: set[int]) -> list[int]:
    """Give where the comments begin: never before the post has at least one paragraph.

    A copy has two empty lines between the post and its first comment. Where one head stands behind
    such a gap, the ones before it are words of the post ("And then he said...").
    """
    heads = [
        number
        for number, paragraph in enumerate(paragraphs)
        if number > 2 and _HEAD.fullmatch(paragraph.strip())  # noqa: PLR2004 - date, title, text
    ]
    first = next((number for number in heads if number in gaps), heads[0] if heads else 0)
    return [number for number in heads if number >= first]


def _comments(paragraphs: list[str], heads: list[int]) -> tuple[list[Comment], list[Skipped]]:
    comments, skipped = [], []
    seen: Counter[str] = Counter()
    for start, end in pairwise([*heads, len(paragraphs)]):
        match = _HEAD.fullmatch(paragraphs[start].strip())
        name = one_line(match["name"]) if match else ""
        body = "\n\n".join(paragraphs[start + 1 : end])
        if not body:
            skipped.append(Skipped(what=f"a comment by {name}", why="it has no text"))
            continue
        seen[f"{name}\n{body}"] += 1
        id_ = _make_id(name, body, seen[f"{name}\n{body}"])
        comments.append(Comment(id=id_, author=name, format=Format.TEXT, body=body))
    return comments, skipped


def _make_id(name: str, body: str, occurrence: int) -> str:
    words = f"{name}\n{body}\n{occurrence}".encode()
    return f"{NAME}:{hashlib.sha256(words).hexdigest()[:12]}"


def _parse_date(line: str) -> datetime:
    try:
        day: datetime = parser.parse(line)
    except (parser.ParserError, OverflowError) as error:
        raise BadExport(f'line 1 is "{line}", which is no day of any calendar.') from error
    return day.replace(tzinfo=UTC)
