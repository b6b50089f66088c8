"""publish and check: the site as the world will see it, proved, and brought to its place."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugins.addresses import commands as addressing
from plugins.addresses.old_blogs.answered import addresses_of
from plugins.addresses.old_url_file import read_old_urls
from plugins.addresses.old_urls import old_url_faults
from plugins.check import commands as checking
from plugins.check.repository import python_faults, trace_faults
from plugins.environment import virtualenv
from plugins.environment.command_line import command, end_with, say
from plugins.publishing import commands as publishing
from plugins.publishing.installing import Changes
from plugins.shared.errors import SiteError, shown
from plugins.shared.site import ENGINE, Site
from plugins.shared.text import count
from plugins.starting.example import EXAMPLE_ID
from plugins.tasks.building import alone_in, build_site, check_site, open_for_publishing

_SETTINGS = "the settings file; one elsewhere starts with: from publishconf import *"
_SHOWN = 12


@command(
    settings=_SETTINGS,
    target="a folder, host:path for rsync over ssh, or github-pages",
    live="the address where the site is now, when the target does not tell: nothing of it may be lost",
    dry_run="build, check and say what would change, and send nothing",
    back="bring the site back that was live before the last publish",
)
def publish(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    target: str,
    content: str = "",
    settings: str = "publishconf.py",
    live: str = "",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    back: bool = False,  # noqa: FBT001, FBT002
) -> None:
    """Build the site for the world, check it, and bring it to its place."""
    site = open_for_publishing(content, settings)
    place = publishing.open_target(
        target,
        # And output/, since the next preview would put drafts there.
        keep_out=[site.content, site.output, site.content.parent / "output"],
        repository=site.content,
        address=site.settings["SITE_ADDRESS"],
    )
    if back:
        told = place.go_back()
        say(f"{told[0].upper()}{told[1:]}.")
        return
    with alone_in(site):
        _bring(site, place, live=live, is_dry=dry_run)


@command(
    settings=_SETTINGS,
    iterable=["old_urls"],
    against="the feed as it was last published, file or address: no id of it may be lost",
    old_urls="addresses that have to answer: a list, a sitemap, or an old blog's export; may be given several times",
)
def check(
    _c: Any,
    old_urls: list[str],
    content: str = "",
    settings: str = "publishconf.py",
    against: str = "",
) -> None:
    """Prove the code, the content and the built site; with --content, another site's two."""
    if not content and settings == "publishconf.py" and not old_urls:
        virtualenv.add_test_tools()
        end_with([*python_faults(ENGINE), *trace_faults(ENGINE, Path.home())], "The code")
    site = open_for_publishing(content, settings)
    with alone_in(site):
        ledger = site.var / "addresses.txt"
        addressing.merge_ledgers(site, (), ledger, example=EXAMPLE_ID)
        build_site(site, ledger=ledger)
        check_site(site, besides=addressing.lost_faults(site, ledger))
        if against:
            end_with(checking.lost_ids(site, against), f"The ids of {against}")
        for name in old_urls:
            _check_old_urls(Path(name), site)


def _bring(site: Site, place: publishing.Target, *, live: str, is_dry: bool) -> None:
    """Build the site with what is live in mind, check it, say what changes and, unless `is_dry`, send it."""
    _say_meanwhile(f"Looking at what is live at {place.name} …")
    ledger = site.var / "addresses.txt"
    known = [place.read_live(addressing.LEDGER), _read_ledger(live)]
    left_out = addressing.merge_ledgers(site, known, ledger, example=EXAMPLE_ID)
    if left_out:
        say(
            "The example that came with the engine was published before; what is gone of it "
            f"({len(left_out)} addresses and feeds) leads nowhere from now on."
        )
    build_site(site, ledger=ledger)
    check_site(site, besides=addressing.lost_faults(site, ledger))
    changes = place.compare(site.output)
    say(_shown(changes, place.name))
    if is_dry:
        say("This was a dry run: nothing was sent.")
        return
    _say_meanwhile("Sending …")
    try:
        told = place.send(site.output, now=datetime.now(UTC))
    except KeyboardInterrupt as error:
        raise SiteError(
            "\nStopped while sending. Publish again, and it goes on from there."
        ) from error
    say(f"{told[0].upper()}{told[1:]}.")
    addressing.keep_ledger(site.output, site.content)


def _say_meanwhile(text: str) -> None:
    """Tell whoever watches what takes its time; it is no result, so no file or pipe gets it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")


def _check_old_urls(path: Path, site: Site) -> None:
    """End with exit code 1 when an address that `path` names has no answer on the built site."""
    # Here, since the readers of all formats are a quarter of what every other task would load.
    from plugins.comments_import.files.intake import Limits  # noqa: PLC0415
    from plugins.comments_import.old_posts import Reading, is_export, read_old_posts  # noqa: PLC0415

    reading = Reading(zone=site.zone, now=datetime.now(UTC), limits=Limits())
    is_old_blog = is_export(path, reading)
    urls = addresses_of(read_old_posts([path], reading)) if is_old_blog else read_old_urls(path)
    base = urlsplit(site.settings["SITE_ADDRESS"]).path
    found, summary = old_url_faults(site.output, urls, source=path, base=base)
    notices = [str(fault) for fault in found if fault.is_notice]
    say("\n".join([f"\n{shown(path)}: {summary}", *notices[:_SHOWN]]))
    end_with(
        [fault for fault in found if not fault.is_notice], f"The old addresses of {shown(path)}"
    )


def _read_ledger(live: str) -> bytes | None:
    """Give the ledger of the site at an address; None where there is none yet."""
    if not live:
        return None
    if not Path(live).is_dir() and not re.match(r"https?://[^/@]+(/|$)", live):
        raise SiteError(
            "--live: an address that begins with https:// is needed, without a name and password in it."
        )
    return checking.read_if_there(f"{live.rstrip('/')}/{addressing.LEDGER}")


def _shown(changes: Changes, target: str) -> str:
    """Give what will change against what is live, the first of each kind by name."""
    kinds = (("+", changes.added), ("~", changes.changed), ("-", changes.removed))
    lines = [f"Against what is live at {target}: {changes}."]
    for mark, names in kinds:
        lines += [f"  {mark} {name}" for name in names[:_SHOWN]]
        if len(names) > _SHOWN:
            lines.append(f"  {mark} … and {count(len(names) - _SHOWN, 'more file')}")
    return "\n".join(lines)
