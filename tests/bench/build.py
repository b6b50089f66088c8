"""How long a build takes, beside plain Pelican's on the same posts, in one run.

    python3 tasks.py bench

"Plain" is Pelican with its theme "simple", Atom feeds on, no plugins of ours. "Ours" is our theme with
comments, all feeds, the look for faults before and the moving in after. Medians of three.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2]
POSTS = 1_000
WORDS = (ENGINE / "LICENSE").read_text().split()[:900]


def write_corpus(content: Path) -> None:
    """Write posts of about 600 words, with tags, links and four comments each."""
    choice = random.Random(1)
    (content / "posts").mkdir(parents=True)
    (content / "comments").mkdir()
    for number in range(POSTS):
        stem = f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}-post-{number}"
        paragraphs = "\n\n".join(" ".join(choice.choices(WORDS, k=100)) for _ in range(6))
        head = f"Title: Post {number}\nGuid: urn:post:{number}\nCategory: C{number % 10}\nTags: t{number % 60}, t{number % 7}"
        (content / "posts" / f"{stem}.md").write_text(f"{head}\n\n{paragraphs}\n")
        blocks = (
            f"=== a:{one}\nAuthor: A{one}\nDate: 2026-01-0{one}T10:00:00Z\n\n{' '.join(choice.choices(WORDS, k=40))}\n"
            for one in range(1, 5)
        )
        (content / "comments" / f"{stem}.txt").write_text("\n".join(blocks))


def write_settings(folder: Path) -> None:
    (folder / "ours.py").write_text("from pelicanconf import *\nPATH = 'content'\n")
    (folder / "plain.py").write_text(
        "PATH = 'content'\nARTICLE_PATHS = ['posts']\nAUTHOR = 'A'\nTIMEZONE = 'UTC'\nTHEME = 'simple'\n"
        "FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})-(?P<slug>.+)'\nSITEURL = 'https://a.example'\n"
        "FEED_ALL_ATOM = 'atom.xml'\nCATEGORY_FEED_ATOM = None\nARTICLE_TRANSLATION_ID = None\n"
    )


def seconds(command: list[str], folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "content")
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
