"""How long a build takes, beside plain Pelican's on the same posts, in one run.

    python3 tasks.py bench

"Plain" is Pelican with its theme "simple", Atom feeds on, no plugins of ours. "Ours" is our theme with
comments, all feeds, the look for faults before and the moving in after. Medians of three.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from corpus import ENGINE, seconds, write_corpus, write_settings

POSTS = 1_000


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "content", POSTS)
        write_settings(folder)
        plain = [sys.executable, "-m", "pelican", "-s", "plain.py", "-o", "plain"]
        ours = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), "build"]
        ours += ["--settings", "ours.py", "--output", "ours"]
        times: dict[str, list[float]] = {"plain": [], "ours": []}
        for _round in range(3):
            times["plain"].append(seconds(plain, folder))
            times["ours"].append(seconds(ours, folder))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(
        f"{POSTS} posts, medians of three: plain Pelican {medians['plain']:.2f} s, ours {medians['ours']:.2f} s"
    )
    print(f"ours takes {medians['ours'] / medians['plain']:.2f} of plain Pelican's time")


if __name__ == "__main__":
    main()
