"""An entry of Movable Type's text form as a post."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from plugins.comments.model import Format
from plugins.comments_import.model import ImportedPost, Note
from plugins.comments_import.sources.mt.text import WrittenEntry
from plugins.comments_import.texts.author_names import author_name
from plugins.comments_import.texts.line_breaks import add_breaks, plain_words
from plugins.shared.dates import Precision
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line, shorten

_DATE = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AP])\.?M\.?)?",
    re.ASCII | re.IGNORECASE,
)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_OLDEST_SHORT_YEAR = 69  # as everywhere in POSIX: 69 is 1969, 68 would be 2068
_STATUSES = {"": "", "publish": "", "future": "", "draft": "draft", "review": "draft"}
_BROKEN = {"", "1", "__default__"}
_WHOLE_HTML = {"0", "wysiwyg", "richtext", "block_editor"}
_LABEL = re.compile(r'"([^"]*)"|([^,]+)')


def post_of(entry: WrittenEntry, keys: tuple[str, ...], zone: tzinfo) -> ImportedPost:
    """Give the post, with both halves of its body; `zone` is that of its date."""
    written, _precision = written_time(entry.get("DATE"))
    # What a status nobody knows means is for the author to say: until then it is not shown.
    status = _STATUSES.get(entry.get("STATUS").lower(), "draft")
    return ImportedPost(
        keys=keys,
        title=plain_words(entry.get("TITLE")),
        body=_body(entry),
        format=Format.MARKDOWN if _is_markdown(entry) else Format.HTML,
        date=in_utc(written, zone),
        author=author_name(plain_words(entry.get("AUTHOR")), otherwise=""),
        labels=_labels(entry),
        status=status,
        address=web_address(entry.get("UNIQUE URL")) or "",
    )


def notes_on(entry: WrittenEntry) -> Iterator[Note]:
    """Give what the author should know about how the entry was read."""
    status, breaks = entry.get("STATUS"), _breaks(entry)
    if status.lower() not in _STATUSES:
        yield Note(
            text=f'Posts whose STATUS is "{shorten(one_line(status), 40)}" are taken as drafts.'
        )
    if breaks not in _BROKEN | _WHOLE_HTML and not _is_markdown(entry):
        yield Note(
            text=f'Posts whose CONVERT BREAKS is "{shorten(one_line(breaks), 40)}" are taken as HTML; '
            "its marks stay in the text."
        )


def written_time(text: str) -> tuple[datetime | None, Precision]:
    """Give the time as it is written, 08/14/2010 01:02:06 PM, in no zone; None for anything else.

    With AM and PM or without; years of two digits are those around 2000.
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None, Precision.SECOND
    month, day, year, hour, minute = (int(number) for number in match.groups()[:5])
    if len(match[3]) == 2:  # noqa: PLR2004
        year += 1900 if year >= _OLDEST_SHORT_YEAR else 2000
    half = (match[7] or "").upper()
    if half == "P" and hour < 12:  # noqa: PLR2004
        hour += 12
    elif half == "A" and hour == 12:  # noqa: PLR2004
        hour = 0
    precision = Precision.SECOND if match[6] else Precision.MINUTE
    try:
        return datetime(year, month, day, hour, minute, int(match[6] or 0)), precision  # noqa: DTZ001
    except ValueError:
        return None, precision


def in_utc(written: datetime | None, zone: tzinfo) -> datetime | None:
    """Give a time that was written in `zone`; None for those no weblog can have."""
    if written is None:
        return None
    try:
        moment = written.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment >= _EARLIEST and moment.year < 3000 else None  # noqa: PLR2004


def _breaks(entry: WrittenEntry) -> str:
    return entry.get("CONVERT BREAKS").lower()


def _is_markdown(entry: WrittenEntry) -> bool:
    return _breaks(entry).startswith("markdown")


def _body(entry: WrittenEntry) -> str:
    sections = (entry.section("BODY"), entry.section("EXTENDED BODY"))
    texts = [section.text for section in sections if section and section.text]
    has_breaks = not _is_markdown(entry) and _breaks(entry) not in _WHOLE_HTML
    return "\n\n".join(add_breaks(text) if has_breaks else text for text in texts)


def _labels(entry: WrittenEntry) -> tuple[str, ...]:
    categories = [*entry.all("PRIMARY CATEGORY"), *entry.all("CATEGORY")]
    listed = [found for tags in entry.all("TAGS") for found in _split(tags)] + _keywords(entry)
    labels = (plain_words(label) for label in (*categories, *listed))
    return tuple(dict.fromkeys(filter(None, labels)))


def _keywords(entry: WrittenEntry) -> list[str]:
    """Give the keywords that are labels: TypePad's, and lists; others may be a sentence for machines."""
    section = entry.section("KEYWORDS")
    if not section or section.is_cut or not ("," in section.text or entry.get("UNIQUE URL")):
        return []
    return _split(section.text.replace("\n", ","))


def _split(text: str) -> list[str]:
    """Give the parts of a list such as: ana, "night owl"."""
    return [(match[1] or match[2] or "").strip().strip('"') for match in _LABEL.finditer(text)]
