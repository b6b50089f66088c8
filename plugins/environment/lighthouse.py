"""Lighthouse for bench.page: fetched once by npm into var/tools/, where node is present."""

import shutil
import sys
from pathlib import Path

from plugins.environment.tools import TOOLS, run_quietly
from plugins.environment.virtualenv import alone
from plugins.shared.errors import SiteError, shown

VERSION = "12"


def get_lighthouse(*, tools: Path = TOOLS) -> Path:
    """Give Lighthouse's program, fetching it where it is not yet here, and saying so.

    Raises SiteError, with the reason, where it cannot be had.
    """
    npm = shutil.which("npm")
    if not (npm and shutil.which("node")):
        raise SiteError(
            "Lighthouse needs node and npm, which are not on this machine; on Debian and Ubuntu: "
            "sudo apt install nodejs npm"
        )
    folder = tools / "lighthouse"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    folder.mkdir(parents=True, exist_ok=True)
    with alone(tools / ".lock"):
        if not program.exists():
            sys.stderr.write(f"Fetching Lighthouse {VERSION} by npm into {shown(folder)}, once …\n")
            _install(npm, folder)
    if not program.exists():
        raise SiteError(f"npm could not fetch lighthouse@{VERSION}; is there a network?")
    return program


def _install(npm: str, folder: Path) -> None:
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    command = [npm, "--prefix", str(folder), "install", *quiet, f"lighthouse@{VERSION}"]
    done = run_quietly(command, str(folder))
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-6:])
        raise SiteError(f"npm could not fetch lighthouse@{VERSION}:\n{said}")
