"""Beginning a digest: a file with the posts that are new, for the author to write the first words in."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.digest import and_more
from plugins.newsletter.introductions import BEGUN
from plugins.newsletter.ledger.digests import all_digests, find
from plugins.newsletter.ledger.sighting import Seen, lacking
from plugins.newsletter.looking import look_at_feed
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.errors import BadContent, NothingNew, SiteError, shown
from plugins.shared.files import write_file
from plugins.shared.languages import words_in
from plugins.shared.text import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A digest's file as it was begun, and what the look at the feed told."""

    path: Path
    posts: tuple[Seen, ...]
    told: str

    def __str__(self) -> str:
        """Give what to do next."""
        titles = "".join(f'\n  "{seen.title}"' for seen in self.posts)
        return (
            f"{self.told}\nWrite here: {shown(self.path)}\nIt names {count(len(self.posts), 'post')}:{titles}\n"
            "When your words are in it, take out its Status: line and publish the site; then digest.check, and "
            "digest.test to yourself."
        )


def write_draft(  # noqa: PLR0913 - each is one thing to know
    newsletter: Newsletter,
    *,
    cadence: str,
    day: date | None,
    feed: str,
    newest: int = 0,
    uuid: UUID,
) -> Draft:
    """Write the file of a digest: of today unless a day is named, of the author's cadence unless one is.

    `newest` names so many of the newest posts, old ones too, instead of the new ones. Raises BadFeed,
    NothingNew, BadContent when the file is there already, or was sent.
    """
    wanted = cadence_of(cadence) if cadence else newsletter.cadence
    look = look_at_feed(newsletter, feed=feed)
    posts = _newest(look.posts, newest) if newest else _new_posts(newsletter, wanted, look.posts)
    if not posts:
        raise NothingNew(
            f"{look}\nThere is no post to name in a {wanted} digest. Publish one first; or name posts that "
            "were there before, with --newest 3, say."
        )
    moment = _moment(newsletter, wanted, day)
    path = newsletter.site.content / "digests" / f"{moment:%Y-%m-%d}-{wanted}.md"
    if path.exists():
        raise BadContent(
            f"{shown(path)} is there already; edit it, or name another day with --date."
        )
    _refuse_sent(newsletter, path.stem)
    catalogue = words_in(str(newsletter.site.settings["DEFAULT_LANG"]))
    title = and_more(posts[-1].title, len(posts) - 1, catalogue)
    write_file(path, format_draft(title, posts, wanted, moment, uuid).encode())
    return Draft(path=path, posts=tuple(posts), told=str(look))


def _refuse_sent(newsletter: Newsletter, key: str) -> None:
    """Refuse the name of a digest that was sent, its file renamed or removed since: it goes once."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        if find(connection, key):
            raise BadContent(f"{key} was sent already; name another day with --date.")


def cadence_of(text: str) -> Cadence:
    """Give the cadence of that name. Raises SiteError."""
    try:
        return Cadence(text.strip().lower())
    except ValueError as error:
        raise SiteError(f'--cadence is "{text}": each, weekly or monthly is needed.') from error


def _new_posts(newsletter: Newsletter, cadence: Cadence, posts: dict[str, Seen]) -> list[Seen]:
    """Give what was published since the last digest of the cadence."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        done = [one.to_seq for one in all_digests(connection) if one.cadence == cadence]
    return lacking(posts.values(), max(done, default=0))


def _newest(posts: dict[str, Seen], number: int) -> list[Seen]:
    there = [seen for seen in posts.values() if not seen.is_gone]
    return sorted(there, key=lambda seen: (seen.published, seen.id))[-number:]


def _moment(newsletter: Newsletter, cadence: Cadence, day: date | None) -> datetime:
    """Give when the digest is for: now, or the author's usual hour of another day."""
    zone = newsletter.site.zone
    now = newsletter.now.astimezone(zone)
    if day is None or day == now.date():
        return now
    hour = time(8) if cadence is Cadence.EACH else newsletter.times.at(cadence)
    return datetime.combine(day, hour, tzinfo=zone)


def format_draft(
    title: str, posts: list[Seen], cadence: Cadence, moment: datetime, uuid: UUID
) -> str:
    """Give the file's text, the newest post first; `title` becomes the letters' subject."""
    ids = "\n    ".join(seen.id for seen in reversed(posts))
    return (
        f"Title: {title}\nDate: {moment:%Y-%m-%d %H:%M}\nCadence: {cadence}\nStatus: draft\n"
        f"Guid: {uuid.urn}\nPosts: {ids}\n\n{BEGUN} They come first in the letter.\n"
    )
