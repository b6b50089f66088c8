"""Other people's programs, rsync and git, started so that they never wait for somebody who is not there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from plugins.shared.errors import CannotWrite


def is_attended() -> bool:
    """Whether somebody sits at a terminal and can be asked for a password."""
    return bool(sys.stdin and sys.stdin.isatty())


def refuse_missing(program: str, what_for: str) -> None:
    """Raise CannotWrite when there is no such program on this machine."""
    if not shutil.which(program):
        raise CannotWrite(
            f"{program} is needed {what_for}, and is not on this machine; on Debian: "
            f"apt install {program}."
        )


def is_watched() -> bool:
    """Whether somebody looks at a terminal to see how far things are."""
    return bool(sys.stdout and sys.stdout.isatty())


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    shows_progress: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, in English; `environment` is all it gets.

    With nobody at a terminal it is cut off from it, since ssh asks there whatever its input is. One that
    `shows_progress` writes to the terminal itself instead of into what is given.
    """
    return subprocess.run(
        command,
        stdout=None if shows_progress else subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env={**environment, "LC_ALL": "C"},
        start_new_session=not is_attended(),
    )


def reason_in(said: str, reasons: Mapping[str, str]) -> tuple[str, str]:
    """Give the first of the reasons whose pattern is found, and the line that told it.

    Without one: "", and the last line.
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for pattern, reason in reasons.items():
        line = next((line for line in lines if re.search(pattern, line, re.IGNORECASE)), "")
        if line:
            return reason, line
    return "", lines[-1] if lines else "nothing"


def own_environment() -> dict[str, str]:
    """Give a copy of the environment this runs in."""
    return dict(os.environ)
