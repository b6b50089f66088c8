"""Every command a person types.

`python3 tasks.py` lists them, `python3 tasks.py --help build` explains one. In an activated
environment `invoke build` is the same thing.
"""

import signal
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
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while this sets up and loads just ends it
    try:
        virtualenv.enter(__file__, sys.argv[1:])
    except virtualenv.CannotSetUp as error:
        sys.exit(str(error))

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from invoke.collection import Collection
from invoke.exceptions import Exit
from invoke.program import Program

from plugins.environment.command_line import command, end_with, say
from plugins.shared.errors import SiteError, shown
from plugins.shared.site import ENGINE, open_site
from plugins.shared.text import count
from plugins.tasks.asked import asked_tasks

# Each task loads what it needs itself: whoever waits for one shall not wait for the libraries of all.
# ruff: noqa: PLC0415


@command()
def build(_c: Any, content: str = "", output: str = "", settings: str = "pelicanconf.py") -> None:
    """Build the website, its feeds and the next digest's preview."""
    from plugins.publishing.early import Early

    with closing(Early()) as early:
        early.begin()  # Pelican's libraries are loaded meanwhile
        from plugins.tasks.building import build_site
        from plugins.tasks.previewing import digest_preview

        site = open_site(content=content, output=output, settings=settings)
        digest = digest_preview(site, build_site(site, pelican=early))
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
    from plugins.tasks.serving import serve_site

    serve_site(content=content, output=output, settings=settings, port=port)


@command(title="the post's title, in quotes")
def new(_c: Any, title: str, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Begin a post: a draft with its metadata and its permanent id."""
    from datetime import datetime
    from uuid import uuid4

    from plugins.writing.posts import write_new_post

    site = open_site(content=content, settings=settings)
    path = write_new_post(title, site.content, now=datetime.now(site.zone), uuid=uuid4())
    say(f"Write here: {shown(path)}\nIt is a draft: take out its Status: line when it is ready.")


@command()
def ids(_c: Any, content: str = "", settings: str = "pelicanconf.py") -> None:
    """Write the permanent id into each post that has none."""
    from plugins.writing.commands import write_ids

    changed, faults = write_ids(open_site(content=content, settings=settings))
    for path in changed:
        say(f"Wrote the id into {shown(path)}")
    say(f"{count(len(changed), 'post')} changed.")
    if faults:
        end_with(faults, "Posts left as they are")


@command(
    name="import",
    iterable=["also"],
    path="the export: a file, a folder or an archive (zip, gz, tar)",
    also="a further export of the same blog; may be given several times",
    timezone="the zone of times without one, such as Europe/Lisbon (default: the settings' TIMEZONE)",
    url_map="a CSV file: an old address, a comma, the new address or the name of the post's file",
    report="write the numbers into this JSON file, too",
    max_size="how many MB one unpacked file may have (default: 2048)",
    max_ratio="how many times its size an archive may unpack to (default: 100)",
    dry_run="say what would be written, and write nothing",
)
def import_(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    path: str,
    also: list[str],
    content: str = "",
    settings: str = "pelicanconf.py",
    timezone: str = "",
    url_map: str = "",
    report: str = "",
    max_size: str = "2048",
    max_ratio: str = "100",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
) -> None:
    """Take an old blog's posts and comments into the content."""
    from plugins.comments_import import commands as importing

    site = open_site(content=content, settings=settings, may_be_new=True)
    options = importing.Options(
        timezone=timezone,
        url_map=Path(url_map) if url_map else None,
        report=Path(report) if report else None,
        is_dry_run=dry_run,
        limits=importing.limits_of(max_size, max_ratio),
    )
    say(str(importing.import_files([Path(path), *map(Path, also)], site, options)))


@command(
    name="import-images",
    max_size="how many MB one picture may have (default: 30)",
    dry_run="say which pictures would be fetched, and fetch nothing",
)
def import_images(
    _c: Any,
    content: str = "",
    settings: str = "pelicanconf.py",
    max_size: str = "30",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
) -> None:
    """Fetch the pictures that content/missing-images.txt names, and lead the imported posts to them."""
    from plugins.comments_import.pictures.missing import fetch_images, megabytes

    site = open_site(content=content, settings=settings)
    limit = megabytes(max_size)
    done = fetch_images(site.content, limit_bytes=limit, is_dry_run=dry_run, progress=say)
    if done.is_failure:
        raise SiteError(str(done))
    say(f"\n{done}")


@command(name="test", select="only the tests whose names hold this (pytest's -k)")
def run_tests(_c: Any, select: str = "") -> None:
    """Run everything that proves it works, in a real browser and over a real mail server, too."""
    from plugins.environment.browser import get_browser

    virtualenv.add_test_tools()
    say(f"Browser: {get_browser()}")
    # Each has a browser and servers of its own: more than four would rather crowd a machine.
    cores = ["--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
    options = ["-k", select] if select else cores
    ended = subprocess.run([sys.executable, "-m", "pytest", *options], cwd=ENGINE, check=False)
    if ended.returncode:
        raise Exit(code=1)


@command(number="how many lives")
def histories(_c: Any, number: str = "10000") -> None:
    """Live many random lives of a newsletter: each post reaches each reader once."""
    virtualenv.add_test_tools()
    options = ["-m", "pytest", "-q", "tests/newsletter/test_histories.py"]
    told = {**os.environ, "HISTORIES": number}
    if subprocess.run([sys.executable, *options], cwd=ENGINE, env=told, check=False).returncode:
        raise Exit(code=1)


@command()
def words(_c: Any) -> None:
    """Bring the words of each language up to date with the pages and letters."""
    from plugins.writing.catalogues import update_catalogues

    for one in update_catalogues():
        wanted = f"{one.missing} want words" if one.missing else "all of them said"
        say(f"{shown(one.path)}: {count(one.messages, 'message')}, {wanted}.")


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
    for name in ("output", "var/preview", "var/check", "var/pictures", "var/speed", *caches):
        shutil.rmtree(ENGINE / name, ignore_errors=True)
    say("Removed output/, previews and caches.")


_OWN = (build, serve, new, ids, import_, import_images, run_tests, histories, words, lock, clean)
namespace = Collection(*_OWN, *asked_tasks(sys.argv[1:], [task.name for task in _OWN]))

if __name__ == "__main__":
    typed = sys.argv[1:] or ["--list"]
    if typed[-1] in {"--help", "-h"} and len(typed) > 1:  # Invoke wants it before the task
        typed = ["--help", typed[0]]
    program = Program(namespace=namespace, name="Still in Touch", binary="python3 tasks.py")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    program.run(["tasks.py", *typed])
