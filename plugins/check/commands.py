"""What tasks.py asks of the checks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from plugins.check.content import content_faults
from plugins.check.feeds import feed_faults, lost_faults, secret_faults
from plugins.check.pages import page_faults
from plugins.check.posts import read_posts
from plugins.check.published import read_published
from plugins.shared.errors import Fault, shown
from plugins.shared.site import Site

__all__ = ["content_faults", "lost_ids", "site_faults"]


def site_faults(site: Site, *, now: datetime) -> tuple[int, list[Fault]]:
    """Give how many pages the built site has, and what is wrong in them and in its feeds."""
    count = sum(1 for _page in site.output.rglob("*.html"))
    rounds = page_faults(site.output, site.settings["SITE_ADDRESS"])
    console = Console(stderr=True)
    progress = track(
        rounds,
        "Reading the pages",
        total=count + 1,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    posts = read_posts(site)
    sources = {site.output / post.address: post.front.path for post in posts if post.address}
    faults = [_with_source(fault, sources) for found in progress for fault in found]
    faults += feed_faults(site.output)
    if site.is_for_publishing:
        faults += secret_faults(site.output, posts, now)
    return count, faults


def lost_ids(site: Site, place: str) -> list[Fault]:
    """Give the ids that the feed published at `place` has and the built site has lost."""
    return lost_faults(
        site.output, read_published(place), Path(place), site.content / "withdrawn.txt"
    )


def _with_source(fault: Fault, sources: Mapping[Path, Path]) -> Fault:
    """Say which post a fault of a built page comes from: there it has to be mended."""
    source = sources.get(fault.path)
    if not source:
        return fault
    return replace(fault, message=f"{fault.message} The page is made of {shown(source)}.")
