"""A branch of a git repository that GitHub Pages, or another host, shows as a site.

The branch's commits are made beside everything that the author has in the repository, and pushed by
their ids: no branch of it is made or moved, and what a refused push leaves is picked up by git itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from plugins.publishing.installing import MARKER, Changes, mark
from plugins.publishing.targets.branch_tree import differences, ids_of, parse_tree, write_tree
from plugins.publishing.targets.git import Git, git_environment, refuse_no_git
from plugins.publishing.targets.model import MOVED_ON, NOTHING_NEW
from plugins.publishing.targets.pages_files import pages_files
from plugins.shared.errors import CannotWrite, shown

GITHUB_PAGES = "github-pages"
_REMOTE = "origin"
_NAME = "Still in Touch"
_BACK_TO = "Back-to"
_ID = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The branch as it is at the remote: its newest commit, "" without one, and the ids of its files."""

    commit: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class PagesTarget:
    """A branch at the remote of a repository."""

    name: str
    git: Git
    branch: str
    host: str
    _seen: Live | None = None

    def read_live(self, path: str) -> bytes | None:
        """Give a file of the branch; None where there is none."""
        found = self._live().files.get(path)
        return self.git.ask("cat-file", "blob", found).stdout if found else None

    def compare(self, built: Path) -> Changes:
        """Give what the built site would change, and the files that the branch needs beside it."""
        mark(built)
        live = self._live()
        new = ids_of(built, pages_files(built, self.host), hash_name=self._hash_name())
        return differences(new, live.files)

    def send(self, built: Path, *, now: datetime) -> str:
        """Make a commit of the built site and push it."""
        live = self._live()
        if self.compare(built).is_nothing:
            return NOTHING_NEW
        tree = write_tree(self.git, built, pages_files(built, self.host))
        return self._publish(tree, live.commit, "Publish the site", now=now)

    def go_back(self) -> str:
        """Make a commit with the site of before the last publish and push it."""
        live = self._live_with_history()
        before = self.git.find("rev-parse", "--verify", "--quiet", f"{self._origin(live.commit)}~1")
        if not before or not self.git.find("ls-tree", "--full-tree", "--name-only", before, MARKER):
            raise CannotWrite(
                f"{self.name}: the branch {self.branch} holds no earlier site, so none can come back."
            )
        tree = self.git.say("rev-parse", f"{before}^{{tree}}")
        message = f"Go back to the site of before\n\n{_BACK_TO}: {before}"
        return self._publish(tree, live.commit, message)

    def _live(self) -> Live:
        """Look at the remote, once: what was compared with is what will be replaced."""
        self._seen = self._seen or self._look("--depth=1")
        return self._seen

    def _live_with_history(self) -> Live:
        live, seen = self._look("--depth=100"), self._seen
        if seen and seen.commit != live.commit:
            self._seen = None
            raise CannotWrite(MOVED_ON.format(name=self.name))
        return live

    def _look(self, depth: str) -> Live:
        """Fetch the branch; the repository's own history is as deep afterwards as it was."""
        is_shallow = self.git.find("rev-parse", "--is-shallow-repository") == "true"
        ref = f"refs/remotes/{_REMOTE}/{self.branch}"
        options = ["--quiet", "--no-tags", "--no-recurse-submodules", *[depth] * is_shallow]
        fetched = self.git.ask("fetch", *options, _REMOTE, f"+refs/heads/{self.branch}:{ref}")
        said = fetched.stderr.decode("utf-8", "replace")
        if fetched.returncode and "couldn't find remote ref" in said:
            return Live()
        if fetched.returncode:
            raise self.git.error(said)
        commit = self.git.say("rev-parse", "--verify", ref)
        files = parse_tree(self.git.say("ls-tree", "--full-tree", "-r", "-z", commit))
        if files and MARKER not in files:
            raise CannotWrite(
                f"{self.name}: the branch {self.branch} holds files that no build made, and publishing "
                f"would remove them; name another one, as {GITHUB_PAGES}:branch, or, when nobody needs them any "
                f"more: git push {_REMOTE} --delete {self.branch}. Nothing was written."
            )
        return Live(commit=commit, files=files)

    def _origin(self, commit: str) -> str:
        """Give the commit that first brought the site of `commit`, which may have gone back to it."""
        form = f"--format=%(trailers:key={_BACK_TO},valueonly)"
        while commit and _ID.fullmatch(origin := self.git.find("log", "-1", form, commit)):
            commit = origin
        return commit

    def _publish(self, tree: str, parent: str, message: str, *, now: datetime | None = None) -> str:
        parents = ["-p", parent] if parent else []
        who = self._identity() | (_dates(now) if now else {})
        commit = self.git.say("commit-tree", *parents, "-m", message, tree, environment=who)
        to = f"{commit}:refs/heads/{self.branch}"
        self._seen = None
        self.git.say("push", "--quiet", "--no-follow-tags", "--recurse-submodules=no", _REMOTE, to)
        return f"commit {commit[:10]} on the branch {self.branch}"

    def _identity(self) -> dict[str, str]:
        """Give the site's own name where nobody has told git one, as on a machine that only builds."""
        known = git_environment()
        name = known.get("GIT_COMMITTER_NAME") or self.git.find("config", "user.name")
        email = known.get("GIT_COMMITTER_EMAIL") or self.git.find("config", "user.email")
        if not (name and email):
            name, email = _NAME, f"noreply@{self.host}"
        who = {"NAME": name, "EMAIL": email}
        return {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}

    def _hash_name(self) -> str:
        return self.git.find("rev-parse", "--show-object-format") or "sha1"


def open_pages(text: str, *, repository: Path, address: str) -> PagesTarget:
    """Give the branch that `text` names, `github-pages` or `github-pages:branch`. Raises CannotWrite."""
    refuse_no_git()
    branch = text.partition(":")[2] or "gh-pages"
    git = Git(name=text, folder=repository)
    if not git.find("check-ref-format", "--branch", branch) or not re.fullmatch(r"[^-@].*", branch):
        raise CannotWrite(f'"{text}": "{branch}" is no name for a branch.')
    if not git.find("rev-parse", "--git-dir"):
        raise CannotWrite(
            f"{text}: {shown(repository)} lies in no git repository, or in one that git refuses; make one "
            "there with git init, and give it a remote."
        )
    if not git.find("remote", "get-url", _REMOTE):
        raise CannotWrite(
            f'{text}: the repository of {shown(repository)} has no remote called "{_REMOTE}"; add one: '
            f"git remote add {_REMOTE} <address>."
        )
    return PagesTarget(name=text, git=git, branch=branch, host=urlsplit(address).hostname or "")


def _dates(now: datetime) -> dict[str, str]:
    moment = f"{int(now.timestamp())} {now.strftime('%z')}"
    return {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
