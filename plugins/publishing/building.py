"""One build: Pelican renders beside the output folder, and only a whole result moves in."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from plugins.publishing.installing import Changes, install, refuse_foreign
from plugins.shared.errors import BadContent, CannotWrite, shown
from plugins.shared.site import ENGINE, Site

_FATAL = "RuntimeError: Warning or error encountered"  # how Pelican ends at the first error it logs


def build(site: Site, extra: Mapping[str, str] | None = None) -> tuple[Changes, list[str]]:
    """Build the site into its output folder; give what changed, and what Pelican had to say.

    `extra` are settings for this build alone, texts by their names.
    Raises BadContent when Pelican fails, or for a publish build when it logs an error; the output
    folder then stays as it was.
    """
    refuse_foreign(site.output)
    with _beside(site.output) as new:
        said = _run_pelican(site, new, extra or {})
        return install(new, site.output), said


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """Give a new folder on the same disk as `output`, so that files can be moved in one step."""
    _sweep(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{output.name}.{os.getpid()}."
        folder = Path(tempfile.mkdtemp(dir=output.parent, prefix=prefix))
    except OSError as error:
        raise CannotWrite(f"{shown(output.parent)} cannot be written: {error.strerror}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(output: Path) -> None:
    """Remove what builds that were killed have left; their process is no more."""
    for folder in output.parent.glob(f".{output.name}.*.*"):
        pid = folder.name.split(".")[-2]
        if pid.isdigit() and not _is_running(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, and is somebody else's
        return True
    return True


def _run_pelican(site: Site, folder: Path, extra: Mapping[str, str]) -> list[str]:
    strict = ["--fatal", "errors"] if site.is_for_publishing else []
    command = [sys.executable, "-m", "pelican", str(site.content)]
    command += ["--settings", str(site.settings_file), "--output", str(folder), *strict]
    command += ["--log-handler", "plain"]
    if extra:
        command += [
            "--extra-settings",
            *(f"{name}={json.dumps(text)}" for name, text in extra.items()),
        ]
    paths = [str(ENGINE), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",  # so that nothing hangs on the order of a set
    }
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    said = [line.replace(f"{folder}/", "") for line in _sayings(result.stderr)]
    if result.returncode:
        raise BadContent(
            "\n".join([*said, "", "Pelican could not build the site; the last one stays."])
        )
    return said


def _sayings(log: str) -> list[str]:
    """Give the lines of Pelican's log, without the way through its source when it failed."""
    lines = [line.rstrip() for line in log.splitlines() if line.strip()]
    start = next((n for n, line in enumerate(lines) if line.startswith("Traceback (")), len(lines))
    return [line for line in lines[:start] if line != _FATAL]
