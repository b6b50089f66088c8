"""The files of a site as git keeps them: their ids, and the tree that ghp-import makes of a folder."""

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ghp_import  # type: ignore[import-untyped]

from plugins.publishing.installing import Changes, files_of
from plugins.publishing.targets.git import Git, git_environment
from plugins.shared.errors import CannotWrite

_BRANCH = "site"


def ids_of(built: Path, extra: Mapping[str, bytes], *, hash_name: str) -> dict[str, str]:
    """Give the id that git has for each file of `built` and each of the `extra` ones, by name."""
    files = {name: _id((built / name).read_bytes(), hash_name) for name in files_of(built)}
    return files | {name: _id(data, hash_name) for name, data in extra.items()}


def _id(data: bytes, hash_name: str) -> str:
    found = hashlib.new(hash_name, b"blob %d\0" % len(data), usedforsecurity=False)
    found.update(data)
    return found.hexdigest()


def parse_tree(listing: str) -> dict[str, str]:
    """Read what `git ls-tree -r -z` says: the id of each file by its name."""
    entries = [entry.partition("\t") for entry in listing.split("\0") if entry]
    return {name: about.split()[2] for about, _tab, name in entries}


def differences(new: Mapping[str, str], old: Mapping[str, str]) -> Changes:
    """Give what changes when files with the ids `new` replace those with the ids `old`."""
    both = new.keys() & old.keys()
    changed = {name for name in both if new[name] != old[name]}
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(old.keys() - new.keys())),
        same=len(both - changed),
    )


def write_tree(git: Git, built: Path, extra: Mapping[str, bytes]) -> str:
    """Let ghp-import bring the files into the repository; give the id of their tree.

    It writes to a branch, and knows the current folder's repository alone. So it gets one of its own,
    for as long as this takes, whose objects go to the real one: no branch there can be left behind.
    Raises CannotWrite.
    """
    objects = (git.folder / git.say("rev-parse", "--git-path", "objects")).resolve()
    form = git.find("rev-parse", "--show-object-format") or "sha1"
    with tempfile.TemporaryDirectory(prefix="publishing-") as folder:
        own = Git(name=git.name, folder=Path(folder))
        own.say("init", "--quiet", "--bare", f"--object-format={form}", ".")
        around = {"GIT_DIR": folder, "GIT_OBJECT_DIRECTORY": str(objects)}
        _import(_Gateway(folder=Path(folder), environment=around), own, built, extra)
        return own.say("rev-parse", f"refs/heads/{_BRANCH}^{{tree}}", environment=around)


def _import(gateway: "_Gateway", git: Git, built: Path, extra: Mapping[str, bytes]) -> None:
    domain = extra.get("CNAME")
    try:
        ghp_import.run_import(
            gateway,
            str(built),
            branch=_BRANCH,
            mesg="site",
            prefix=None,
            followlinks=False,
            nojekyll=".nojekyll" in extra,
            cname=None if domain is None else domain.decode(),
        )
    except (TypeError, BrokenPipeError):  # how ghp-import 2.1.0 ends when git fails
        raise git.error(gateway.errors) from None
    except OSError as error:
        raise CannotWrite(f"{built}: {error.strerror}: {error.filename}.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gateway:
    """What ghp-import asks of its own `Git`, without the current folder and without a terminal."""

    folder: Path
    environment: Mapping[str, str]

    def open(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start git for ghp-import, which writes to it."""
        with (self.folder / "errors").open("wb") as errors:
            return subprocess.Popen(
                ["git", *arguments],
                stdin=options["stdin"],
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=self.folder,
                env={**git_environment(), **self.environment, "LC_ALL": "C"},
            )

    def get_config(self, _key: str) -> bytes:
        """Give a name for the commit, of which only the tree is used."""
        return b"site"

    def get_prev_commit(self, _branch: str) -> None:
        """Say that there is no commit before."""

    @property
    def errors(self) -> str:
        """What git said."""
        return (self.folder / "errors").read_text(errors="replace")
