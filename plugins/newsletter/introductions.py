"""The files in content/digests/: the author's introductions."""

import re
from datetime import tzinfo
from pathlib import Path

from markdown import Markdown

from plugins.newsletter.model import Introduction
from plugins.shared.dates import parse_time
from plugins.shared.errors import BadContent
from plugins.shared.front_matter import FrontMatter, read_front_matter
from plugins.shared.safe_html import absolute, clean_post
from plugins.shared.text import one_line

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def newest_introduction(folder: Path, *, base: str, zone: tzinfo) -> Introduction | None:
    """Give the newest digest's introduction in `folder`, links absolute against `base`; None without any.

    Raises BadContent when its metadata cannot be used.
    """
    files = sorted(folder.glob("*.md"), key=lambda path: path.stem)
    return parse_introduction(read_front_matter(files[-1]), base=base, zone=zone) if files else None


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
        page=f"digests/{front.path.stem}.html",
        posts=tuple(id_ for id_ in named.values if id_) if named else (),
    )


def _plain(markdown: str, base: str) -> str:
    """Give the words for the text letter: a link's address stands behind its words."""
    return _LINK.sub(lambda match: f"{match[1]} ({absolute(match[2], f'{base}/')})", markdown)
