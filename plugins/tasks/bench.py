"""bench.…: how long things take, beside something else in the same run."""

import os
import subprocess
import sys
from typing import Any

from invoke.collection import Collection

from plugins.environment import virtualenv
from plugins.environment.command_line import command
from plugins.shared.site import ENGINE


@command()
def build(_c: Any) -> None:
    """Time a build of 1,000 posts beside plain Pelican's, in one run."""
    _run("build")


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


def _run(name: str) -> None:
    virtualenv.add_test_tools()
    paths = os.pathsep.join([str(ENGINE), str(ENGINE / "tests")])
    script = [sys.executable, str(ENGINE / "tests" / "bench" / f"{name}.py")]
    subprocess.run(script, check=True, env={**os.environ, "PYTHONPATH": paths})


bench = Collection("bench", feeds, imports, send, desk, page)
bench.add_task(build, default=True)
