"""Every command a person types.

`python3 tasks.py` lists them, `python3 tasks.py --help build` explains one. In an activated
environment `invoke build` is the same thing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is read by whatever Python a machine has
    sys.exit(
        "Python 3.11 or newer is needed; this is {}.{}. Run it as python3.11 tasks.py, say.".format(
            *sys.version_info
        )
    )
try:
    from plugins.environment import virtualenv
except ImportError as error:
    sys.exit(f"This needs Linux or macOS, and a whole copy of the project: {error}.")
if __name__ == "__main__":
    try:
        virtualenv.enter(__file__, sys.argv[1:])
    except virtualenv.CannotSetUp as error:
        sys.exit(str(error))

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from invoke.collection import Collection
from invoke.exceptions import Exit
from invoke.program import Program
from rich.console import Console

from plugins.check import commands as checking
from plugins.check.repository import python_faults, trace_faults
from plugins.comments.commands import comment_faults
from plugins.comments_import.commands import import_file
from plugins.environment.browser import get_browser
from plugins.environment.command_line import command, end_with, say
from plugins.newsletter.commands import write_preview
from plugins.publishing import commands as publishing
from plugins.shared.dates import parse_time
from plugins.shared.errors import BadContent, BadSettings, Fault, SiteError, listing, shown
from plugins.shared.site import ENGINE, Site, open_site
from plugins.shared.text import count
from plugins.writing import commands as writing

PUBLISH_SETTINGS = "the settings file; one elsewhere starts with: from publishconf import *"


@command()
def build(_c: Any, content: str = "", output: str = "", settings: str = "pelicanconf.py") -> None:
    """Build the website, its feeds and the next digest's preview."""
    site = open_site(content=content, output=output, settings=settings)
    _build(site)
    digest = _preview(site)
    say(f"\nThe website: {site.output / 'index.html'}")
    say(f"The feeds:   {site.output}/ atom.xml, rss.xml, feed.json")
    say(f"The digest:  {digest}")


@command(port="where to listen on this machine")
def serve(
    _c: Any,
    content: str = "",
    output: str = "",
    settings: str = "pelicanconf.py",
    port: str = "8000",
) -> None:
    """Show the website at a local address; build and reload it whenever something changes."""
    site = open_site(content=content, output=output, settings=settings)

    def rebuild() -> None:
        try:
            _build(open_site(content=content, output=output, settings=settings))
        except SiteError as error:
            say(str(error))

    number = publishing.free_port(port)
    rebuild()
    say(f"\nThe website: http://127.0.0.1:{port}/   (Ctrl-C ends it)")
    watched = [
        site.content,
        site.settings_file,
        ENGINE / "theme",
        ENGINE / "plugins",
        ENGINE / "pelicanconf.py",
    ]
    publishing.serve(site.output, watched, rebuild, port=number)


@command(title="the post's title, in quotes")
def new(_c: Any, title: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Begin a post: a draft with its metadata and its permanent id."""
    site = open_site(content=content, settings=settings)
    path = writing.write_new_post(title, site.content, now=datetime.now(site.zone), uuid=uuid4())
    say(f"Write here: {shown(path)}\nIt is a draft: take out its Status: line when it is ready.")


@command()
def ids(_c: Any, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Write the permanent id into each post that has none."""
    changed, faults = writing.write_ids(open_site(content=content, settings=settings))
    for path in changed:
        say(f"Wrote the id into {shown(path)}")
    say(f"{count(len(changed), 'post')} changed.")
    if faults:
        end_with(faults, "Posts left as they are")


@command(
    name="import",
    path="the export: for now a text copy of a Blogger page",
    report="write the numbers into this JSON file, too",
    dry_run="say what would be written, and write nothing",
)
def import_(
    _c: Any,
    path: str,
    content: str = "",
    settings: str = "pelicanconf.py",
    report: str = "",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
) -> None:
    """Take an old blog's posts and comments into the content."""
    # An empty site may not have its folder yet.
    folder = Path(content).resolve() if content else open_site(settings=settings).content
    say(
        str(
            import_file(
                Path(path), folder, is_dry_run=dry_run, report=Path(report) if report else None
            )
        )
    )


@command(
    feed="a JSON Feed, file or address (default: the built site's feed.json)",
    since="the posts since this day, such as 2026-11-01 (default: what the newest file in digests/ names, else the newest three)",
)
def preview(
    _c: Any, feed: str = "", since: str = "", content: str = "", settings: str = "pelicanconf.py"
) -> None:
    """Write the next digest's letter as a page, as text and as an e-mail."""
    site = open_site(content=content, settings=settings)
    written = write_preview(site, feed=feed, since=_day(since, site))
    say(f'"{written.subject}", {count(written.post_count, "post")}:')
    say(
        "\n".join(
            f"  {written.folder / name}" for name in ("digest.html", "digest.txt", "digest.eml")
        )
    )


@command(
    settings=PUBLISH_SETTINGS,
    target="a folder, or host:path for rsync over ssh",
    dry_run="build, check and say what would change, and send nothing",
)
def publish(
    _c: Any,
    target: str,
    content: str = "",
    settings: str = "publishconf.py",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
) -> None:
    """Build the site for the world, check it, and bring it to its place."""
    named = open_site(content=content, settings=settings)
    publishing.refuse_bad_target(target, [named.content, named.var / "check"])
    site = _published(content, settings)
    _check_site(site)
    changed = publishing.send(site.output, target, is_dry_run=dry_run)
    say(f"{'Would change' if dry_run else 'Published'}, {target}: {changed}")


@command(name="test", select="only the tests whose names hold this (pytest's -k)")
def run_tests(_c: Any, select: str = "") -> None:
    """Run everything that proves it works, in a real browser and over a real mail server, too."""
    virtualenv.add_test_tools()
    say(f"Browser: {get_browser()}")
    options = ["-k", select] if select else []
    ended = subprocess.run([sys.executable, "-m", "pytest", *options], cwd=ENGINE, check=False)
    if ended.returncode:
        raise Exit(code=1)


@command(
    settings=PUBLISH_SETTINGS,
    against="the feed as it was last published, file or address: no id of it may be lost",
)
def check(_c: Any, content: str = "", settings: str = "publishconf.py", against: str = "") -> None:
    """Prove the code, the content and the built site; with --content, another site's two."""
    if not content and settings == "publishconf.py":
        virtualenv.add_test_tools()
        end_with([*python_faults(ENGINE), *trace_faults(ENGINE, Path.home())], "The code")
    site = _published(content, settings)
    _check_site(site)
    if against:
        end_with(checking.lost_ids(site, against), f"The ids of {against}")


@command(name="build")
def bench_build(_c: Any) -> None:
    """Time a build of 1,000 posts beside plain Pelican's, in one run."""
    _bench("build")


@command(name="feeds")
def bench_feeds(_c: Any) -> None:
    """Time the feeds of 10,000 posts beside the whole of plain Pelican's build."""
    virtualenv.add_test_tools()
    _bench("feeds")


@command()
def lock(_c: Any) -> None:
    """Find the newest versions that go together, and pin them in the two lock files."""
    virtualenv.add_test_tools()
    virtualenv.pin()
    say("Pinned in requirements.lock and requirements-test.lock.")


@command()
def clean(_c: Any) -> None:
    """Remove what can be made again; the database, its copies and the secret stay."""
    caches = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
    for name in ("output", "var/preview", "var/check", *caches):
        shutil.rmtree(ENGINE / name, ignore_errors=True)
    say("Removed output/, previews and caches.")


def _bench(name: str) -> None:
    paths = os.pathsep.join([str(ENGINE), str(ENGINE / "tests")])
    command = [sys.executable, str(ENGINE / "tests" / "bench" / f"{name}.py")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": paths})


def _build(site: Site) -> None:
    """Build, after looking for faults: a publish build stops at the first look that finds any."""
    faults = [*checking.content_faults(site), *comment_faults(site)]
    if faults and site.is_for_publishing:
        raise BadContent(listing(faults, f"{_faulty(faults)} The site was not built."))
    try:
        with Console(stderr=True).status("Building …"):
            changes, said = publishing.build(site)
    except BadContent as error:
        raise BadContent(listing(faults, str(error))) from error
    named = {fault.path.name for fault in faults}
    # What Pelican says of a file that we have named already says nothing more.
    said = [line for line in said if not any(name in line for name in named)]
    if faults or said:
        say(listing(faults, "\n".join(said)))
    say(f"Built {shown(site.output)}: {changes}. {_faulty(faults)}".rstrip())


def _faulty(faults: list[Fault]) -> str:
    return f"{count(len(faults), 'fault')} in the content." if faults else ""


def _preview(site: Site) -> str:
    """Write the preview that ends a build, and say where; without a digest to compose, say why."""
    try:
        return str(write_preview(site).folder / "digest.html")
    except SiteError as error:
        return f"none; {error}"


def _published(content: str, settings: str) -> Site:
    """Build the site into var/check/, so that output/ stays what the author previews."""
    named = open_site(content=content, settings=settings)
    if not named.is_for_publishing:
        raise BadSettings(
            f"{shown(named.settings_file)} is for previews, with drafts and posts of the future; a "
            'file for publishing starts with "from publishconf import *" and ends with '
            '"SITEURL = SITE_ADDRESS".'
        )
    site = open_site(content=content, settings=settings, output=str(named.var / "check"))
    _build(site)
    return site


def _check_site(site: Site) -> None:
    pages, faults = checking.site_faults(site, now=datetime.now(UTC))
    end_with(sorted(faults), f"The site ({count(pages, 'page')})")


def _day(text: str, site: Site) -> datetime | None:
    try:
        return parse_time(text, site.zone) if text else None
    except ValueError as error:
        raise SiteError(f"--since: {error}; write it like 2026-11-01.") from error


namespace = Collection(
    build, serve, new, ids, import_, publish, run_tests, check, lock, clean,
    Collection("digest", preview),
)  # fmt: skip
benchmarks = Collection("bench", bench_feeds)
benchmarks.add_task(bench_build, default=True)
namespace.add_collection(benchmarks)

if __name__ == "__main__":
    typed = sys.argv[1:] or ["--list"]
    if typed[-1] in {"--help", "-h"} and len(typed) > 1:  # Invoke wants it before the task
        typed = ["--help", typed[0]]
    program = Program(namespace=namespace, name="Still in Touch", binary="python3 tasks.py")
    program.run(["tasks.py", *typed])
