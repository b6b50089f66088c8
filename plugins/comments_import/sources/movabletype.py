"""The text export of Movable Type, of TypePad, and of hosts that write the same form.

Its comments have no ids, no parents and no status: what was not approved is not in it. Times are local
to the weblog.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo

from plugins.comments.model import Comment, Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.model import ImportedComment, Item, Kind, Note, Skipped
from plugins.comments_import.sources.mt.post import in_utc, notes_on, post_of, written_time
from plugins.comments_import.sources.mt.text import (
    Section,
    WrittenEntry,
    looks_like_entries,
    parse_entries,
)
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.line_breaks import add_breaks, is_html, plain_words
from plugins.shared.errors import BadExport
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line

NAME = "movabletype"
TITLE = "a Movable Type or TypePad export"

_KINDS = {"COMMENT": Kind.COMMENT, "PING": Kind.PING}


def claims(file: ExportFile) -> bool:
    """Whether it begins with keys of Movable Type, and a section of an entry below them."""
    return looks_like_entries(file.head_text)


def read(file: ExportFile) -> Iterator[Item]:
    """Give the posts, each with its comments and pings. Raises BadExport when there is no entry."""
    entries = list(parse_entries(file.read_text()))
    if not entries:
        raise BadExport("there is no entry in it.")
    shared = _shared_keys(entries)
    has_halves = any(entry.section("EXTENDED BODY") for entry in entries)
    seen: Counter[str] = Counter()
    for entry in entries:
        keys = tuple(key for key in _keys(entry) if key not in shared)
        if not keys and not _is_comments_only(entry):
            keys = (_make_id(_own_words(entry), seen),)
        is_cut = _is_cut(entry, has_halves=has_halves)
        yield from _post_items(entry, keys, file.zone, is_cut=is_cut)
        for section in entry.sections:
            if section.name in _KINDS:
                id_ = _make_id(_own_words(entry, section), seen)
                yield _comment_item(section, keys, id_, file.zone)
            elif not section.name:
                yield Note(
                    text="Custom fields, and other sections that are not known, are left out."
                )


def _is_comments_only(entry: WrittenEntry) -> bool:
    return any(key == "NO ENTRY" for key, _value in entry.headers)


def _keys(entry: WrittenEntry) -> tuple[str, ...]:
    """Give the names of the post: an entry that has comments only names it by the time alone."""
    written, _precision = written_time(entry.get("DATE"))
    basename = one_line(entry.get("BASENAME"))
    return keys_of(
        address_key(entry.get("UNIQUE URL")),
        f"{NAME}:{basename}" if basename else "",
        f"{NAME}:at-{written.isoformat()}" if written else "",
    )


def _shared_keys(entries: list[WrittenEntry]) -> set[str]:
    """Give the names that do not tell posts apart, such as a time that several were given."""
    posts = (entry for entry in entries if not _is_comments_only(entry))
    found = Counter(key for entry in posts for key in _keys(entry) if key.startswith(f"{NAME}:"))
    return {key for key, number in found.items() if number > 1}


def _is_cut(entry: WrittenEntry, *, has_halves: bool) -> bool:
    """Whether some of its words may be missing. `has_halves` tells that bodies come in two in this file."""
    names = [section.name for section in entry.sections]
    is_short = entry.is_open and (not names or (has_halves and names == ["BODY"]))
    halves = (entry.section("BODY"), entry.section("EXTENDED BODY"))
    return entry.is_header_cut or is_short or any(half.is_cut for half in halves if half)


def _post_items(
    entry: WrittenEntry, keys: tuple[str, ...], zone: tzinfo, *, is_cut: bool
) -> Iterator[Item]:
    title = plain_words(entry.get("TITLE"))
    if _is_comments_only(entry):
        pass
    elif is_cut:
        yield Skipped(kind=Kind.POST, reason="cut off", what=title)
        return
    else:
        yield post_of(entry, keys, zone)
        yield from notes_on(entry)
    if entry.is_open:
        shown = title or entry.get("DATE")
        yield Note(
            text=f'The file ends within "{shown}": comments on it, and whatever followed, may be missing.'
        )


def _own_words(entry: WrittenEntry, section: Section | None = None) -> str:
    """Give what tells an entry, or a comment on it, from others, however often it was exported."""
    post = address_key(entry.get("UNIQUE URL")) or entry.get("BASENAME") or entry.get("DATE")
    if not section:
        return "\n".join([post, entry.get("TITLE")])
    own = [section.get(key) for key in ("DATE", "AUTHOR", "BLOG NAME", "TITLE")]
    return "\n".join([post, *own, section.text[:200]])


def _make_id(words: str, seen: Counter[str]) -> str:
    seen[words] += 1
    data = f"{words}\n{seen[words]}".encode("utf-8", errors="replace")
    return f"{NAME}:{hashlib.sha256(data).hexdigest()[:12]}"


def _comment_item(section: Section, post: tuple[str, ...], id_: str, zone: tzinfo) -> Item:
    is_ping = section.name == "PING"
    author = _author(section)
    text = f"{section.get('TITLE')}\n{section.text}".strip() if is_ping else section.text
    if section.is_cut or not text:
        return Skipped(
            kind=_KINDS[section.name],
            reason="cut off" if section.is_cut else "it has no text",
            what=f"a {'ping' if is_ping else 'comment'} by {author}",
            id=id_,
        )
    written, precision = written_time(section.get("DATE"))
    comment = Comment(
        id=id_,
        author=author,
        date=in_utc(written, zone),
        precision=precision,
        url=web_address(section.get("URL")) or "",
        status=Status.PENDING if section.get("SECRET") == "1" else Status.APPROVED,
        format=Format.HTML if is_html(text) else Format.TEXT,
        kind="trackback" if is_ping else "comment",
        body=add_breaks(text) if is_html(text) else text,
    )
    return ImportedComment(comment=comment, post=post)


def _author(section: Section) -> str:
    names = (section.get("AUTHOR"), section.get("BLOG NAME"), section.get("TITLE"))
    return author_name(*(plain_words(name) for name in names))
