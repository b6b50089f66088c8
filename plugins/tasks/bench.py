"""bench.…: how long things take, beside something else in the same run."""

import os
import subprocess
import sys
from typing import Any

from invoke.collection import Collection
from invoke.exceptions import Exit

from plugins.environment import virtualenv
from plugins.environment.command_line import command
from plugins.shared.site import ENGINE


@command(
    posts="how many posts, with commas between several numbers (default: 1000,10000,20000)",
    rounds="how often each is timed; the figures are medians",
    profile="show each part's share of a cold build instead",
)
def build(_c: Any, posts: str = "", rounds: str = "3", profile: bool = False) -> None:  # noqa: FBT001, FBT002 - Invoke makes it a flag
    """Time whole builds and rebuilds after edits beside Hugo and plain Pelican, in one run."""
    options = ["--rounds", rounds, *(["--posts", posts] if posts else [])]
    _run("build", *options, *(["--profile"] if profile else []))


@command()
def feeds(_c: Any) -> None:
    """Time the feeds of 10,000 posts beside the whole of plain Pelican's build."""
    _run("feeds")


@command(name="import")
def imports(_c: Any) -> None:
    """Time the import of 100,000 comments beside merely parsing their file."""
    _run("imports")


@command()
def send(_c: Any) -> None:
    """Time a sending with the ledger beside smtp-source and beside plain smtplib."""
    _run("sending")


@command()
def desk(_c: Any) -> None:
    """Time 10,000 requests of 50 readers at once while letters go out."""
    _run("desk")


@command()
def page(_c: Any) -> None:
    """Ask Lighthouse about the first page, a post and the archive; it needs node and npm."""
    _run("page")


def _run(name: str, *options: str) -> None:
    virtualenv.add_test_tools()
    paths = os.pathsep.join([str(ENGINE), str(ENGINE / "tests")])
    script = [sys.executable, str(ENGINE / "tests" / "bench" / f"{name}.py"), *options]
    told = {**os.environ, "PYTHONPATH": paths}
    if ended := subprocess.run(script, check=False, env=told).returncode:
        raise Exit(code=ended)


bench = Collection("bench", feeds, imports, send, desk, page)
bench.add_task(build, default=True)
