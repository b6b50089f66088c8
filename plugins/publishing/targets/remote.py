"""Another host, reached by rsync alone: release folders, and a link to the one that is live.

Below the path there are `releases/<time>/`, each a whole site whose unchanged files are hard links to
those of the one before, and the link `current`, which is to be the web server's root. A release is sent
beside the live one, its marker last; then the link is replaced in one step, since rsync makes a new link
and renames it over the old one. Whenever this is cut, a whole site is live.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from plugins.publishing.installing import MARKER, Changes, files_of, mark
from plugins.publishing.targets.itemized import parse_changes
from plugins.publishing.targets.model import MOVED_ON, NOTHING_NEW
from plugins.publishing.targets.places import RELEASES, Place
from plugins.publishing.targets.releases import (
    CURRENT,
    PREVIOUS,
    Survey,
    find_foreign,
    like_it,
    next_release,
    outdated,
    parse_listing,
)
from plugins.publishing.targets.rsync import Rsync, can_make_parents
from plugins.shared.errors import CannotWrite

# Times are those of the build, so only contents count; and everybody reads what is sent, whatever the
# umask here and there: a web server is somebody else.
_WHOLE = ("--recursive", "--copy-links", "--checksum")
_MODES = ("--perms", "--chmod=D755,F644")
_LOOK = (
    "--list-only",
    "--recursive",
    "--links",
    f"--include=/{RELEASES}/*/{MARKER}",
    f"--exclude=/{RELEASES}/*/*",
    f"--include=/{RELEASES}/*",
    "--exclude=/*/*",
)
_UNSURE = "it is not sure whether the new site is live or the one before; run it again"
_DEAD_LINK = (
    'the link "{link}" leads nowhere there, so no visitor sees the site. An rsync daemon spoils links '
    'unless its module says "munge symlinks = no"; set that, and publish again.'
)


@dataclass(slots=True, kw_only=True)
class RemoteTarget:
    """Release folders on another host."""

    name: str
    place: Place
    _seen: Survey | None = None

    def read_live(self, path: str) -> bytes | None:
        """Give a file of the live release; None where there is none."""
        live = self._survey().live
        if not live:
            return None
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "file"
            found = self._rsync.find("--copy-links", self.place.at(RELEASES, live, path), str(copy))
            return None if found is None or not copy.is_file() else copy.read_bytes()

    def compare(self, built: Path) -> Changes:
        """Give what the built site would change; nothing is written there."""
        mark(built)
        return self._changes(built, self._survey())

    def send(self, built: Path, *, now: datetime) -> str:
        """Send a release, of which only what changed travels, and make it the live one."""
        mark(built)
        survey = self._survey_again()
        if self._changes(built, survey).is_nothing:
            return NOTHING_NEW
        release = next_release(survey, now)
        self._claim(survey)
        self._send_files(built, release, survey)
        self._flip(release, before=survey.live)
        self._refuse_dead_link(survey)
        survey = replace(
            survey,
            current=f"{RELEASES}/{release}",
            previous=f"{RELEASES}/{survey.live}",
            whole=(*survey.whole, release),
        )
        return f"release {release}{self._how_to_show(survey)}{self._remove(outdated(survey, now))}"

    def go_back(self) -> str:
        """Make the release live that was so before."""
        survey = self._survey_again()
        if not survey.before:
            raise CannotWrite(f"{self.name}: no earlier site is kept there, so none can come back.")
        self._flip(survey.before, before=survey.older(survey.before))
        self._refuse_dead_link(survey)
        return f"release {survey.before} again"

    @property
    def _rsync(self) -> Rsync:
        return Rsync(name=self.name, has_daemon=self.place.has_daemon)

    def _survey(self) -> Survey:
        """Look at the place, once: what was compared with is what will be replaced."""
        self._seen = self._seen or self._look()
        return self._seen

    def _survey_again(self) -> Survey:
        survey, seen = self._look(), self._seen
        self._seen = None
        if seen and seen.live != survey.live:
            raise CannotWrite(MOVED_ON.format(name=self.name))
        return survey

    def _look(self) -> Survey:
        listing = self._rsync.find(*_LOOK, self.place.at(""))
        survey = Survey() if listing is None else parse_listing(listing)
        if wrong := find_foreign(survey):
            raise CannotWrite(f"{self.name}: {wrong}. Nothing was written.")
        return survey

    def _changes(self, built: Path, survey: Survey) -> Changes:
        names = files_of(built)
        if not survey.live:
            return Changes(added=tuple(sorted(names)))
        live = self.place.at(RELEASES, survey.live, "")
        looks = ("--dry-run", "--itemize-changes", "--delete")
        said = self._rsync.say(*_WHOLE, *looks, f"{built}/", live)
        return parse_changes(said, names)

    def _claim(self, survey: Survey) -> None:
        """Say at the place whose it is, and make the folder for releases."""
        if survey.is_claimed:
            return
        parents = ["--mkpath"] if can_make_parents() and not survey.is_there else []
        with _folder() as folder:
            mark(folder)
            (folder / RELEASES).mkdir()
            paths = (
                [str(folder / MARKER), str(folder / RELEASES)]
                if survey.is_there
                else [f"{folder}/"]
            )
            self._rsync.say("--recursive", *_MODES, *parents, *paths, self.place.at(""))

    def _send_files(self, built: Path, release: str, survey: Survey) -> None:
        """Send a whole release, its marker last: what has none was cut off, and is never live."""
        folder = self.place.at(RELEASES, release, "")
        linked = [f"--link-dest={self.place.beside(name)}" for name in like_it(survey)]
        options = (*_WHOLE, *_MODES, *linked, "--partial", f"--exclude=/{MARKER}")
        self._rsync.send(*options, f"{built}/", folder)
        self._rsync.say(*_MODES, *linked, "--checksum", str(built / MARKER), folder)

    def _flip(self, release: str, *, before: str) -> None:
        """Let the link lead to `release`, and tell by another one which release was live before."""
        with _folder() as folder:
            links = {CURRENT: release, **({PREVIOUS: before} if before else {})}
            for link, name in links.items():
                (folder / link).symlink_to(f"{RELEASES}/{name}")
            paths = [str(folder / link) for link in links]
            self._rsync.say("--links", *paths, self.place.at(""), outcome=_UNSURE)

    def _refuse_dead_link(self, survey: Survey) -> None:
        """Look through the link, as a web server does; one that never worked is taken away again."""
        if self._rsync.find("--list-only", self.place.at(CURRENT, MARKER)) is not None:
            return
        if not survey.live:
            self._delete(self.place.at(""), [CURRENT, PREVIOUS])
        link = self.place.at(CURRENT)
        raise CannotWrite(f"{self.name}: {_DEAD_LINK.format(link=link)}")

    def _how_to_show(self, survey: Survey) -> str:
        if len(survey.whole) > 1:
            return ""
        return f"; visitors see it when {self.place.at(CURRENT)} is the root of the web server"

    def _remove(self, releases: tuple[str, ...]) -> str:
        """Remove old releases; what cannot go is told, and stops nothing."""
        try:
            if releases:
                self._delete(self.place.at(RELEASES, ""), list(releases))
        except CannotWrite as error:
            return f"; old releases could not be removed ({error})"
        return ""

    def _delete(self, place: str, names: list[str]) -> None:
        filters = [f"--filter=R /{name}{rest}" for name in names for rest in ("", "/**")]
        with _folder() as empty:
            self._rsync.say("--recursive", "--delete", *filters, "--filter=P *", f"{empty}/", place)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="publishing-") as folder:
        yield Path(folder)
