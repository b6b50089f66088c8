"""subscribers.…: who gets letters, and what each of them chose."""

from pathlib import Path
from typing import Any

from invoke.collection import Collection

from plugins.environment.command_line import command, say
from plugins.newsletter import posting
from plugins.newsletter.drafting import cadence_of
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.rehearsal import rehearsing
from plugins.newsletter.subscribers import commands as people
from plugins.newsletter.subscribers import forgetting, joining, moving
from plugins.shared.dates import parse_time
from plugins.shared.errors import SiteError, shown
from plugins.shared.site import open_site
from plugins.shared.text import count
from plugins.tasks.digest import bars, end_with_left, ended_gently, newsletter_of

WHO = "an address, or the subject of their mail"
CONSENT = "how you know that they said yes, in your own words; without it they are asked, once"
LANGUAGE = "the language they read, such as en"
CADENCE = "how often: each (every post), weekly or monthly"


@command(address="an address", cadence=CADENCE, language=LANGUAGE, consent=CONSENT)
def add(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    address: str,
    name: str = "",
    cadence: str = "",
    language: str = "",
    consent: str = "",
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Add one person to the list."""
    chosen = cadence_of(cadence) if cadence else None
    say(
        joining.add(
            _open(content, settings),
            address,
            name=name,
            cadence=chosen,
            language=language,
            consent=consent,
        )
    )


@command(
    name="import",
    iterable=["also"],
    path="the list: a CSV file or archive of another service, our own export, or addresses line by line",
    also="a further list; may be given several times",
    consent=CONSENT,
    cadence=CADENCE,
    dry_run="say what would be added, and add nothing",
)
def import_(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    path: str,
    also: list[str],
    consent: str = "",
    cadence: str = "",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Take in a list of addresses."""
    done = moving.import_lists(
        _open(content, settings),
        [Path(path), *map(Path, also)],
        consent=consent,
        cadence=cadence_of(cadence) if cadence else None,
        is_dry_run=dry_run,
    )
    for fault in done.faults:
        say(str(fault))
    say(str(done))
    if dry_run:
        say("This was a dry run: nothing was added.")


@command(dry_run="say how many would be asked, and ask nobody")
def invite(
    _c: Any,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Ask everybody on the list who never was, politely and once, whether they would like your letters."""
    newsletter = _open(content, settings)
    if dry_run:
        with rehearsing(newsletter) as copy:
            say(posting.rehearse_invitation(copy))
        return
    with ended_gently(), bars() as watch:
        sent = posting.invite(newsletter, watch=watch)
    say(str(sent))
    end_with_left(sent.left)


@command(address=WHO, consent="how you know, in your own words; needed for those who had left")
def confirm(
    _c: Any,
    address: str,
    consent: str = "",
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Let somebody get letters who said yes."""
    say(joining.confirm(_open(content, settings), address, consent=consent))


@command(path="the CSV file to write")
def export(_c: Any, path: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Write all that is known of everybody into a file that `import` reads back."""
    number = moving.export(_open(content, settings), Path(path))
    say(
        f"Wrote {count(number, 'subscriber')} into {shown(Path(path))}. Keep it where you keep letters: "
        "never in git, never in output/."
    )


@command(
    name="list",
    status="only those who are active, invited, paused, unsubscribed or bounced",
)
def list_(_c: Any, status: str = "", content: str = "", settings: str = "pelicanconf.py") -> None:
    """Show who is on the list."""
    say(people.listed(_open(content, settings), status))


@command(address=WHO, words='a few words, in quotes; "" takes back those that wait')
def note(
    _c: Any, address: str, words: str, content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Put a few words on top of one reader's next letter, there alone and only once."""
    say(people.note(_open(content, settings), address, words))


@command(address=WHO, until="the day it ends, such as 2027-01-15 (default: when you say so)")
def pause(
    _c: Any, address: str, until: str = "", content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Write nothing to somebody for a while; they miss no post by it."""
    newsletter = _open(content, settings)
    try:
        end = parse_time(until, newsletter.site.zone) if until else None
    except ValueError as error:
        raise SiteError(f"--until: {error}; write it like 2027-01-15.") from error
    say(people.pause(newsletter, address, until=end))


@command(address=WHO)
def resume(_c: Any, address: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """End somebody's pause."""
    say(people.resume(_open(content, settings), address))


@command(
    address=WHO,
    to="their new address",
    cadence=CADENCE,
    language=LANGUAGE,
)
def change(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    address: str,
    to: str = "",
    name: str | None = None,
    cadence: str = "",
    language: str | None = None,
    content: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Change what somebody chose, or their address."""
    chosen = cadence_of(cadence) if cadence else None
    say(
        people.change(
            _open(content, settings),
            address,
            name=name,
            cadence=chosen,
            language=language,
            address=to,
        )
    )


@command(address=WHO)
def unsubscribe(_c: Any, address: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Never write to somebody again."""
    say(people.unsubscribe(_open(content, settings), address))


@command(address=WHO)
def bounced(_c: Any, address: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Write no more to an address from which letters come back."""
    say(people.bounced(_open(content, settings), address))


@command(address=WHO)
def forget(_c: Any, address: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Erase somebody, from the copies of the database, too."""
    say(forgetting.forget(_open(content, settings), address))


def _open(content: str, settings: str) -> Newsletter:
    return newsletter_of(open_site(content=content, settings=settings))


subscribers = Collection(
    "subscribers", add, import_, invite, confirm, export, list_, note, pause, resume, change,
    unsubscribe, bounced, forget,
)  # fmt: skip
