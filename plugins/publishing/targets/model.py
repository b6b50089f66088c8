"""What every place can do that a site is published to."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from plugins.publishing.installing import Changes

NOTHING_NEW = "nothing has changed since the last publish, so nothing was sent"
MOVED_ON = (
    "{name}: somebody else has published there meanwhile, so what was compared is no longer what is "
    "live; run it again."
)


class Target(Protocol):
    """One place. What is asked of it raises CannotWrite, with a sentence, where it cannot be done."""

    @property
    def name(self) -> str:
        """The place as the person typed it."""

    def read_live(self, path: str) -> bytes | None:
        """Give a file of the site that is live there; None where it, or the site, is not there."""

    def compare(self, built: Path) -> Changes:
        """Give what the site in the folder `built` would change; nothing is written there."""

    def send(self, built: Path, *, now: datetime) -> str:
        """Make the site in the folder `built` the live one; give a few words on how."""

    def go_back(self) -> str:
        """Make the site live that was so before the last publish; give a few words on how."""
