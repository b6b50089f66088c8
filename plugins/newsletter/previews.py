"""The next letter as files to look at: a page, a text, an e-mail."""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from plugins.newsletter.digest import compose
from plugins.newsletter.introductions import newest_introduction
from plugins.newsletter.letter.model import Letter, Reader, Sender
from plugins.newsletter.letter.rendering import TEMPLATES, render
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letter.slots import fill_letter
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.model import Digest
from plugins.newsletter.reading import read_feed
from plugins.shared.files import write_file
from plugins.shared.languages import words_in
from plugins.shared.site import Site

# An address of RFC 2606 that reaches nobody, and a token that is nobody's: a preview is for the
# author's eyes.
PREVIEW_READER = Reader(
    address="you@example.org",
    name="Alex",
    token="sampletokenofnobody2345672",  # noqa: S106 - see above
    message_id="<preview@example.org>",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Where a preview was written, and what it holds."""

    folder: Path
    subject: str
    post_count: int


def write_preview(site: Site, *, feed: str = "", since: datetime | None = None) -> Preview:
    """Compose the next digest and write digest.html, .txt and .eml into the site's var/preview/.

    `feed` is a file or an address, by default the feed of the built site.
    Raises BadFeed, BadContent, BadSettings, CannotWrite.
    """
    settings = site.settings
    introduction = newest_introduction(
        site.content / "digests", base=settings["SITE_ADDRESS"], zone=site.zone
    )
    source = read_feed(
        feed or str(site.output / "feed.json"),
        since=since,
        ids=introduction.posts if introduction else (),
    )
    digest = compose(
        source, introduction=introduction, since=since, catalogue=words_in(source.language)
    )
    words = digest.introduction
    sender = sender_from(
        settings,
        site=source,
        cadence=words.cadence if words else settings["NEWSLETTER_CADENCE"],
        key=Path(words.page).stem if words else "preview",
        page=words.page if words else "",
    )
    letter = render(digest, site=source, sender=sender, zone=site.zone, templates=TEMPLATES)
    return write_files(site, digest, letter, sender=sender, reader=PREVIEW_READER)


def write_files(
    site: Site, digest: Digest, letter: Letter, *, sender: Sender, reader: Reader
) -> Preview:
    """Write the letter that `reader` would get. Raises CannotWrite."""
    template = Template.from_bytes(compile_template(letter, sender=sender, date=digest.date))
    shown = fill_letter(letter, reader)
    folder = site.var / "preview"
    page = with_pictures_from(site.output, shown.html, sender.home.rstrip("/"), folder)
    write_file(folder / "digest.html", page.encode())
    write_file(folder / "digest.txt", shown.text.encode())
    write_file(folder / "digest.eml", template.fill(reader))
    return Preview(folder=folder, subject=letter.subject, post_count=len(digest.posts))


def with_pictures_from(output: Path, html: str, address: str, folder: Path) -> str:
    """Give the page with pictures taken from the built site where it has them.

    They may not be on the web yet; `folder` is where the page will be. The e-mail itself is left alone.
    """

    def local(match: re.Match[str]) -> str:
        picture = output / unquote(match["path"])
        place = os.path.relpath(picture, folder) if picture.is_file() else ""
        return f'src="{quote(place)}"' if place else match[0]

    return re.sub(rf'src="{re.escape(address)}/(?P<path>[^"?#]+)"', local, html)
