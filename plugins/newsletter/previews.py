"""The next letter as files to look at: a page, a text, an e-mail."""

import os
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.digest import compose
from plugins.newsletter.introductions import newest_introduction
from plugins.newsletter.letter.model import Reader
from plugins.newsletter.letter.rendering import render
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letter.slots import fill_letter
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.letters import TEMPLATES
from plugins.newsletter.next_letter import NextLetter, compose_for_reader
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.reading import read_feed
from plugins.newsletter.subscribers.finding import known_subscriber
from plugins.newsletter.subscribers.notes import waiting_notes
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
    found = NextLetter(digest=digest, letter=letter, sender=sender)
    return _write(site, found, PREVIEW_READER)


def write_preview_for(newsletter: Newsletter, text: str, *, feed: str = "") -> Preview:
    """Write the letter that one subscriber would get now, with their note.

    Raises BadSubscriber, NothingNew, and what write_preview raises.
    """
    site = newsletter.site
    with told(newsletter.path), reading(newsletter.engine) as connection:
        one = known_subscriber(connection, newsletter.secrets, text)
        words = waiting_notes(connection, one.id)
    found = compose_for_reader(newsletter, one, feed=feed or str(site.output / "feed.json"))
    reader = replace(PREVIEW_READER, name=one.name, note="\n\n".join(words))
    return _write(site, found, reader)


def _write(site: Site, found: NextLetter, reader: Reader) -> Preview:
    template = Template.from_bytes(
        compile_template(found.letter, sender=found.sender, date=found.digest.date)
    )
    shown = fill_letter(found.letter, reader)
    folder = site.var / "preview"
    page = with_pictures_from(site.output, shown.html, found.sender.home.rstrip("/"), folder)
    write_file(folder / "digest.html", page.encode())
    write_file(folder / "digest.txt", shown.text.encode())
    write_file(folder / "digest.eml", template.fill(reader))
    return Preview(folder=folder, subject=found.letter.subject, post_count=len(found.digest.posts))


def with_pictures_from(output: Path, html: str, address: str, folder: Path) -> str:
    """Give the page with pictures taken from the built site where it has them.

    They may not be on the web yet; `folder` is where the page will be. The e-mail itself is left alone.
    """

    def local(match: re.Match[str]) -> str:
        picture = output / unquote(match["path"])
        place = os.path.relpath(picture, folder) if picture.is_file() else ""
        return f'src="{quote(place)}"' if place else match[0]

    return re.sub(rf'src="{re.escape(address)}/(?P<path>[^"?#]+)"', local, html)
