"""Builds of a blog side by side: the incremental one, and a clean one to hold against it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speed.blogs import Blog
from speed.forge import CANNOT

from plugins.shared.site import ENGINE

TESTS = ENGINE / "tests"
MARKER = ".built-site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a build ended: its exit code, what it said, and the seconds of CPU it took."""

    code: int
    said: str
    cpu: float

    @property
    def is_right(self) -> bool:
        """Whether it built."""
        return self.code == 0

    @property
    def is_told(self) -> bool:
        """Whether it failed with a sentence, and no traceback."""
        return self.code == CANNOT and "Traceback" not in self.said


class Forge:
    """A warm process that forks for each build; nothing was ever built in it."""

    def __init__(self, *imports: str, **environment: str) -> None:
        """`imports` are modules that it reads besides Pelican's and our own."""
        paths = os.pathsep.join([str(ENGINE), str(TESTS)])
        self._process = subprocess.Popen(
            [sys.executable, str(TESTS / "speed" / "forge.py"), *imports],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0", **environment},
        )
        self.log = Path(os.devnull)

    def start(self, kind: str, folder: Path, **asked: Any) -> int:
        """Start a build, and give its process, which leads a group of its own."""
        environment = asked.pop("environment", {})
        self.log = folder / f"{kind}.log"
        told = {"kind": kind, "folder": str(folder), "log": str(self.log), "given": asked}
        self._pipe(0).write(json.dumps({**told, "environment": environment}) + "\n")
        self._pipe(0).flush()
        return int(json.loads(self._pipe(1).readline())["pid"])

    def end(self) -> Ended:
        """Wait for the build that was started."""
        got = json.loads(self._pipe(1).readline())
        return Ended(code=got["code"], cpu=got["cpu"], said=self.log.read_text(errors="replace"))

    def close(self) -> None:
        """Let it go."""
        self._pipe(0).close()
        self._process.wait(timeout=60)
        self._pipe(1).close()

    def _pipe(self, number: int) -> Any:
        return (self._process.stdin, self._process.stdout)[number]


class Builds:
    """What builds a blog in both ways; `fault` names what the incremental one does wrong, for proving the proof."""

    def __init__(self, forge: Forge | None = None) -> None:
        """`forge` makes both kinds, in a process that has not read plugins.speed; else each has its own."""
        self.fault = ""
        self.forge = forge or Forge()  # of the clean ones
        self._incremental = forge or Forge("plugins.speed.hooks")
        self._is_shared = bool(forge)

    def start(self, blog: Blog, environment: Mapping[str, str] | None = None) -> int:
        """Start an incremental build; give its process."""
        if self.fault:
            given = {"content": str(blog.content), "output": str(blog.output)}
            settings = str(blog.write_clean_settings())
            return self._incremental.start(
                "wrong", blog.folder, settings=settings, fault=self.fault, **given
            )
        return self._incremental.start(
            "incremental",
            blog.folder,
            settings=str(blog.settings_file),
            environment=dict(environment or {}),
        )

    def end(self) -> Ended:
        """Wait for the incremental build."""
        return self._incremental.end()

    def build(self, blog: Blog, environment: Mapping[str, str] | None = None) -> Ended:
        """Build into the blog's output as its author does."""
        self.start(blog, environment)
        return self.end()

    def kill(self, blog: Blog, after: float) -> bool:
        """Start a build, and kill all of it so many seconds later; say whether it was still at it."""
        group = self.start(blog)
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        return self.end().code == -signal.SIGKILL

    def clean(self, blog: Blog) -> Ended:
        """Build into a folder of its own, from nothing and without plugins.speed; it says how that ended."""
        shutil.rmtree(blog.clean_output, ignore_errors=True)
        with _instead(blog.folder / "var", blog.folder / "clean-var"):
            self.forge.start(
                "clean",
                blog.folder,
                settings=str(blog.write_clean_settings()),
                content=str(blog.content),
                output=str(blog.clean_output),
                is_strict=blog.is_for_publishing,
            )
            return self.forge.end()

    def close(self) -> None:
        """Let both processes go."""
        if not self._is_shared:
            self.forge.close()
            self._incremental.close()


@contextmanager
def _instead(folder: Path, other: Path) -> Iterator[None]:
    """Put another folder in a folder's place, so that nothing in it helps; of pictures alone are the drawn ones kept."""
    aside = folder.with_name(f"{folder.name}.aside")
    folder.mkdir(exist_ok=True)
    other.mkdir(exist_ok=True)
    folder.rename(aside)
    other.rename(folder)
    try:
        yield
    finally:
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()
            elif path.name != "pictures":
                shutil.rmtree(path)
        folder.rename(other)
        aside.rename(folder)
