"""What build, publish and check do with a site: looked at, built, looked at again."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from plugins.environment.command_line import end_with, say
from plugins.publishing.alone import alone
from plugins.publishing.building import Building, Done, Earlier, begun, likely_order, turn
from plugins.publishing.compiled import keep_compiled
from plugins.publishing.early import Early, Starter
from plugins.shared.errors import BadContent, BadSettings, CannotWrite, Fault, listing, shown
from plugins.shared.site import ENGINE, Site, open_site
from plugins.shared.text import count
from plugins.speed.frame import frame_of
from plugins.speed.ingredients import settings_files
from plugins.speed.survey import Survey, settle, survey, trusted
from plugins.tasks.report import Found, line_of, noticed, write_report

_LEDGER = "ADDRESSES_FILE"
_CODE = f"{ENGINE}/plugins/"


def build_site(
    site: Site,
    *,
    ledger: Path | None = None,
    pelican: Starter | None = None,
    announce: Callable[[], object] = lambda: None,
) -> Survey:
    """Build, after looking for faults: a publish build stops at the first look that finds any.

    Where nothing has changed since the last build, that is told, and what it told. `ledger` is the file with
    the addresses the site has had, when it is not the content's; `pelican` is what lets Pelican begin, when
    it was got ready before. `announce` is called when what is new stands in the output, before what the next
    build needs is written. What is given is the look at the site that came before all.
    """
    began = time.perf_counter()
    extra = {_LEDGER: str(ledger)} if ledger else {}
    given = {_LEDGER: ledger.read_bytes()} if ledger else {}
    with turn(site, say), closing(Early()) as early:
        starter = pelican or early
        look = survey(site, given=given, environ=os.environ)
        known: Any = {"frame": lambda: frame_of(site, look), "code": look.ingredients.code}
        if look.is_current:
            _tell_again(site, look, began=began)
            starter.get_ready(likely_order(site, extra, _earlier(look)), **known)
        else:
            starter.expect(site.settings.get("PLUGINS") or ())
            start = partial(starter.start, **known)
            pelican_begun = begun(site, extra, earlier=_earlier(look), start=start)
            _build(site, look, pelican_begun, announce=announce, began=began)
    return look


def _build(
    site: Site,
    look: Survey,
    pelican_begun: AbstractContextManager[Building],
    *,
    announce: Callable[[], object],
    began: float,
) -> None:
    """Build what has changed; what is wrong is looked for first, or for a preview meanwhile."""
    found, due = _looked(site, look) if site.is_for_publishing else (Found(all=()), None)
    if found.faults:
        raise BadContent(listing(found.faults, f"{found.faulty} The site was not built."))
    inputs = trusted(look)
    with pelican_begun as building, _saying_so():
        building.tell(there=look.output.keys(), damaged=look.damaged)
        if not site.is_for_publishing:
            found, due = _looked(site, look)
        done = _finished(building, found)
        announce()
    line = line_of(site, done, seconds=time.perf_counter() - began)
    say(found.after(line, done.said, is_for_publishing=site.is_for_publishing))
    write_report(look.folder.parent / "report.json", done)
    modules = [*sys.modules, *done.modules]
    compiled = _is_compiled(look) or keep_compiled(modules, now=time.time())
    told = {"folder": str(Path.cwd()), "found": found.as_json(), "said": done.said}
    dues = [one for one in (due, done.told.get("valid_until")) if one is not None]
    with suppress(CannotWrite):  # then the next build makes all anew
        settle(
            look,
            inputs,
            site.output,
            changed=[*done.changes.added, *done.changes.changed],
            removed=done.changes.removed,
            loaded={*done.loaded, *done.told.get("inputs", ())} - settings_files(site),
            valid_until=min(dues, default=None),
            commit=done.told.get("commit", ""),
            told={**told, "compiled": compiled},
        )


def _is_compiled(look: Survey) -> bool:
    """Whether the engine's code is as it was when it was kept compiled, or nobody wants that."""
    if sys.flags.dont_write_bytecode:  # it was not Invoke
        return True
    if not look.manifest or not look.manifest.told.get("compiled"):
        return False
    known, files = look.manifest.inputs.of, look.ingredients.files.items()
    return all(known.get(name) == stamp for name, stamp in files if name.startswith(_CODE))


def _looked(site: Site, look: Survey) -> tuple[Found, float | None]:
    """Give what is wrong in the content, and when the next thing in it is due."""
    # Here, since a build of what has not changed needs none of it.
    from plugins.addresses.commands import address_faults  # noqa: PLC0415
    from plugins.check.content import content_faults  # noqa: PLC0415
    from plugins.comments.commands import comment_faults  # noqa: PLC0415
    from plugins.shared.looking import remembered_looks  # noqa: PLC0415
    from plugins.tasks.schedule import next_moment  # noqa: PLC0415

    with remembered_looks(site) as looks:
        faults = [
            *content_faults(site, looks),
            *comment_faults(site, looks),
            *address_faults(site, looks),
        ]
        return Found(all=tuple(faults)), next_moment(site, looks, now=look.time)


def _earlier(look: Survey) -> Earlier:
    last = look.manifest
    return Earlier(
        folder=look.folder,
        is_known=look.is_usable,
        commit=last.commit if last else "",
        edited=look.edited,
    )


def _finished(building: Building, found: Found) -> Done:
    try:
        return building.finish()
    except BadContent as error:
        raise BadContent(listing(found.faults, str(error))) from error


def _tell_again(site: Site, look: Survey, *, began: float) -> None:
    """Say that nothing has changed, and what the last build said."""
    told = look.manifest.told if look.manifest else {}
    found = Found.from_json(told["found"])
    if found.all and told["folder"] != str(
        Path.cwd()
    ):  # paths are told as seen from the current folder
        found, _due = _looked(site, look)
    files = count(len(look.output), "file")
    line = (
        f"Nothing has changed since the last build: {files} are as they were "
        f"({time.perf_counter() - began:.1f} s)."
    )
    say(found.after(line, told["said"], is_for_publishing=site.is_for_publishing))


def _saying_so() -> AbstractContextManager[Any]:
    """Show whoever watches that something is being done."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console  # noqa: PLC0415 - only who watches waits for it

    return Console(stderr=True).status("Building …")


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
    with alone(site.var, "this site is being published or checked in another window"):
        yield


def check_site(site: Site, *, besides: Sequence[Fault] = ()) -> None:
    """End with exit code 1 when anything is wrong in the built site, or `besides`; else say that all is well."""
    from plugins.addresses.commands import table_faults  # noqa: PLC0415 - only for what was built
    from plugins.check import commands as checking  # noqa: PLC0415

    pages, found = checking.site_faults(site, now=datetime.now(UTC))
    redirects, wrong = table_faults(site)
    found = [*found, *wrong, *besides]
    faults = sorted(fault for fault in found if not fault.is_notice)
    number, listed = checking.tell_notices(site, found)
    if listed:
        say(f"{listed}\n")
    words = noticed(number)
    told = f"; {words}" if words else ""
    what = ", ".join([count(pages, "page"), *([count(redirects, "redirect")] if redirects else [])])
    end_with(faults, f"The site ({what})", besides=told)
