"""A copy of the engine in a folder of its own, with a little example as content: what `start` works on."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from plugins.shared.site import ENGINE
from plugins.starting.example import EXAMPLE_ID, blob_id
from plugins.starting.site_text import FRESH, with_values

ANSWERS = {
    "--name": "Lunch for three",
    "--title": "Of lunch",
    "--address": "lunch.example.org",
    "--author": "Ana Example",
    "--sender": "ana@example.org",
    "--time-zone": "Europe/Lisbon",
}
GIVEN = tuple(word for pair in ANSWERS.items() for word in pair)
# The task alone: tasks.py takes a second to load what all tasks need.
_ALONE = """
from invoke.collection import Collection
from plugins.tasks.start import start
namespace = Collection(start)
"""
_EXAMPLE = {
    "posts/2026-01-01-ours.md": "Title: Ours\nDate: 2026-01-01\nGuid: urn:example:ours\n\n![x]({static}/images/x.png) [two]({filename}/posts/2026-01-02-two.md)\n",
    "posts/2026-01-02-two.md": "Title: Two\nDate: 2026-01-02\nGuid: urn:example:two\n\nWords.\n",
    "comments/2026-01-01-ours.txt": "=== a:1\nAuthor: Bo\n\nYes.\n",
    "digests/2026-01-03-monthly.md": "Title: First\nDate: 2026-01-03\nCadence: monthly\nGuid: urn:example:digest\nPosts: urn:example:two\n\nDear all.\n",
    "images/x.png": "no picture, but a file",
    "pages/about.md": "Title: About\nSlug: about\nSummary: We.\n\nThat is us.\n",
    "LICENSE.md": "CC BY-SA 4.0\n",
}
_OURS = {
    "name": "The Example",
    "title": "Of examples",
    "author": "Us",
    "address": "https://engine.example",
    "id": EXAMPLE_ID,
    "time_zone": "America/New_York",
    "license": "CC BY-SA 4.0",
    "newsletter.from": "Us <us@engine.example>",
}


@dataclass(frozen=True)
class EngineCopy:
    """The engine in `folder`; its content is the example above, and pages that hold for everybody."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def site_file(self) -> Path:
        return self.content / "site.toml"

    def write(self, name: str, text: str) -> Path:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def files(self) -> dict[str, bytes]:
        """Give every file of the content."""
        found = (path for path in sorted(self.content.rglob("*")) if path.is_file())
        return {path.relative_to(self.content).as_posix(): path.read_bytes() for path in found}

    def set_aside(self) -> dict[str, bytes]:
        """Give every file that was set aside, without the name of its folder."""
        folder = self.folder / "var" / "set-aside"
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {"/".join(path.relative_to(folder).parts[1:]): path.read_bytes() for path in found}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a task with nobody at the terminal."""
        return subprocess.run(
            _command(*arguments), cwd=self.folder, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, timeout=120, env=_ENVIRONMENT,
        )  # fmt: skip

    def talk(self, *arguments: str, answers: list[str], seconds: float = 60) -> tuple[int, str]:
        """Run a task at a terminal; give its exit code, -9 when it did not end, and all that was shown.

        Each of the `answers` is typed when the next question stands there.
        """
        pid, terminal = pty.fork()
        if not pid:
            os.chdir(self.folder)
            os.execve(sys.executable, _command(*arguments), _ENVIRONMENT)
        shown, waiting = b"", list(answers)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([terminal], [], [], 0.05)
            if not ready and waiting and shown.endswith((b"? ", b"] ")):
                os.write(terminal, f"{waiting.pop(0)}\n".encode())
                continue
            try:
                data = os.read(terminal, 4096) if ready else b" "
            except OSError:  # it has ended
                break
            if not data:
                break
            shown += data if ready else b""
        else:
            os.kill(pid, 9)
        os.close(terminal)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return code, shown.decode().replace("\r\n", "\n")


_ENVIRONMENT = {**os.environ, "TZ": "Europe/Lisbon", "TERM": "dumb", "NO_COLOR": "1"}


def _command(*arguments: str) -> list[str]:
    place = ("--collection", "start_alone") if arguments[0] == "start" else ()
    return [sys.executable, "-m", "invoke", *place, *arguments]


def given(**changes: str) -> tuple[str, ...]:
    """Give the options of ANSWERS with other values; "" leaves one out."""
    named = {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    answers = {**ANSWERS, **named}
    return tuple(word for name, value in answers.items() if value for word in (name, value))


def copy_engine(folder: Path) -> EngineCopy:
    """Make a copy; the list of what came with it is that of the little example."""
    without = shutil.ignore_patterns("__pycache__")
    for name in ("plugins", "theme"):
        shutil.copytree(ENGINE / name, folder / name, ignore=without)
    for name in ("pelicanconf.py", "publishconf.py", "tasks.py"):
        shutil.copy2(ENGINE / name, folder / name)
    (folder / "start_alone.py").write_text(_ALONE)
    copy = EngineCopy(folder)
    for name, text in _EXAMPLE.items():
        copy.write(name, text)
    copy.write("site.toml", with_values(FRESH.read_text(), _OURS))
    copy.write("pages/privacy.md", "Title: Privacy\nSlug: privacy\n\nWe keep nothing.\n")
    listed = "".join(f"{blob_id(text.encode())} {name}\n" for name, text in _EXAMPLE.items())
    (folder / "plugins" / "starting" / "example.txt").write_text(f"# Ours\n{listed}")
    return copy
