"""Asking rsync for one thing at a time, and telling what it says in a sentence."""

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from plugins.publishing.targets.programs import (
    is_attended,
    is_watched,
    own_environment,
    reason_in,
    refuse_missing,
    run,
)
from plugins.shared.errors import CannotWrite

AS_IT_WAS = "what is live stays as it was"
SECONDS = 60
_SECONDS_WITH_A_PERSON = 300  # who may be looking for a password
_OLDEST = (3, 1)
_SHELL = "ssh -o ConnectTimeout=20"
_TOO_OLD = "the rsync there is too old; 3.2.3 or later is needed, or make the folder there by hand"
# What rsync and ssh say, in the order of what explains more.
_REASONS = {
    r"Permission denied \((?!13\))": "the host lets nobody in without a key or password that fits; "
    "try ssh to it by hand, and add your key with ssh-copy-id",
    r"Host key verification failed|HOST IDENTIFICATION HAS CHANGED": "the host's key is not the known "
    "one, or not known yet; connect once by hand, with ssh, and compare its fingerprint",
    r"Could not resolve hostname|getaddrinfo": "there is no host of that name",
    r"Connection refused": "the host refuses the connection",
    r"timed? ?out": "there was no answer for too long",
    r"No route to host|Network is unreachable": "no way leads to the host",
    r"auth failed": "the rsync daemon wants a name and a password: user@host, and RSYNC_PASSWORD in "
    "the environment",
    r"Unknown module": "the rsync daemon has no module of that name",
    r"read.only": "only reading is allowed there",
    r"No space left|quota exceeded|File too large": "there is no space left there",
    r"rsync: (?:command )?not found|rsync: No such file|remote command not found|Failed to exec": "rsync "
    "could not be started there; on Debian: apt install rsync",
    r"unknown option|unrecognized option|invalid option": _TOO_OLD,
    r"configured to refuse|option .* not allowed|invalid rsync-command": "the rsync there refuses an option "
    "that publishing needs",
    r"Permission denied|Operation not permitted": "it may not be written there",
    r"(?:mkdir|realpath) .*No such file": "the folder around it is not there; make it by hand",
    r"shell clean": "the shell there prints something when it starts; let it be silent",
}
_BROKE_OFF = "the connection broke off"
# What rsync adds to whatever went wrong.
_ADDED = re.compile(
    r"rsync error: |rsync: (?:\[\w+\] )?(?:connection unexpectedly closed|(?:read|write) error: )"
)
_MISSING = re.compile(
    r"(?:change_dir|link_stat) .* failed: "
    r"(?:No such file or directory|Not a directory|Too many levels of symbolic links)"
)
_ESCAPED = re.compile(rb"\\#([0-7]{3})")

_Ended: TypeAlias = subprocess.CompletedProcess[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsync:
    """The rsync of this machine, and how errors at the place called `name` are told."""

    name: str
    has_daemon: bool

    def say(self, *arguments: str, outcome: str = AS_IT_WAS) -> str:
        """Give what rsync says. Raises CannotWrite, with `outcome` as what that means for readers."""
        ended = self._run(arguments)
        if ended.returncode:
            raise self._error(ended, outcome)
        return _text(ended.stdout)

    def send(self, *arguments: str) -> None:
        """Send what may take long: whoever watches sees how far it is. Raises CannotWrite."""
        watched = is_watched()
        progress = ["--info=progress2", "--human-readable"] if watched else []
        ended = self._run((*progress, *arguments), shows_progress=watched)
        if ended.returncode:
            raise self._error(ended, AS_IT_WAS)

    def find(self, *arguments: str) -> str | None:
        """Give what rsync says; None when what it was to read is not there. Raises CannotWrite."""
        ended = self._run(arguments)
        if ended.returncode and _MISSING.search(_text(ended.stderr)):
            return None
        if ended.returncode:
            raise self._error(ended, AS_IT_WAS)
        return _text(ended.stdout)

    def _run(self, arguments: tuple[str, ...], *, shows_progress: bool = False) -> _Ended:
        seconds = _SECONDS_WITH_A_PERSON if is_attended() else SECONDS
        patience = [f"--timeout={seconds}", *[f"--contimeout={seconds}"] * self.has_daemon]
        command = ["rsync", "-8", *patience, *arguments]
        return run(command, _environment(), shows_progress=shows_progress)

    def _error(self, ended: _Ended, outcome: str) -> CannotWrite:
        lines = _text(ended.stderr).strip().splitlines()
        telling = [line for line in lines if not _ADDED.match(line)]
        reason, line = reason_in("\n".join(telling or lines), _REASONS)
        otherwise = _BROKE_OFF if lines and not telling else "rsync could not do it"
        return CannotWrite(f"{self.name}: {reason or otherwise}; {outcome}. rsync said: {line}")


def refuse_bad_rsync() -> None:
    """Raise CannotWrite when this machine has no rsync, or one that cannot replace a link in one step."""
    refuse_missing("rsync", "to publish to another host")
    if _version() < _OLDEST:
        raise CannotWrite(
            f"rsync on this machine is {'.'.join(map(str, _version()))}, and 3.1 or later is needed; on "
            "macOS: brew install rsync."
        )


def can_make_parents() -> bool:
    """Whether this machine's rsync knows --mkpath."""
    return _version() >= (3, 2, 3)


@cache
def _version() -> tuple[int, ...]:
    """Give the version; openrsync tells the one it is like, which is 2.6.9."""
    said = _text(run(["rsync", "--version"], own_environment()).stdout)
    found = re.search(r"rsync\s+version\s+v?(\d+)\.(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)


def _environment() -> dict[str, str]:
    """Give what rsync finds around it: nobody is asked for a password who is not there."""
    shell = _SHELL if is_attended() else f"{_SHELL} -o BatchMode=yes"
    return {"RSYNC_RSH": shell, **own_environment()}


def _text(said: bytes) -> str:
    """Give text with the names in it as they are; rsync writes what no terminal shows in octal."""
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 8) & 255]), said)
    return plain.decode("utf-8", "surrogateescape")
