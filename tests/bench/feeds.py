"""What share of a build of 10,000 posts with 60 tags the feeds take, in one run.

    python3 tasks.py bench.feeds

The measure is the whole of plain Pelican's build of the same posts (theme "simple", one Atom feed). The
feeds' own time is taken inside our build: safe and absolute HTML of every post, and all feeds written.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import ENGINE, seconds, write_corpus, write_settings
from feed_rules import broken_rules

from plugins.check.feeds import feeds_of

POSTS = 10_000
ADDRESS = "https://still-in-touch.example"
TIMED = """
from pelicanconf import *
import sys, time
from plugins.feeds import hooks
PATH = "content"
_write_feeds = hooks.write_feeds

def write_feeds(generator, writer):
    started = time.perf_counter()
    _write_feeds(generator, writer)
    print(f"feeds {time.perf_counter() - started}", file=sys.stderr)

hooks.write_feeds = write_feeds
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "content", POSTS, comments=0)
        write_settings(folder)
        (folder / "timed.py").write_text(TIMED)
        plain = seconds([sys.executable, "-m", "pelican", "-s", "plain.py", "-o", "plain"], folder)
        ours = subprocess.run(
            [sys.executable, "-m", "pelican", "-s", "timed.py", "-o", "ours"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ENGINE)},
        )
        feeds = float(
            next(line for line in ours.stderr.splitlines() if line.startswith("feeds ")).split()[1]
        )
        paths = feeds_of(folder / "ours")
        broken = [rule for path in paths for rule in broken_rules(path, folder / "ours", ADDRESS)]
    print(
        f"{POSTS} posts: plain Pelican's whole build {plain:.2f} s, our {len(paths)} feeds {feeds:.2f} s"
    )
    print(
        f"the feeds take {feeds / plain:.3f} of plain Pelican's whole build (at most 0.1 is wanted)"
    )
    print(f"rules broken in them: {len(broken)} {broken[:3]}")


if __name__ == "__main__":
    main()
