"""Release folders and the links to them, as a listing of the place tells of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.publishing.installing import MARKER
from plugins.publishing.targets.places import RELEASES

CURRENT, PREVIOUS = "current", "previous"
KEPT = 5
_FORM = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"\d{8}-\d{6}")
_LINE = re.compile(r"([a-z-])\S{9}\S?\s+[\d,.']+\s+\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (.+)")
# What a daemon with "munge symlinks" puts before a link, so that it leads nowhere.
_LINKED = re.compile(rf"{RELEASES}/({_NAME.pattern})/?")
_MUNGED = "/rsyncd-munged/"
_ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What there is at a place before anything is done to it; releases oldest first."""

    is_there: bool = False
    names: frozenset[str] = frozenset()
    foreign_releases: tuple[str, ...] = ()
    current: str = ""
    previous: str = ""
    whole: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    @property
    def live(self) -> str:
        """The release that visitors see; "" when there is none."""
        found = _LINKED.fullmatch(self.current)
        return found[1] if found and found[1] in {*self.whole, *self.unfinished} else ""

    @property
    def before(self) -> str:
        """The release that was live before; "" when there is none."""
        found = _LINKED.fullmatch(self.previous)
        if found and found[1] in self.whole and found[1] != self.live:
            return found[1]
        return self.older(self.live)

    @property
    def is_claimed(self) -> bool:
        """Whether it says that a build's releases lie there, and has a folder for them."""
        return {MARKER, RELEASES} <= self.names

    def older(self, release: str) -> str:
        """Give the newest whole release that is older than `release`; "" when there is none."""
        return next((name for name in reversed(self.whole) if name < release), "")


def parse_listing(listing: str) -> Survey:
    """Read what `rsync --list-only --links` says of a place, its releases and their markers."""
    found = [match.groups() for match in map(_LINE.fullmatch, listing.splitlines()) if match]
    links = dict(_link(text) for kind, text in found if kind == "l")
    paths = [text for kind, text in found if kind != "l" and text != "."]
    inside = [path.split("/")[1:] for path in paths if path.startswith(f"{RELEASES}/")]
    releases = sorted(parts[0] for parts in inside if len(parts) == 1)
    whole = {parts[0] for parts in inside if parts[1:] == [MARKER]}
    return Survey(
        is_there=True,
        names=frozenset(path.split("/")[0] for path in (*paths, *links)),
        foreign_releases=tuple(name for name in releases if not _is_release(name)),
        current=links.get(CURRENT, ""),
        previous=links.get(PREVIOUS, ""),
        whole=tuple(name for name in releases if name in whole and _is_release(name)),
        unfinished=tuple(name for name in releases if name not in whole and _is_release(name)),
    )


def _is_release(name: str) -> bool:
    try:
        datetime.strptime(name, _FORM)  # noqa: DTZ007 - a name
    except ValueError:
        return False
    return bool(_NAME.fullmatch(name))


def _link(text: str) -> tuple[str, str]:
    name, _arrow, to = text.partition(" -> ")
    return name, to


def find_foreign(survey: Survey) -> str:
    """Give what is wrong with publishing there, in words, when it holds something else; else ""."""
    ours = {RELEASES, CURRENT, PREVIOUS}
    is_ours = RELEASES in survey.names <= ours and not survey.foreign_releases
    if survey.names and MARKER not in survey.names and not is_ours:
        return (
            "it holds files that no build made; name an empty or a new folder, or put a file called "
            f"{MARKER} there to say that it is for this site"
        )
    if CURRENT in survey.names and not survey.current:
        return f'"{CURRENT}" is no link there, and has to be one; rename it'
    if survey.current and not _LINKED.fullmatch(survey.current.removeprefix(_MUNGED)):
        return f'"{CURRENT}" leads to "{survey.current}", which is no release; remove that link'
    return ""


def next_release(survey: Survey, now: datetime) -> str:
    """Give a name that is new and sorts after all there are, whatever the clocks say."""
    newest = max((*survey.whole, *survey.unfinished), default="")
    name = now.strftime(_FORM)
    if name > newest:
        return name
    time = datetime.strptime(newest, _FORM) + timedelta(seconds=1)  # noqa: DTZ007 - a name
    return time.strftime(_FORM)


def like_it(survey: Survey) -> tuple[str, ...]:
    """Give the releases whose files need not travel again: the live one first, then whole, then cut ones.

    There are at most 12 of them; rsync takes 20.
    """
    found = (survey.live, *survey.whole[-1:], *reversed(survey.unfinished[-10:]))
    return tuple(dict.fromkeys(filter(None, found)))


def outdated(survey: Survey, now: datetime) -> tuple[str, ...]:
    """Give the releases that may go: whole ones beyond the newest 5, and what was cut off long ago.

    What was cut off lately stays: somebody else may be sending it right now.
    """
    abandoned = (now - _ABANDONED).strftime(_FORM)
    cut = [name for name in survey.unfinished if name < abandoned]
    needed = {survey.live, survey.before}
    return tuple(sorted({*survey.whole[:-KEPT], *cut} - needed))
