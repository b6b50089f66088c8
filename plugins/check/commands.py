"""What tasks.py asks of the checks."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from plugins.check.content import content_faults
from plugins.check.feeds import feed_faults, lost_faults, secret_faults
from plugins.check.imported import lines_of_picture, markup_notices, notices_of
from plugins.check.pages import About, Finding, page_findings, pages_of
from plugins.check.pictures import NO_ALT
from plugins.check.published import read_if_there, read_published
from plugins.shared.errors import Fault, shown
from plugins.shared.files import write_file
from plugins.shared.front_matter import FrontMatter
from plugins.shared.leading_on import leads_on
from plugins.shared.site import Site
from plugins.shared.text import count
from plugins.shared.written import read_folders, read_pages, read_posts

__all__ = ["content_faults", "lost_ids", "read_if_there", "site_faults", "tell_notices"]

_SHOWN = 20
_DIGESTS = "digests"
_FEW_PICTURES = 3


def site_faults(site: Site, *, now: datetime) -> tuple[int, list[Fault]]:
    """Give how many pages the built site has, and what is wrong in them and in its feeds.

    What came in with imported posts is among it as notices.
    """
    files = pages_of(site.output)
    rounds = page_findings(site.output, site.settings["SITE_ADDRESS"])
    console = Console(stderr=True)
    progress = track(
        rounds,
        "Reading the pages",
        total=len(files) + 1,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    posts = read_posts(site)
    written = [*posts, *read_pages(site)]
    sources = {site.output / one.address: one.front for one in written if one.address}
    for front in read_folders(site.content, [_DIGESTS]):
        sources[site.output / _DIGESTS / f"{front.path.stem}.html"] = front
    faults = [
        fault
        for found in progress
        for finding in found
        for fault in _told(finding, sources, site.content / site.settings["COMMENTS_PATH"])
    ]
    for one in written:
        faults += markup_notices(one.front)
    faults += feed_faults(site.output)
    if site.is_for_publishing:
        faults += secret_faults(site.output, posts, now)
    return sum(not leads_on(path) for path in files), faults


def lost_ids(site: Site, place: str) -> list[Fault]:
    """Give the ids that the feed published at `place` has and the built site has lost."""
    return lost_faults(
        site.output, read_published(place), Path(place), site.content / "withdrawn.txt"
    )


def tell_notices(site: Site, found: list[Fault]) -> tuple[int, str]:
    """Give how many notices are among what was found, and the first of them.

    All of them stand in var/check-notices.txt; many pictures without alt text are one line here.
    """
    path = site.var / "check-notices.txt"
    lines = list(dict.fromkeys(str(fault) for fault in sorted(found) if fault.is_notice))
    if not lines:
        path.unlink(missing_ok=True)
        return 0, ""
    write_file(path, "".join(f"{line}\n" for line in lines).encode())
    pictures = [line for line in lines if NO_ALT in line and ": the picture " in line]
    told = [f"{len(pictures)} pictures in imported posts have no alt text: {shown(path)}"]
    if len(pictures) <= _FEW_PICTURES:
        pictures, told = [], []
    apart = frozenset(pictures)
    others = [line for line in lines if line not in apart]
    more = len(others) - _SHOWN
    rest = [f"… and {count(more, 'more notice')}; all of them: {shown(path)}"] if more > 0 else []
    return len(lines), "\n".join([*others[:_SHOWN], *rest, *told])


def _told(finding: Finding, sources: Mapping[Path, FrontMatter], comments: Path) -> list[Fault]:
    """Give what a person is told of a finding: where it has to be mended, or where it came in."""
    front = sources.get(finding.path)
    if not front:
        return [Fault(path=finding.path, line=finding.line, message=finding.message)]
    if finding.about is About.PICTURE and not front.is_imported:
        return _pictures_faults(finding, front)
    place = comments / f"{front.get('comments') or front.path.stem}.txt"
    target = finding.target or finding.path
    made_of = sources[target].path if target in sources else target
    notices = notices_of(finding, front, place, made_of.name)
    message = f"{finding.message} The page is made of {shown(front.path)}."
    return notices or [Fault(path=finding.path, line=finding.line, message=message)]


def _pictures_faults(finding: Finding, front: FrontMatter) -> list[Fault]:
    """Give where the author's own file has the picture that a finding is about."""
    lines = lines_of_picture(finding.named, front) or [0]
    return [Fault(path=front.path, line=line, message=finding.message) for line in lines]
