"""What a person types for another host, taken apart: `host:path`, `host::module/path`, `rsync://…`."""

import re
from dataclasses import dataclass

RELEASES = "releases"
_HOST = r"(?:[^-/:\s@][^/:\s@]*@)?(?:[^-/:\s\[@][^/:\s@]*|\[[0-9a-fA-F:.%\w]+\])"
_BY_SHELL = re.compile(rf"({_HOST}:)(?!:|//)(\S.*)")
_BY_DAEMON = re.compile(rf"({_HOST}::|rsync://[^-/\s][^/\s]*/)([^/\s].*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder on another host; `before` is all that stands before the path, for rsync to make sense of."""

    before: str
    path: str
    has_daemon: bool

    def at(self, *names: str) -> str:
        """Give what rsync calls something in the folder; a last name of "" stands for what a folder holds."""
        return self.before + "/".join([self.path.rstrip("/"), *names])

    def beside(self, release: str) -> str:
        """Give what the rsync over there calls a release, to one that is being sent.

        A key restricted by rrsync takes no "..", but whole paths; a daemon's begin in its module.
        """
        if self.path.startswith("/") and not self.has_daemon:
            return "/".join([self.path.rstrip("/"), RELEASES, release])
        return f"../{release}"


def parse_place(text: str) -> Place | None:
    """Give the place on another host: a colon stands before any slash, as rsync has it; else None."""
    if found := _BY_DAEMON.fullmatch(text):
        return Place(before=found[1], path=found[2], has_daemon=True)
    if found := _BY_SHELL.fullmatch(text):
        return Place(before=found[1], path=found[2], has_daemon=False)
    return None
