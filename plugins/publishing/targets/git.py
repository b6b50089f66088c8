"""Asking git for one thing at a time, in somebody's repository, and telling what it says in a sentence.

Nothing here touches the work tree, the index or the present branch.
"""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from plugins.publishing.targets.programs import (
    is_attended,
    own_environment,
    reason_in,
    refuse_missing,
    run,
)
from plugins.shared.errors import CannotWrite

AS_IT_WAS = "what is live stays as it was"
_SHELL = "ssh -o ConnectTimeout=20 -o ServerAliveInterval=20"
# What would lead git elsewhere when this is started by one of its hooks.
_OF_A_HOOK = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
)
# A line that goes nowhere for a minute is dead; git itself would wait for ever. And nothing is to go on
# behind our back.
_SETTINGS = ("http.lowSpeedLimit=1", "http.lowSpeedTime=60", "gc.auto=0", "maintenance.auto=false")
_REASONS = {
    r"Host key verification failed": "the host's key is not the known one, or not known yet; connect "
    "once by hand, with ssh, and compare its fingerprint",
    r"could not read (?:Username|Password)|Authentication failed|Permission denied \(|terminal prompts "
    r"disabled|returned error: 40[13]|Permission to .* denied": "the remote lets nobody in without a key "
    'or token that fits; on GitHub Actions the workflow needs "permissions: contents: write"',
    r"Could not resolve host": "there is no host of that name",
    r"Connection refused|Failed to connect|Could not connect": "the host refuses the connection",
    r"timed? ?out|too slow": "there was no answer for too long",
    r"\[rejected\]|non-fast-forward|cannot lock ref|stale info|failed to update ref": "somebody else has "
    "pushed to that branch meanwhile; run it again",
    r"\[remote rejected\]": "the remote refused the commit",
    r"does not appear to be a git repository|Repository not found|repository .* (?:not found|does not "
    r"exist)": "the remote is no git repository, or none that you may see",
    r"No space left|quota exceeded": "there is no space left",
    r"dubious ownership": "the repository belongs to somebody else, so git leaves it alone",
}
# A remote's address may hold a token; nothing before the last @ is shown.
_SECRET = re.compile(r"(\w[\w+.-]*://)[^\s'\"]*@")

_Ended: TypeAlias = subprocess.CompletedProcess[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The git of this machine in `folder`; errors are told as those of publishing to `name`."""

    name: str
    folder: Path

    def ask(self, *arguments: str, environment: Mapping[str, str] | None = None) -> _Ended:
        """Run git and give all about how it ended."""
        return run(
            ["git", *(part for one in _SETTINGS for part in ("-c", one)), *arguments],
            {**git_environment(), **_unattended(self), **(environment or {})},
            folder=self.folder,
        )

    def find(self, *arguments: str) -> str:
        """Give what git says, "" when it fails."""
        ended = self.ask(*arguments)
        return "" if ended.returncode else _text(ended.stdout).strip()

    def say(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Give what git says. Raises CannotWrite."""
        ended = self.ask(*arguments, environment=environment)
        if ended.returncode:
            raise self.error(_text(ended.stderr))
        return _text(ended.stdout).strip()

    def error(self, said: str) -> CannotWrite:
        """Make a sentence of what git said when it failed."""
        reason, line = reason_in(said, _REASONS)
        told = [
            line,
            *re.findall(r"^remote: .*(?:error|denied|declined|exceed).*$", said, re.MULTILINE),
        ]
        return CannotWrite(
            f"{self.name}: {reason or 'git could not do it'}; {AS_IT_WAS}. git said: "
            f"{without_secrets(' / '.join(text.strip() for text in dict.fromkeys(told)))}"
        )


def git_environment() -> dict[str, str]:
    """Give what git finds around it, without what a hook of another repository left there."""
    return {name: value for name, value in own_environment().items() if name not in _OF_A_HOOK}


def refuse_no_git() -> None:
    """Raise CannotWrite when this machine has no git."""
    refuse_missing("git", "to publish to a branch")


def without_secrets(text: str) -> str:
    """Give `text` with addresses that hold a name, password or token without them."""
    return _SECRET.sub(r"\1", text)


def _unattended(git: Git) -> dict[str, str]:
    """Give what keeps git, and the ssh it starts, from asking somebody who is not there."""
    if is_attended():
        return {}
    told = {"GIT_TERMINAL_PROMPT": "0"}
    own = {"GIT_SSH_COMMAND", "GIT_SSH"} & own_environment().keys()
    if not own and not _has_shell(git.folder):
        told["GIT_SSH_COMMAND"] = f"{_SHELL} -o BatchMode=yes"
    return told


def _has_shell(folder: Path) -> bool:
    """Whether the repository's own settings say how to start ssh, as those of GitHub's checkout do."""
    ended = run(["git", "config", "core.sshCommand"], git_environment(), folder=folder)
    return ended.returncode == 0


def _text(said: bytes) -> str:
    return said.decode("utf-8", "surrogateescape")
