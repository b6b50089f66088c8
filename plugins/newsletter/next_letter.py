"""The letter that would go out next, for the author's eyes: for a test, for the gate, for a preview.

It is composed on a rehearsal's copy (see rehearsal.py), so nothing is recorded by it.
"""

from dataclasses import dataclass

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.digest import USUAL_COUNT, compose_letter, talks_since
from plugins.newsletter.introductions import all_introductions
from plugins.newsletter.ledger.digests import all_digests
from plugins.newsletter.ledger.model import Frozen
from plugins.newsletter.ledger.sighting import lacking
from plugins.newsletter.letter.model import Letter, Sender
from plugins.newsletter.letter.rendering import TEMPLATES, render
from plugins.newsletter.letters import sender_of
from plugins.newsletter.looking import Look, look_at_feed
from plugins.newsletter.model import Digest, Introduction, Post
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.planning import Owed, is_past
from plugins.newsletter.subscribers.model import Cadence, Subscriber
from plugins.shared.errors import BadFeed, NothingNew
from plugins.shared.languages import words_in


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLetter:
    """A letter that nobody has got yet."""

    digest: Digest
    letter: Letter
    sender: Sender


def compose_next(newsletter: Newsletter, *, feed: str) -> NextLetter:
    """Give the newest digest that is not sent, a draft, too; without one, the posts that are new.

    Raises BadFeed, NothingNew.
    """
    words, look, frozen = _look(newsletter, feed)
    cadence = Cadence(words.cadence) if words else newsletter.cadence
    posts = _named(words, look) if words and words.posts else _new(look, cadence, frozen)
    return _compose(newsletter, look, words, cadence, posts)


def compose_for_reader(newsletter: Newsletter, one: Subscriber, *, feed: str) -> NextLetter:
    """Give the letter that somebody would get, were it sent now. Raises BadFeed, NothingNew."""
    words, look, _frozen = _look(newsletter, feed, cadence=one.cadence)
    named = set(words.posts) if words else set()
    lacked = {seen.id for seen in lacking(look.posts.values(), one.mark)}
    lacked |= {seen.id for seen in look.posts.values() if not seen.counted and seen.id in named}
    posts = tuple(post for post in look.source.posts if post.id in lacked)
    if not posts:
        raise NothingNew(
            f"They lack no post of {look.source.home}, so they would get no letter now."
        )
    return _compose(newsletter, look, words, one.cadence, posts)


def _look(
    newsletter: Newsletter, feed: str, *, cadence: Cadence | None = None
) -> tuple[Introduction | None, Look, list[Frozen]]:
    site = newsletter.site
    with told(newsletter.path), reading(newsletter.engine) as connection:
        frozen = all_digests(connection)
    done = {one.key for one in frozen}
    unsent = [
        words
        for words in all_introductions(
            site.content / "digests", base=site.settings["SITE_ADDRESS"], zone=site.zone
        )
        if words.key not in done and cadence in {None, words.cadence}
    ]
    words = max(unsent, key=lambda one: (one.date, one.key), default=None)
    look = look_at_feed(newsletter, feed=feed, named=words.posts if words else ())
    if words and not look.is_first and is_past(words, look.began, site.zone):
        words = None
    return words, look, frozen


def _named(words: Introduction, look: Look) -> tuple[Post, ...]:
    known = {post.id: post for post in look.source.posts}
    if missing := [id_ for id_ in words.posts if id_ not in known]:
        raise BadFeed(
            f"{words.key} names posts that the feed does not have: {', '.join(missing)}. Publish them "
            "first, or mend the ids in its Posts: lines."
        )
    return tuple(known[id_] for id_ in words.posts)


def _new(look: Look, cadence: Cadence, frozen: list[Frozen]) -> tuple[Post, ...]:
    """Give what came since the last digest of the cadence; when that is nothing, the newest few."""
    done = max((one.to_seq for one in frozen if one.cadence == cadence), default=0)
    new = {seen.id for seen in lacking(look.posts.values(), done)}
    found = tuple(post for post in look.source.posts if post.id in new)
    posts = found or look.source.posts[:USUAL_COUNT]
    if not posts:
        raise NothingNew(
            f"{look.source.home}: the feed has no posts, and no letter is written about nothing."
        )
    return posts


def _compose(
    newsletter: Newsletter,
    look: Look,
    words: Introduction | None,
    cadence: Cadence,
    posts: tuple[Post, ...],
) -> NextLetter:
    now = newsletter.now.astimezone(newsletter.site.zone).replace(microsecond=0)
    in_letter = {post.id for post in posts}
    others = (post for post in look.source.posts if post.id not in in_letter)
    digest = compose_letter(
        posts,
        introduction=words,
        date=now,
        conversation=talks_since(others, look.began),
        catalogue=words_in(look.source.language),
    )
    owed = Owed(key=words.key if words else "preview", cadence=cadence, due=now, introduction=words)
    sender = sender_of(owed, digest, source=look.source, newsletter=newsletter)
    letter = render(
        digest, site=look.source, sender=sender, zone=newsletter.site.zone, templates=TEMPLATES
    )
    return NextLetter(digest=digest, letter=letter, sender=sender)
