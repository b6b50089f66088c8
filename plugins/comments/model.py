"""A comment, as it is understood from its block."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from plugins.comments.blocks import Block
from plugins.shared.dates import Precision, format_precise, format_utc, parse_time, precision_of
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line

_ID = re.compile(r"[^\s:]+:\S+")
_Choice = TypeVar("_Choice", bound=StrEnum)
# What the theme calls places of its own.
OF_THE_PAGE = (
    "address",
    "answer",
    "answer-address",
    "answer-hint",
    "answer-name",
    "answer-site",
    "answer-text",
    "answer-title",
    "answer-topic",
    "challenge-title",
    "comments",
    "comments-title",
    "drafts-title",
    "feeds",
    "feeds-title",
    "letter",
    "letter-title",
    "main",
    "related-title",
    "search",
    "search-words",
    "stay-title",
    "top",
)
# Those that begin with "words-" are in imported bodies.
_ANCHOR = re.compile(r"(?!words-)[A-Za-z0-9._~:-]+")


class Status(StrEnum):
    """Who sees a comment: everyone, or nobody; a `deleted` one keeps its place for its replies."""

    APPROVED = "approved"
    HIDDEN = "hidden"
    DELETED = "deleted"
    PENDING = "pending"


class Format(StrEnum):
    """How a body was written. Without a `Format:` it is plain text: nothing in it is interpreted."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment. `id` is `source:number`, `parent` the id of the comment it answers, or "".

    `date` is in UTC, or None when it is not known: no date is ever made up; with the precision DAY it is
    midnight UTC of that day. `approved` is when it was first shown, of one that waited to be read. `url` is
    "" or http(s). `guid` is the permanent id an export gave it, or "".
    """

    id: str
    author: str
    date: datetime | None = None
    precision: Precision = Precision.SECOND
    approved: datetime | None = None
    url: str = ""
    parent: str = ""
    status: Status = Status.APPROVED
    format: Format = Format.TEXT
    kind: str = "comment"
    guid: str = ""
    anchors: tuple[str, ...] = ()
    body: str = ""
    line: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether its words may be seen."""
        return self.status is Status.APPROVED

    @property
    def appeared(self) -> datetime | None:
        """When readers could first see it, as far as is known: its approval, else its own time."""
        return self.approved or self.date


def comment_from(block: Block) -> tuple[Comment, list[tuple[int, str]]]:
    """Give the comment in `block`, and the faults of it as (line, sentence)."""
    faults = [
        (
            line,
            f'"{row[:60]}" is no header; write "Name: value", or put an empty line before the text.',
        )
        for line, row in block.broken
    ]
    given = {name.lower(): value for name, value in reversed(block.headers)}  # the first counts
    id_ = block.id
    if not _ID.fullmatch(id_):
        message = f'"=== {id_}" names no comment; write "=== source:number", without spaces.'
        faults.append((block.line, message))
        id_ = f"line:{block.line}"
    written = given.get("date", "")
    date, fault = _date_of(block, "Date", written)
    faults += fault
    approved, fault = _date_of(block, "Approved", given.get("approved", ""))
    faults += fault
    status, fault = _choice(block, "Status", given, Status.APPROVED)
    # A status nobody knows may mean "do not show this": then it is not shown.
    status = Status.HIDDEN if fault else status
    faults += fault
    format_, fault = _choice(block, "Format", given, Format.TEXT)
    faults += fault
    author = one_line(given.get("author", ""))
    if not author and status is not Status.DELETED:
        faults.append(
            (
                block.line,
                f'the comment {block.id} has no author; add "Author: …" (Anonymous, if unknown).',
            )
        )
    url = given.get("url", "")
    address = (web_address(url) or "") if url else ""
    if url and not address:
        message = (
            f'"Url: {url[:60]}" is no web address; write it whole, with https://, or leave it out.'
        )
        faults.append((block.line_of("Url"), message))
    if not block.body.strip() and status is not Status.DELETED:
        faults.append(
            (block.line, f"the comment {block.id} has no text; write it below an empty line.")
        )
    comment = Comment(
        id=id_,
        author=author or "Anonymous",
        date=date,
        precision=precision_of(written) if written else Precision.SECOND,
        approved=approved,
        url=address,
        parent=given.get("parent", ""),
        status=status,
        format=format_,
        kind=(one_line(given["type"]).lower() if "type" in given else "") or "comment",
        guid=one_line(given["guid"]) if "guid" in given else "",
        anchors=_anchors_in(block) if "anchor" in given else (),
        body=block.body,
        line=block.line,
    )
    return comment, faults


def block_from(comment: Comment) -> Block:
    """Give the block that says what `comment` says; what is not known or usual is left out."""
    headers = (
        ("Author", comment.author),
        ("Date", format_precise(comment.date, comment.precision) if comment.date else ""),
        ("Approved", format_utc(comment.approved) if comment.approved else ""),
        ("Url", comment.url),
        ("Parent", comment.parent),
        ("Status", "" if comment.status is Status.APPROVED else comment.status),
        ("Format", comment.format),
        ("Type", "" if comment.kind == "comment" else comment.kind),
        ("Guid", comment.guid),
        ("Anchor", " ".join(comment.anchors)),
    )
    filled = tuple([(name, str(value)) for name, value in headers if value])
    return Block(id=comment.id, headers=filled, body=comment.body)


def feed_id(post_id: str, comment: Comment) -> str:
    """Give the comment's permanent id: its own, else one made of the post's id and its own."""
    return comment.guid or uuid5(NAMESPACE_URL, f"{post_id} {comment.id}").urn


def fragments(comments: list[Comment]) -> dict[str, str]:
    """Give each comment id its place on the page: "c" and what stands after the colon.

    When two sources used one number, source and number are joined with "-"; should that be taken,
    too, a number is added.
    """
    short = {comment.id: _fragment(comment.id.partition(":")[2]) for comment in comments}
    used = Counter(short.values())
    tries: Counter[str] = Counter()
    found: dict[str, str] = {}
    taken = set(OF_THE_PAGE)
    for id_, name in short.items():
        wanted = place = "c" + (name if used[name] == 1 else _fragment(id_.replace(":", "-", 1)))
        while place in taken:
            tries[wanted] += 1
            place = f"{wanted}-{tries[wanted] + 1}"
        found[id_] = place
        taken.add(place)
    return found


def anchors(comments: list[Comment], places: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Give each comment id the anchors that are its alone, besides its place on the page.

    The first comment that wants one has it. What would need escaping in an address was never one.
    """
    taken = {*OF_THE_PAGE, *places.values()}
    found: dict[str, tuple[str, ...]] = {}
    for comment in comments:
        free = [
            anchor
            for anchor in dict.fromkeys(comment.anchors)
            if anchor not in taken and _ANCHOR.fullmatch(anchor)
        ]
        taken.update(free)
        found[comment.id] = tuple(free)
    return found


def _fragment(text: str) -> str:
    """Keep to what needs no escaping in an address."""
    return re.sub(r"[^A-Za-z0-9._~-]", "-", text)


def _anchors_in(block: Block) -> tuple[str, ...]:
    return tuple(" ".join(block.all("Anchor")).replace(",", " ").split())


def _date_of(block: Block, name: str, text: str) -> tuple[datetime | None, list[tuple[int, str]]]:
    if not text:
        return None, []
    try:
        return parse_time(text), []
    except ValueError:
        message = (
            f'"{name}: {text}" is no date; write it like 2010-08-14T15:04:05Z, or leave it out.'
        )
        return None, [(block.line_of(name), message)]


def _choice(
    block: Block, name: str, given: Mapping[str, str], usual: _Choice
) -> tuple[_Choice, list[tuple[int, str]]]:
    text = given.get(name.lower(), "").lower()
    if not text:
        return usual, []
    choices = type(usual)
    if text in set(choices):
        return choices(text), []
    message = f'"{name}: {text}" is not known; use one of {", ".join(choices)}.'
    return usual, [(block.line_of(name), message)]
