"""The letters of a digest, or of a round of invitations: rendered once for all who lack the same posts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from plugins.newsletter.digest import compose_letter, talks_since
from plugins.newsletter.ledger.model import Due
from plugins.newsletter.ledger.sighting import Seen, lacking
from plugins.newsletter.letter.model import Reader, Sender
from plugins.newsletter.letter.rendering import TEMPLATES, render, render_invitation
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letter.template import compile_template
from plugins.newsletter.model import Digest, Source
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.planning import Owed
from plugins.newsletter.tokens import make_token, message_id
from plugins.shared.errors import BadFeed
from plugins.shared.languages import words_in

_A_MONTH = timedelta(days=31)


def compose_for(  # noqa: PLR0913 - each is one thing to know
    owed: Owed,
    first_lacked: int,
    *,
    posts: Mapping[str, Seen],
    source: Source,
    to_seq: int,
    now: datetime,
    since: datetime | None = None,
) -> Digest:
    """Give the digest for those who lack the posts from a sequence number on.

    `since` is when the last digest of the cadence went out, for the conversation. Raises BadFeed when
    the feed does not have a post that somebody lacks.
    """
    lacked = {seen.id: seen for seen in lacking(posts.values(), first_lacked - 1, up_to=to_seq)}
    found = [post for post in source.posts if post.id in lacked]
    if missing := lacked.keys() - {post.id for post in found}:
        titles = ", ".join(f'"{lacked[id_].title}"' for id_ in sorted(missing))
        raise BadFeed(
            f"{source.home}: readers lack {titles}, and the feed was not whole enough to hold it. Nothing "
            "was sent; see that feed.json and the documents it goes on in are published."
        )
    had = {seen.id for seen in posts.values() if seen.seq < first_lacked}
    talks = talks_since((post for post in source.posts if post.id in had), since or now - _A_MONTH)
    return compose_letter(
        found,
        introduction=owed.introduction,
        date=now,
        conversation=talks,
        catalogue=words_in(source.language),
    )


def template_for(digest: Digest, sender: Sender, source: Source, newsletter: Newsletter) -> bytes:
    """Give a digest's letter, ready to be filled for its readers."""
    letter = render(
        digest, site=source, sender=sender, zone=newsletter.site.zone, templates=TEMPLATES
    )
    return compile_template(
        letter, sender=sender, date=digest.date.astimezone(newsletter.site.zone)
    )


def invitation_template(sender: Sender, *, source: Source, newsletter: Newsletter) -> bytes:
    """Give the invitation, ready to be filled."""
    letter = render_invitation(site=source, sender=sender, templates=TEMPLATES)
    return compile_template(
        letter, sender=sender, date=newsletter.now.astimezone(newsletter.site.zone)
    )


def sender_of(
    owed: Owed,
    digest: Digest,
    *,
    source: Source,
    newsletter: Newsletter,
    is_automatic: bool = False,
) -> Sender:
    """Give who writes a digest's letters; in a browser a letter is its file's page, or its one post."""
    page = ""
    if owed.introduction:
        page = owed.introduction.page
    elif len(digest.posts) == 1:
        page = digest.posts[0].url
    return sender_from(
        newsletter.settings,
        site=source,
        cadence=owed.cadence,
        key=owed.key,
        page=page,
        is_automatic=is_automatic,
    )


def reader_for(newsletter: Newsletter, key: str, sender: str, due: Due) -> Reader:
    """Give what a letter's slots are filled with."""
    domain = sender.rpartition("@")[2]
    return Reader(
        address=due.wire,
        token=make_token(newsletter.secrets, due.subscriber),
        message_id=message_id(newsletter.secrets, key, due.subscriber, domain),
        name=due.name,
        note="\n\n".join(due.notes),
    )
