"""digest.…: from the first words to the last letter."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from os import environ
from types import FrameType
from typing import Any
from uuid import uuid4

from invoke.collection import Collection
from invoke.exceptions import Exit
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from plugins.environment.command_line import asker, command, say
from plugins.newsletter import gating, overview, posting, trying
from plugins.newsletter.drafting import write_draft
from plugins.newsletter.opening import Newsletter, open_newsletter
from plugins.newsletter.previews import write_preview
from plugins.newsletter.rehearsal import rehearsing
from plugins.newsletter.subscribers_previews import write_preview_for
from plugins.shared.dates import parse_time
from plugins.shared.errors import SiteError
from plugins.shared.site import Site, open_site
from plugins.shared.text import count

LEFT = 3  # the exit code that says: something is left to do
FEED = "a JSON Feed, file or address (default: feed.json of the live site)"


@command(
    cadence="each, weekly or monthly (default: NEWSLETTER_CADENCE)",
    date="the day it is for, such as 2026-12-01 (default: today)",
    newest="name so many of the newest posts, old ones too, instead of the new ones",
    feed=FEED,
)
def draft(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    cadence: str = "",
    date: str = "",
    newest: str = "0",
    feed: str = "",
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Begin a digest: a file that names the new posts, for your first words."""
    newsletter = newsletter_of(open_site(content=content, settings=settings))
    day = _day(date, newsletter.site, "--date")
    written = write_draft(
        newsletter, cadence=cadence, day=day, feed=feed, newest=_number(newest), uuid=uuid4()
    )
    say(str(written))


@command(
    feed="a JSON Feed, file or address (default: the built site's feed.json)",
    since="the posts since this day, such as 2026-11-01 (default: what the newest file in digests/ names, else the newest three)",
    **{"for": "a subscriber's address: the letter they would get, with their note"},
)
def preview(
    _c: Any,
    feed: str = "",
    since: str = "",
    for_: str = "",
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Write the next digest's letter as a page, as text and as an e-mail."""
    site = open_site(content=content, settings=settings)
    if for_:
        with rehearsing(newsletter_of(site)) as newsletter:
            written = write_preview_for(newsletter, for_, feed=feed)
    else:
        day = _day(since, site, "--since")
        moment = datetime.combine(day, datetime.min.time(), tzinfo=site.zone) if day else None
        written = write_preview(site, feed=feed, since=moment)
    say(f'"{written.subject}", {count(written.post_count, "post")}:')
    for name in ("digest.html", "digest.txt", "digest.eml"):
        say(f"  {written.folder / name}")


@command(feed=FEED)
def check(_c: Any, feed: str = "", content: str = "", settings: str = "pelicanconf.py") -> None:
    """Look at the next letter, its links, the mail server and the domain's records, before sending."""
    site = open_site(content=content, settings=settings)
    with rehearsing(newsletter_of(site)) as newsletter, Console(stderr=True).status("Looking …"):
        report = gating.look_before_sending(newsletter, feed=feed)
    if not report.may_send:
        raise Exit(str(report), code=1)
    say(str(report))


@command(name="test", to="your own address", feed=FEED)
def send_test(
    _c: Any, to: str, feed: str = "", content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Send the next letter to yourself alone; nobody's turn is used up."""
    site = open_site(content=content, settings=settings)
    with rehearsing(newsletter_of(site)) as newsletter:
        say(trying.send_test(newsletter, to, feed=feed))


@command(
    due="for a timer: send what its hour asks for, retry what is waiting, and nothing else",
    dry_run="say what would be sent, and send nothing",
    feed=FEED,
)
def send(
    _c: Any,
    due: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    dry_run: bool = False,  # noqa: FBT001, FBT002
    feed: str = "",
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Send the digests that are ready, to each reader the posts they lack; exit code 3 when some are left."""
    newsletter = newsletter_of(open_site(content=content, settings=settings))
    if dry_run:
        with rehearsing(newsletter) as copy:
            sent = posting.rehearse(copy, feed=feed, is_timer=due, say=say)
        say(f"{sent}\nThis was a dry run: nothing was sent, and nothing is taken for seen.")
        return
    with ended_gently(), bars() as watch:
        sent = posting.send(newsletter, feed=feed, is_timer=due, say=say, watch=watch)
    say(str(sent))
    end_with_left(sent.left)


@command(all="every digest so far, not the newest five alone")
def status(
    _c: Any,
    all: bool = False,  # noqa: A002, FBT001, FBT002 - Invoke makes it a flag
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Say who reads, when the next letters are due, and what became of the last ones."""
    newsletter = newsletter_of(open_site(content=content, settings=settings))
    say(overview.status(newsletter, all_of=all))


@command(
    resend="send them once more, the very same letters",
    mark_submitted="take them for submitted",
    only="one address of those",
)
def uncertain(
    _c: Any,
    resend: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    mark_submitted: bool = False,  # noqa: FBT001, FBT002
    only: str = "",
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """List the letters that may or may not have arrived, and decide."""
    newsletter = newsletter_of(open_site(content=content, settings=settings))
    if resend and mark_submitted:
        raise SiteError("--resend or --mark-submitted: one of them.")
    if resend or mark_submitted:
        say(overview.resolve_uncertain(newsletter, is_resend=resend, only=only))
    else:
        say(overview.list_uncertain(newsletter))


def newsletter_of(site: Site) -> Newsletter:
    """Open a site's newsletter, with this machine's clock and whoever is at the terminal."""
    return open_newsletter(site, clock=lambda: datetime.now(UTC), environ=environ, ask=asker())


def end_with_left(left: int) -> None:
    """End with exit code 3 when something is left to do."""
    if left:
        raise Exit(code=LEFT)


@contextmanager
def ended_gently() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does: after the letters at hand."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def bars() -> Iterator[posting.Watch]:
    """Show how far each digest is, where somebody looks."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    progress = Progress(*columns, console=console, disable=not console.is_terminal)

    def watch(key: str, number: int) -> Callable[[], None]:
        progress.start()  # not before: a question may have to be answered first
        bar = progress.add_task(key, total=number)
        return lambda: progress.advance(bar)

    try:
        yield watch
    finally:
        progress.stop()


def _day(text: str, site: Site, option: str) -> date | None:
    try:
        return parse_time(text, site.zone).astimezone(site.zone).date() if text else None
    except ValueError as error:
        raise SiteError(f"{option}: {error}; write it like 2026-11-01.") from error


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise SiteError(f'--newest is "{text}": a number is needed, such as 3.')
    return int(text)


digest = Collection("digest", draft, preview, check, send_test, send, status, uncertain)
