"""Errors and faults.

SiteError                 whatever a person can mend; tasks.py prints it and ends with exit code 1
├── BadSettings           the settings file cannot be used as it is
├── BadContent            content/ holds faults, and what was asked needs it to hold none
├── BadExport             a file given to `import` cannot be read as what it claims to be
├── BadFeed               a feed cannot be read or is not a feed
├── BadDatabase           the newsletter's database cannot be opened, read or written
├── BadSubscriber         what is asked of a subscriber cannot be done
├── CannotSend            nothing more can be sent now: the mail server, or somebody else is sending
├── NothingNew            there is no post to write a letter about
└── CannotWrite           a folder or file cannot be written, or holds something else

An error stops what was asked. A Fault is one thing wrong in one place of the content: faults are
collected, counted and shown together, and the rest goes on. One that came in with an imported post is
a notice: it is told and counted, and stops nothing.
"""

from dataclasses import dataclass
from pathlib import Path


class SiteError(Exception):
    """Whatever a person can mend; the message says where, what was found, what was wanted, what to do."""


class BadSettings(SiteError, ValueError):
    """The settings file cannot be used as it is."""


class BadContent(SiteError, ValueError):
    """content/ holds faults, and what was asked needs it to hold none."""


class BadExport(SiteError, ValueError):
    """A file given to `import` cannot be read as what it claims to be."""


class BadFeed(SiteError, ValueError):
    """A feed cannot be read, or is not a feed."""


class BadDatabase(SiteError):
    """The newsletter's database cannot be opened, read or written."""


class BadSubscriber(SiteError, ValueError):
    """What is asked of a subscriber cannot be done: no such address, or they left, say."""


class CannotSend(SiteError):
    """Nothing more can be sent now, because of the mail server or because somebody else is sending."""


class NothingNew(SiteError):
    """There is no post to write a letter about, so there is no letter."""


class CannotWrite(SiteError, OSError):
    """A folder or file cannot be written, or holds something that is not ours."""

    def __str__(self) -> str:
        """Give the sentence alone, without OSError's numbering."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong in one place; `line` counts from 1, 0 means the file as a whole."""

    path: Path
    line: int = 0
    message: str
    is_notice: bool = False

    def __str__(self) -> str:
        """Give `file: line 3: sentence`, the file as seen from the current folder."""
        where = shown(self.path)
        return (
            f"{where}: line {self.line}: {self.message}"
            if self.line
            else f"{where}: {self.message}"
        )


def shown(path: Path) -> str:
    """Give `path` the way a person would type it: relative to the current folder when it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def listing(faults: list[Fault], summary: str) -> str:
    """Give the faults, one a line and each once, and the summary below them."""
    return "\n".join([*dict.fromkeys(str(fault) for fault in sorted(faults)), "", summary])
