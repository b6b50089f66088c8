"""Where a published site goes: a folder, or host:path by rsync over ssh."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from plugins.publishing.installing import MARKER, Changes, compare, install, mark, refuse_foreign
from plugins.shared.errors import CannotWrite, shown

_REMOTE = re.compile(r"(?:[^/:\s]+@)?(?:[^/:\s]+|\[[0-9a-fA-F:]+\]):(?!//)\S.*|rsync://\S+")


def is_remote(target: str) -> bool:
    """Whether `target` is a place for rsync: a colon stands before any slash, as rsync has it."""
    return bool(_REMOTE.fullmatch(target))


def refuse_bad_target(target: str, keep_out: list[Path]) -> None:
    """Raise CannotWrite for what is no place to publish to, or lies in or around a folder of ours."""
    if target.startswith("-") or not target.strip():
        raise CannotWrite(f'"{target}" is no place to publish to; name a folder, or host:path.')
    folder = Path(target).resolve()
    for ours in keep_out:
        if not is_remote(target) and (
            folder == ours or ours in folder.parents or folder in ours.parents
        ):
            raise CannotWrite(
                f"{shown(folder)}: that is in or around {shown(ours)}; name another folder."
            )


def send(built: Path, target: str, *, is_dry_run: bool) -> str:
    """Bring the site in the folder `built` to the target; give what changed, in words.

    Raises CannotWrite.
    """
    mark(built)
    if is_remote(target):
        return _send_by_rsync(built, target.rstrip("/") + "/", is_dry_run=is_dry_run)
    return str(_send_to_folder(built, Path(target).resolve(), is_dry_run=is_dry_run))


def _send_to_folder(built: Path, folder: Path, *, is_dry_run: bool) -> Changes:
    refuse_foreign(folder)
    if is_dry_run:
        return compare(built, folder)
    _make_folder(folder.parent)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as beside:
        copy = Path(beside) / "site"
        shutil.copytree(built, copy)
        return install(copy, folder)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{shown(folder)} cannot be made: {error.strerror}.") from error


def _send_by_rsync(built: Path, target: str, *, is_dry_run: bool) -> str:
    if not shutil.which("rsync"):
        raise CannotWrite(
            "rsync is needed to publish to another host; on Debian: apt install rsync."
        )
    _refuse_foreign_remote(target)
    options = ["--recursive", "--checksum", "--times", "--delete-after", "--delay-updates"]
    options += ["--itemize-changes", "--dry-run" if is_dry_run else "--human-readable"]
    lines = _rsync([*options, f"{built}/", target], target).splitlines()
    files = [line for line in lines if re.match(r"[<>]f|\*deleting", line)]
    removed = sum(line.startswith("*deleting") for line in files)
    added = sum("f+++++++++" in line for line in files)
    return f"{added} added, {len(files) - removed - added} changed, {removed} removed"


def _refuse_foreign_remote(target: str) -> None:
    """Look before the first deletion: a folder with other people's files is refused."""
    try:
        names = {line.split(maxsplit=4)[-1] for line in _rsync([target], target).splitlines()}
    except CannotWrite as error:
        if "No such file or directory" in str(error):  # then rsync makes it
            return
        raise
    if names - {"."} and MARKER not in names:
        raise CannotWrite(
            f"{target} holds files that no build made, and publishing would remove them; "
            f"name an empty or a new folder, or put a file called {MARKER} there to say it may go."
        )


def _rsync(arguments: list[str], target: str) -> str:
    result = subprocess.run(
        ["rsync", *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if result.returncode:
        said = result.stderr.strip()
        raise CannotWrite(
            f"{target}: rsync could not do it; what is live stays as it was, run it again "
            f"when this is mended:\n{said}"
        )
    return result.stdout
