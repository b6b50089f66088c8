"""What is wrong in this repository: its Python, and traces of the machine it was made on."""

import re
import subprocess
import sys
from pathlib import Path

from plugins.shared.errors import Fault

# Written in two parts, so that this file holds none of them.
_HOSTS = tuple(
    first + second
    for first, second in (
        ("pypi.", "org"),
        ("python", "hosted"),
        ("registry.npm", "js"),
        ("deb.", "debian"),
        ("crates.", "io"),
        ("registry.", "yarnpkg"),
    )
)
_LARGEST = 2 * 1024 * 1024


def python_faults(root: Path) -> list[str]:
    """Give what ruff and mypy have to say, one text for each that is not content."""
    commands = (
        ["ruff", "check", "--output-format=concise", "."],
        ["ruff", "format", "--check", "--output-format=concise", "."],
        ["mypy"],
    )
    results = (
        subprocess.run(
            [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False
        )
        for command in commands
    )
    return [(result.stdout + result.stderr).strip() for result in results if result.returncode]


def trace_faults(root: Path, home: Path) -> list[Fault]:
    """Give the tracked lines that name a package registry's host or a path of this machine."""
    paths = [root.resolve(), home.resolve()]
    places = [re.escape(str(path)) for path in paths if len(path.parts) > 1]
    people = r"(?<![A-Za-z0-9_.])/(?:home/[A-Za-z0-9_.-]+|Users/[A-Za-z0-9_.-]+|root)/"
    hosts = "|".join(re.escape(host) for host in _HOSTS)
    trace = re.compile(
        rf"(?P<host>{hosts})|(?P<place>(?:{'|'.join(places)})(?![A-Za-z0-9_.-])|{people})"
    )
    return [fault for path in tracked_files(root) for fault in _traces(path, trace)]


def tracked_files(root: Path) -> list[Path]:
    """Give the files that git tracks, and those it does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return [root / name for name in result.stdout.split("\0") if name and (root / name).is_file()]


def _traces(path: Path, trace: re.Pattern[str]) -> list[Fault]:
    if path.stat().st_size > _LARGEST:
        return []
    text = path.read_bytes().decode(errors="replace")
    faults = []
    for number, line in enumerate(text.split("\n"), start=1):
        if match := trace.search(line):
            what = "the host of a package registry" if match["host"] else "a path of one machine"
            faults.append(
                Fault(path=path, line=number, message=f'"{match[0]}" is {what}; take it out.')
            )
    return faults
