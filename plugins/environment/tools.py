"""Servers and readers for the tests: the machine's own, else unpacked from Debian's packages.

Nothing is installed and nothing is started: the files lie in var/tools/, for this project alone.
"""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from plugins.environment.virtualenv import alone
from plugins.shared.errors import SiteError
from plugins.shared.files import write_file
from plugins.shared.site import ENGINE

TOOLS = ENGINE / "var" / "tools"
_SECONDS = 300
_WRAPPER = '#!/bin/sh\nexport LD_LIBRARY_PATH="{libraries}"\nexec "{program}" "$@"\n'


def get_tool(program: str, package: str = "", *, tools: Path = TOOLS) -> Path:
    """Give the path of a program, by default from the package of its name.

    Raises SiteError, with the reason, where it cannot be had.
    """
    found = shutil.which(program) or shutil.which(program, path=str(tools / "bin"))
    if found:
        return Path(found)
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SiteError(
            f"{program} is not on this machine, and there is no apt-get to fetch it with."
        )
    tools.mkdir(parents=True, exist_ok=True)
    with alone(tools / ".lock"):  # several tests may want it at the same time
        if not (tools / "bin" / program).exists():
            _unpack(package or program, tools)
            unpacked = next((place for place in tools.glob(f"usr/*bin/{program}")), None)
            if not unpacked:
                raise SiteError(f"{program} is not in Debian's package {package or program}.")
            _wrap(unpacked, tools)
    return tools / "bin" / program


def _unpack(package: str, tools: Path) -> None:
    """Fetch the package and what it needs beyond what is installed, and unpack them."""
    with tempfile.TemporaryDirectory() as folder:
        if not _fetch(package, folder) and os.geteuid() == 0:  # the lists may be missing, or old
            run_quietly(["apt-get", "update", "--quiet=2"], folder)
            _fetch(package, folder)
        files = sorted(Path(folder).glob("*.deb"))
        if not files:
            raise SiteError(f"Debian's package {package} could not be fetched; is there a network?")
        tools.mkdir(parents=True, exist_ok=True)
        for file in files:
            run_quietly(["dpkg-deb", "--extract", str(file), str(tools)], folder)


def _fetch(package: str, folder: str) -> bool:
    plan = run_quietly(
        ["apt-get", "install", "--simulate", "--yes", "--no-install-recommends", package], folder
    )
    names = re.findall(r"^Inst (\S+)", plan.stdout, re.MULTILINE)
    # _apt, the user that apt-get downloads as, has to be able to write here.
    Path(folder).chmod(0o777)
    return bool(names) and run_quietly(["apt-get", "download", *names], folder).returncode == 0


def _wrap(program: Path, tools: Path) -> None:
    """Write a small script that starts the program with the libraries it came with."""
    triplet = f"{platform.machine()}-linux-gnu"
    places = (f"usr/lib/{triplet}", f"lib/{triplet}", "usr/lib", "lib", "usr/lib/postfix")
    libraries = ":".join(str(tools / place) for place in places)
    wrapper = tools / "bin" / program.name
    write_file(wrapper, _WRAPPER.format(libraries=libraries, program=program).encode())
    wrapper.chmod(0o755)


def run_quietly(command: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder and give what it said; it cannot ask. Raises SiteError when it never ends."""
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise SiteError(f"{command[0]} did not answer within {_SECONDS} seconds.") from error
