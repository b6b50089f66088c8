"""What build, publish and check do with a site: looked at, built, looked at again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from plugins.addresses.commands import address_faults, table_faults
from plugins.check import commands as checking
from plugins.comments.commands import comment_faults
from plugins.environment.command_line import end_with, say
from plugins.publishing import commands as publishing
from plugins.shared.errors import BadContent, BadSettings, CannotWrite, Fault, listing, shown
from plugins.shared.site import Site, open_site
from plugins.shared.text import count


def build_site(site: Site, *, ledger: Path | None = None) -> None:
    """Build, after looking for faults: a publish build stops at the first look that finds any.

    `ledger` is the file with the addresses the site has had, when it is not the content's.
    """
    found = [*checking.content_faults(site), *comment_faults(site), *address_faults(site)]
    faults = [fault for fault in found if not fault.is_notice]
    if faults and site.is_for_publishing:
        raise BadContent(listing(faults, f"{_faulty(faults)} The site was not built."))
    extra = {"ADDRESSES_FILE": str(ledger)} if ledger else {}
    try:
        with Console(stderr=True).status("Building …"):
            changes, said = publishing.build(site, extra)
    except BadContent as error:
        raise BadContent(listing(faults, str(error))) from error
    named = {fault.path.name for fault in faults}
    # What Pelican says of a file that we have named already says nothing more.
    said = [line for line in said if not any(name in line for name in named)]
    if faults or said:
        say(listing(faults, "\n".join(said)))
    noticed = "" if site.is_for_publishing else _noticed(len(found) - len(faults), "; check tells.")
    told = [f"Built {shown(site.output)}: {changes}.", _faulty(faults), noticed]
    say(" ".join(filter(None, told)))


def open_for_publishing(content: str, settings: str) -> Site:
    """Give the site that is built into var/check/, so that output/ stays what the author previews.

    Raises BadSettings when its settings are those of previews.
    """
    named = open_site(content=content, settings=settings)
    if not named.is_for_publishing:
        raise BadSettings(
            f"{shown(named.settings_file)} is for previews, with drafts and posts of the future; a "
            'file for publishing starts with "from publishconf import *" and ends with '
            '"SITEURL = SITE_ADDRESS".'
        )
    return open_site(content=content, settings=settings, output=str(named.var / "check"))


@contextmanager
def alone_in(site: Site) -> Iterator[None]:
    """Let nobody else build for publishing meanwhile: what is checked has to be what is sent."""
    try:
        site.var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{shown(site.var)} cannot be made: {error.strerror}.") from error
    with publishing.alone(site.var, "this site is being published or checked in another window"):
        yield


def check_site(site: Site, *, besides: Sequence[Fault] = ()) -> None:
    """End with exit code 1 when anything is wrong in the built site, or `besides`; else say that all is well."""
    pages, found = checking.site_faults(site, now=datetime.now(UTC))
    redirects, wrong = table_faults(site)
    found = [*found, *wrong, *besides]
    faults = sorted(fault for fault in found if not fault.is_notice)
    number, listed = checking.tell_notices(site, found)
    if listed:
        say(f"{listed}\n")
    noticed = _noticed(number)
    told = f"; {noticed}" if noticed else ""
    what = ", ".join([count(pages, "page"), *([count(redirects, "redirect")] if redirects else [])])
    end_with(faults, f"The site ({what})", besides=told)


def _faulty(faults: list[Fault]) -> str:
    return f"{count(len(faults), 'fault')} in the content." if faults else ""


def _noticed(number: int, rest: str = "") -> str:
    """Say how much is wrong in imported words, which stops nothing."""
    return f"{count(number, 'notice')} in imported posts and comments{rest}" if number else ""
