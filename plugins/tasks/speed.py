"""speed.…: whether incremental builds are what clean ones are, put to a long proof."""

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
    steps="how many edits, each followed by an incremental and a clean build (default: 10000)",
    seed="where the random numbers begin; the same seed gives the same histories (default: 1)",
    theme="ours, simple, notmyidea or nasty alone (default: all four)",
)
def histories(_c: Any, steps: str = "10000", seed: str = "1", theme: str = "") -> None:
    """Edit blogs at random, and compare each incremental build with a clean one byte for byte."""
    virtualenv.add_test_tools()
    script = [sys.executable, str(ENGINE / "tests" / "speed" / "long_run.py")]
    options = ["--steps", steps, "--seed", seed, *(["--theme", theme] if theme else [])]
    paths = os.pathsep.join([str(ENGINE), str(ENGINE / "tests")])
    told = {**os.environ, "PYTHONPATH": paths}
    if subprocess.run([*script, *options], check=False, env=told).returncode:
        raise Exit(code=1)


speed = Collection("speed", histories)
