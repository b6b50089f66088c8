"""comments.…: what readers say, from the desk, by mail, and what the author answers."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from invoke.collection import Collection

from plugins.comments.by_mail.adding import add_mail
from plugins.comments.moderation import deeds
from plugins.comments.moderation.waiting import pending_list
from plugins.environment.command_line import command, say
from plugins.shared.site import Site, open_site

ID = "the comment's id, such as desk:7k3qabcd, or its page's address with #c7k3qabcd"
ALSO = "a further one; may be given several times"


@command(hidden="those that were put away or held back as suspicious")
def pending(
    _c: Any,
    hidden: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Show the comments that wait to be read."""
    say(str(pending_list(_open(content, settings), is_hidden=hidden)))


@command(iterable=["also"], id=ID, also=ALSO)
def approve(
    _c: Any, id_: str, also: list[str], content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Show a comment that waits, or one that was hidden."""
    site = _open(content, settings)
    for one in (id_, *also):
        say(str(deeds.approve(site, one, datetime.now(UTC))))


@command(iterable=["also"], id=ID, also=ALSO)
def hide(
    _c: Any, id_: str, also: list[str], content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Put a comment away that waits, or take one off its page."""
    site = _open(content, settings)
    for one in (id_, *also):
        say(str(deeds.hide(site, one)))


@command(id=ID, words="your answer, in quotes; Markdown")
def reply(
    _c: Any, id_: str, words: str, content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Answer a comment in your own name; one that waits is approved by it."""
    now, random = datetime.now(UTC), secrets.token_bytes
    say(str(deeds.reply(_open(content, settings), id_, words, now=now, random=random)))


@command(
    post="the post: its file's name, such as 2026-05-31-lunch, or its address",
    mail="the file of the mail, as your mail program saves it (.eml)",
    parent="the comment that it answers",
    dry_run="show what would be added, and add nothing",
)
def add(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    post: str,
    mail: str,
    parent: str = "",
    name: str = "",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Take in a comment that came by mail, without its quotes and its address."""
    added = add_mail(
        _open(content, settings),
        post,
        Path(mail),
        now=datetime.now(UTC),
        name=name,
        parent=parent,
        is_dry_run=dry_run,
    )
    say(str(added))


def _open(content: str, settings: str) -> Site:
    return open_site(content=content, settings=settings)


comments = Collection("comments", pending, approve, hide, reply, add)
