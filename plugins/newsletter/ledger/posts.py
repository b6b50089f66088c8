"""The posts that were seen in the published feed, in the database."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from plugins.newsletter.database.tables import fact, post
from plugins.newsletter.ledger.returning import count_anew
from plugins.newsletter.ledger.sighting import Seen, Sighting
from plugins.newsletter.model import Post
from plugins.shared.dates import format_utc, parse_time


def known_posts(connection: Connection) -> dict[str, Seen]:
    """Give every post that was ever seen, by its id."""
    return {
        row.id: Seen(
            id=row.id,
            seq=row.seq,
            url=row.url,
            title=row.title,
            published=row.published,
            counted=row.counted,
            is_gone=bool(row.is_gone),
        )
        for row in connection.execute(select(post))
    }


def newest_seq(connection: Connection) -> int:
    """Give the highest sequence number so far; 0 before the first post."""
    return connection.scalar(select(func.max(post.c.seq))) or 0


def record(connection: Connection, sighting: Sighting, *, now: datetime) -> None:
    """Keep what a look at the feed found; new posts count from now on."""
    known = set(connection.scalars(select(post.c.id)))  # another task may have looked meanwhile
    for old, new in sighting.renamed:
        connection.execute(post.update().where(post.c.id == old).values(id=new))
    for one in sighting.changed:
        # An address that moved has to tell the post when its id changes, too.
        values = {"url": one.url, "title": one.title, "published": one.published}
        connection.execute(post.update().where(post.c.id == one.id).values(**values))
    for id_ in sighting.back:
        connection.execute(post.update().where(post.c.id == id_).values(is_gone=0))
        if gone := get_fact(connection, _gone(id_)):
            count_anew(connection, id_, gone=parse_time(gone), now=now)
    seq = newest_seq(connection)
    for posts, counted in ((sighting.held, None), (sighting.new, now)):
        for one in posts:
            if one.id in known:
                continue
            seq += 1
            connection.execute(
                post.insert().values(**_row(one), seq=seq, first_seen=now, counted=counted)
            )
    for id_ in sighting.gone:
        connection.execute(post.update().where(post.c.id == id_).values(is_gone=1))
        set_fact(connection, _gone(id_), format_utc(now))


def _gone(id_: str) -> str:
    """Give the name of the fact since when a post is gone."""
    return f"gone {id_}"


def _row(one: Post) -> dict[str, object]:
    return {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "published": one.published,
        "is_gone": 0,
    }


def count_named(connection: Connection, ids: Collection[str], *, now: datetime) -> int:
    """Let the held-back posts among `ids` count from now on, after all others; give their number."""
    held = connection.scalars(
        select(post.c.id)
        .where(post.c.id.in_(ids), post.c.counted.is_(None))
        .order_by(post.c.published, post.c.id)
    ).all()
    for seq, id_ in enumerate(held, start=newest_seq(connection) + 1):
        connection.execute(post.update().where(post.c.id == id_).values(seq=seq, counted=now))
    return len(held)


def get_fact(connection: Connection, name: str) -> str:
    """Give a small fact; "" when it is not known."""
    return connection.scalar(select(fact.c.value).where(fact.c.name == name)) or ""


def set_fact(connection: Connection, name: str, value: str) -> None:
    """Keep a small fact."""
    connection.execute(fact.delete().where(fact.c.name == name))
    connection.execute(fact.insert().values(name=name, value=value))
