"""From a plan to letters on their way: freezing what is owed, and running what is frozen."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.ledger.deliveries import Deliveries
from plugins.newsletter.ledger.digests import (
    all_digests,
    count_invited,
    count_waiting,
    freeze,
    set_subject,
    tally,
    templates_of,
)
from plugins.newsletter.ledger.model import Frozen, Kind, Tally
from plugins.newsletter.ledger.posts import count_named, known_posts
from plugins.newsletter.ledger.sighting import Seen
from plugins.newsletter.letter.model import Sender
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letters import (
    compose_for,
    invitation_template,
    reader_for,
    sender_of,
    template_for,
)
from plugins.newsletter.looking import Look
from plugins.newsletter.model import Digest, Source
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.planning import Owed
from plugins.newsletter.sending.relay import Relay
from plugins.newsletter.sending.run import run
from plugins.newsletter.sending.work import Patience, Work
from plugins.shared.errors import BadFeed
from plugins.shared.text import one_line

Progress = Callable[[], None]
WriteLetter = Callable[[Digest, Sender, Source, Newsletter], bytes]


def count_readers(newsletter: Newsletter, owed: Owed, look: Look) -> int:
    """Give how many readers a digest would have, were it frozen now."""
    with told(newsletter.path), newsletter.engine.connect() as connection:
        _name_posts(connection, owed, look, newsletter)
        posts = known_posts(connection)
        readers = count_waiting(connection, owed.cadence, _up_to(owed, posts))
        connection.rollback()
    return readers


def freeze_digest(
    newsletter: Newsletter,
    owed: Owed,
    look: Look,
    *,
    is_timer: bool,
    write: WriteLetter = template_for,
) -> Frozen:
    """Let a digest's readers stand fast, with the letters they get, in one transaction.

    `write` makes a letter of those who lack the same posts. Raises BadFeed when the feed does not have
    what the digest names or somebody lacks.
    """
    with told(newsletter.path), newsletter.engine.begin() as connection:
        _name_posts(connection, owed, look, newsletter)
        posts = known_posts(connection)
        new = Frozen(
            key=owed.key,
            kind=Kind.DIGEST,
            cadence=owed.cadence,
            subject=owed.key,
            due=owed.due,
            date=newsletter.now.replace(microsecond=0),
            to_seq=_up_to(owed, posts),
        )
        since = [one.date for one in all_digests(connection) if one.cadence == owed.cadence]
        compose = partial(
            compose_for,
            owed,
            posts=posts,
            source=look.source,
            to_seq=new.to_seq,
            now=new.date,
            since=max(since, default=None),
        )
        subjects: dict[int, str] = {}

        def template_of(first_lacked: int) -> bytes:
            digest = compose(first_lacked)
            subjects[first_lacked] = digest.subject
            sender = sender_of(
                owed, digest, source=look.source, newsletter=newsletter, is_automatic=is_timer
            )
            return write(digest, sender, look.source, newsletter)

        frozen = freeze(connection, new, template_of)
        if subjects:
            set_subject(connection, frozen.id, subjects[min(subjects)])
    return frozen


def _name_posts(connection: Connection, owed: Owed, look: Look, newsletter: Newsletter) -> None:
    """Let held-back posts that a digest names count from now on."""
    if not owed.introduction:
        return
    named = owed.introduction.posts
    in_feed = {post.id for post in look.source.posts}
    if missing := [id_ for id_ in named if id_ not in in_feed]:
        raise BadFeed(
            f"{owed.key} names posts that the published feed does not have: {', '.join(missing)}. Publish "
            "them first, or mend the ids in its Posts: lines."
        )
    count_named(connection, named, now=newsletter.now)


def _up_to(owed: Owed, posts: dict[str, Seen]) -> int:
    """Give the last post of a digest: the last it names, else the newest of all."""
    named = [posts[id_] for id_ in owed.introduction.posts] if owed.introduction else []
    chosen = named or [seen for seen in posts.values() if seen.counted]
    return max((seen.seq for seen in chosen), default=0)


def site_itself(newsletter: Newsletter) -> Source:
    """Give the site as its settings know it, for letters that need no feed."""
    settings = newsletter.site.settings
    return Source(
        title=one_line(settings["SITENAME"]),
        home=f"{settings['SITE_ADDRESS']}/",
        author=one_line(settings["AUTHOR"]),
        language=str(settings.get("DEFAULT_LANG") or "en"),
    )


def freeze_invitations(newsletter: Newsletter) -> Frozen | None:
    """Let those stand fast who have never been asked; None when there is nobody."""
    now = newsletter.now.replace(microsecond=0)
    source = site_itself(newsletter)
    with told(newsletter.path), newsletter.engine.begin() as connection:
        if not count_invited(connection):
            return None
        rounds = sum(one.kind is Kind.INVITATION for one in all_digests(connection))
        key = f"invitation-{rounds + 1}"
        new = Frozen(key=key, kind=Kind.INVITATION, subject="Invitation", due=now, date=now)
        sender = sender_from(newsletter.settings, site=source, cadence=newsletter.cadence, key=key)
        template = invitation_template(sender, source=source, newsletter=newsletter)
        return freeze(connection, new, lambda _none: template)


def tally_of(newsletter: Newsletter, one: Frozen) -> Tally:
    """Give the sums of a digest."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        return tally(connection, one)


def has_due(newsletter: Newsletter, one: Frozen) -> bool:
    """Whether a letter of a frozen digest may go now."""
    with told(newsletter.path), _deliveries(newsletter, one) as deliveries:
        return bool(deliveries.batch(0))


def _deliveries(newsletter: Newsletter, one: Frozen) -> Deliveries:
    return Deliveries(newsletter.engine, one, secrets=newsletter.secrets, clock=newsletter.clock)


def run_digest(  # noqa: PLR0913 - each is one thing to know
    newsletter: Newsletter,
    one: Frozen,
    *,
    relay: Relay,
    sender: str,
    progress: Progress = lambda: None,
    patience: Patience | None = None,
) -> str:
    """Send the letters of a frozen digest that are due; give why it stopped before the end, else ""."""
    with told(newsletter.path), reading(newsletter.engine) as connection:
        templates = templates_of(connection, one.id)
    with told(newsletter.path), _deliveries(newsletter, one) as deliveries:
        reason = run(
            Work(
                deliveries=deliveries,
                templates=templates,
                reader_of=partial(reader_for, newsletter, one.key, sender),
                relay=relay,
                sender=sender,
                clock=newsletter.clock,
                patience=patience or Patience(),
                progress=progress,
            )
        )
        deliveries.close()
    return reason
