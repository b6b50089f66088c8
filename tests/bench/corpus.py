"""What the benchmarks build: made-up sites of any size, the same each time."""

import random
import subprocess
import time
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2]
WORDS = (ENGINE / "LICENSE").read_text().split()[:900]


def write_corpus(content: Path, posts: int, *, comments: int = 4) -> None:
    """Write posts of about 600 words, with two of 60 tags and some comments each."""
    choice = random.Random(1)
    (content / "posts").mkdir(parents=True)
    (content / "comments").mkdir()
    for number in range(posts):
        stem = f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}-post-{number}"
        paragraphs = "\n\n".join(" ".join(choice.choices(WORDS, k=100)) for _ in range(6))
        head = f"Title: Post {number}\nGuid: urn:post:{number}\nCategory: C{number % 10}\nTags: t{number % 60}, t{number % 7}"
        (content / "posts" / f"{stem}.md").write_text(f"{head}\n\n{paragraphs}\n")
        blocks = (
            f"=== a:{one}\nAuthor: A{one}\nDate: 2026-01-0{one}T10:00:00Z\n\n{' '.join(choice.choices(WORDS, k=40))}\n"
            for one in range(1, comments + 1)
        )
        if comments:
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
