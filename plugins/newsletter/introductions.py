"""The files in content/digests/: the author's introductions."""

import re
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from markdown import Markdown

from plugins.newsletter.model import Introduction
from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.dates import is_day_only, parse_time
from plugins.shared.errors import BadContent
from plugins.shared.front_matter import FrontMatter, read_front_matter
from plugins.shared.safe_html import absolute, clean_post
from plugins.shared.text import one_line

# What a file that was begun holds until the author writes: it is never sent.
BEGUN = "Write a few lines here: what you have been up to, why these posts, a question."
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def newest_introduction(folder: Path, *, base: str, zone: tzinfo) -> Introduction | None:
    """Give the newest digest's introduction in `folder`, links absolute against `base`; None without any.

    Raises BadContent when its metadata cannot be used.
    """
    files = sorted(folder.glob("*.md"), key=lambda path: path.stem)
    return parse_introduction(read_front_matter(files[-1]), base=base, zone=zone) if files else None


def all_introductions(folder: Path, *, base: str, zone: tzinfo) -> tuple[Introduction, ...]:
    """Give the introductions of all digests in `folder`, drafts too, in the order of their names.

    Raises BadContent when one cannot be used: a letter must not go out without its first words.
    """
    files = sorted(folder.glob("*.md"), key=lambda path: path.stem)
    return tuple(
        with_cadence(parse_introduction(read_front_matter(path), base=base, zone=zone), path)
        for path in files
    )


def with_cadence(words: Introduction, path: Path) -> Introduction:
    """Give the introduction with its cadence, which the file's name says when the file does not.

    Raises BadContent without one.
    """
    cadence = (words.cadence or path.stem.rpartition("-")[2]).lower()
    if cadence not in set(Cadence):
        raise BadContent(
            f'{path}: its Cadence: is "{cadence}"; each, weekly or monthly says whose letter it is.'
        )
    return replace(words, cadence=cadence)


def parse_introduction(front: FrontMatter, *, base: str, zone: tzinfo) -> Introduction:
    """Give the introduction that a digest file holds. Raises BadContent."""
    title, date = front.get("title"), front.get("date")
    if front.faults or not title or not date:
        why = (
            front.faults[0]
            if front.faults
            else f"{front.path}: a digest needs a Title: and a Date:."
        )
        raise BadContent(str(why))
    try:
        moment = parse_time(date, zone)
    except ValueError as error:
        raise BadContent(f"{front.path}: {error}.") from error
    named = front.find("posts")
    body = front.body.strip()
    return Introduction(
        title=one_line(title),
        date=moment,
        html=clean_post(Markdown(extensions=["smarty"]).convert(body), f"{base}/"),
        text=_plain(body, base),
        cadence=front.get("cadence"),
        key=front.path.stem,
        is_day=is_day_only(date),
        is_draft=front.get("status").lower() not in {"", "published"} or BEGUN in body,
        page=f"digests/{front.path.stem}.html",
        posts=tuple(id_ for id_ in named.values if id_) if named else (),
    )


def _plain(markdown: str, base: str) -> str:
    """Give the words for the text letter: a link's address stands behind its words."""
    return _LINK.sub(lambda match: f"{match[1]} ({absolute(match[2], f'{base}/')})", markdown)
