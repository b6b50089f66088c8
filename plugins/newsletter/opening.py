"""Everything the newsletter works with, opened once for a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from plugins.newsletter.database.opening import database_path, open_database, reading, told
from plugins.newsletter.ledger.posts import get_fact, set_fact
from plugins.newsletter.letter.links import ascii_host
from plugins.newsletter.secret_file import get_secrets
from plugins.newsletter.slots import Times, parse_times
from plugins.newsletter.subscribers.model import Cadence
from plugins.newsletter.tokens import Secrets
from plugins.shared.errors import BadSettings
from plugins.shared.site import Site

Ask = Callable[[str], bool]
_LIST_ID = "list id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """A site's newsletter. `ask` puts a question to the author; None when nobody is there to answer."""

    site: Site
    engine: Engine
    path: Path
    secrets: Secrets
    clock: Callable[[], datetime]
    environ: Mapping[str, str]
    settings: Mapping[str, Any]
    ask: Ask | None = None

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.clock()

    @property
    def cadence(self) -> Cadence:
        """How often letters come when nobody says otherwise. Raises BadSettings."""
        found = self.site.settings.get("NEWSLETTER_CADENCE", "")
        try:
            return Cadence(found)
        except ValueError as error:
            raise BadSettings(
                f'NEWSLETTER_CADENCE is "{found}": each, weekly or monthly is needed.'
            ) from error

    @property
    def times(self) -> Times:
        """When weekly and monthly letters go out. Raises BadSettings."""
        settings = self.site.settings
        return parse_times(
            str(settings.get("NEWSLETTER_WEEKLY", "Monday 08:00")),
            str(settings.get("NEWSLETTER_MONTHLY", "1 08:00")),
        )


def open_newsletter(
    site: Site, *, clock: Callable[[], datetime], environ: Mapping[str, str], ask: Ask | None = None
) -> Newsletter:
    """Open the database and the secret; both are made when they are not there yet.

    Raises BadSettings, BadDatabase.
    """
    url = environ.get("NEWSLETTER_DATABASE", "") or "sqlite:///var/newsletter.sqlite"
    path = database_path(url, folder=site.var.parent)
    engine = open_database(path, now=clock())
    # Who has a list id has a secret, too: another one would not know those who left (see secret_file.py).
    with told(path), reading(engine) as connection:
        is_new = not get_fact(connection, _LIST_ID)
    secrets = get_secrets(path.parent, environ, may_make=is_new)
    list_id = _pinned_list_id(engine, path, site)
    return Newsletter(
        site=site,
        engine=engine,
        path=path,
        secrets=secrets,
        clock=clock,
        environ=environ,
        settings={**site.settings, "NEWSLETTER_LIST_ID": list_id},
        ask=ask,
    )


def _pinned_list_id(engine: Engine, path: Path, site: Site) -> str:
    """Give the List-Id (RFC 2919): readers' filters hang on it, so it outlives a move to another address."""
    with told(path), reading(engine) as connection:
        pinned = get_fact(connection, _LIST_ID)
    if pinned:
        return pinned
    address = f"{site.settings['SITE_ADDRESS']}/"
    chosen = str(site.settings.get("NEWSLETTER_LIST_ID") or f"letters.{ascii_host(address)}")
    with told(path), engine.begin() as connection:
        set_fact(connection, _LIST_ID, chosen)
    return chosen
