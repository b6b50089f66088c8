"""What the benchmarks build: made-up sites of any size, the same each time.

A post has about 600 words with two headings, a list, a block of Python, two links to other sites and two
to older posts, one of 10 categories, two of 60 tags, and some comments.
"""

import random
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2]
WORDS = (ENGINE / "LICENSE").read_text().split()[:900]
# Posts are spread over these years, so that each has a minute of its own.
FIRST_DAY = datetime(2000, 1, 1, 8)
YEARS = timedelta(days=25 * 365)
# How a body speaks of another post, whoever builds the site: (post:2003-04-05-post-17).
_TO_A_POST = re.compile(r"\(post:(?P<stem>\d{4}-\d\d-\d\d-(?P<slug>[^)]+))\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePost:
    """A made-up post: what stands in its front matter, and its Markdown."""

    number: int
    date: datetime
    title: str
    category: str
    tags: tuple[str, ...]
    body: str

    @property
    def slug(self) -> str:
        return f"post-{self.number}"

    @property
    def stem(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.date:%Y-%m-%d}-{self.slug}"


def made_posts(number: int) -> Iterator[MadePost]:
    """Give so many posts, the oldest first."""
    choice = random.Random(1)
    stems: list[str] = []
    for one in range(number):
        date = FIRST_DAY + (YEARS * one / number).__floordiv__(timedelta(minutes=1)) * timedelta(
            minutes=1
        )
        post = MadePost(
            number=one,
            date=date,
            title=f"Post {one} {_words(choice, 3)}",
            category=f"C{choice.randrange(10)}",
            tags=tuple(f"t{tag}s" for tag in choice.sample(range(60), 2)),
            body=_body(choice, one, stems),
        )
        stems.append(post.stem)
        yield post


def _body(choice: random.Random, number: int, older: list[str]) -> str:
    paragraphs = [_words(choice, 100) for _ in range(5)]
    paragraphs[0] += f" and [a link](https://one.example/{number}) and *some* words of **weight**."
    paragraphs[2] += f" [Elsewhere](https://two.example/{number}/?a=1&b=2) is `code_{number}`."
    if older:
        first, second = choice.choice(older), choice.choice(older)
        paragraphs[1] += f" See [an older post](post:{first})."
        paragraphs[4] += f" [Another](post:{second}) says more."
    code = "\n".join(
        f"def f{number}_{line}(number, *, name='{choice.choice(_NAMES)}'):\n"
        f"    return number * {choice.randrange(1000)}  # {_words(choice, 3)}"
        for line in range(4)
    )
    listed = "\n".join(f"- {_words(choice, 8)}" for _ in range(4))
    parts = [*paragraphs[:2], f"## {_words(choice, 4)}", paragraphs[2], f"```python\n{code}\n```"]
    parts += [paragraphs[3], f"## {_words(choice, 4)}", listed, paragraphs[4]]
    return "\n\n".join(parts)


_NAMES = ("ana", "bo", "cleo", "dan", "eve")


def _words(choice: random.Random, number: int) -> str:
    return " ".join(choice.choices(_PLAIN_WORDS, k=number))


# Only what is a word to any Markdown: no markup that two of them may take for different things.
_PLAIN_WORDS = [word for word in WORDS if re.fullmatch(r"[A-Za-z]+[,;.]?", word)]


def for_pelican(post: MadePost) -> str:
    """Give the post's file as Pelican reads it."""
    head = [
        f"Title: {post.title}",
        f"Date: {post.date:%Y-%m-%d %H:%M}",
        f"Guid: urn:post:{post.number}",
        f"Category: {post.category}",
        f"Tags: {', '.join(post.tags)}",
    ]
    body = _TO_A_POST.sub(r"({filename}\g<stem>.md)", post.body)
    return "\n".join(head) + f"\n\n{body}\n"


def for_hugo(post: MadePost) -> str:
    """Give the post's file as Hugo reads it; its links are plain, which costs Hugo nothing."""
    head = [
        f'title = "{post.title}"',
        f"date = {post.date:%Y-%m-%dT%H:%M:%SZ}",
        f'slug = "{post.slug}"',
        f'categories = ["{post.category}"]',
        f"tags = [{', '.join(f'{tag!r}' for tag in post.tags)}]",
    ]
    body = _TO_A_POST.sub(r"(/\g<slug>.html)", post.body)
    return "+++\n" + "\n".join(head) + f"\n+++\n\n{body}\n"


def comments_of(post: MadePost, number: int = 4) -> str:
    """Give the post's comment file; each second one answers the one before."""
    choice = random.Random(post.number)
    return "\n".join(made_comment(post, one, choice) for one in range(1, number + 1))


def made_comment(post: MadePost, number: int, choice: random.Random) -> str:
    """Give one comment as it stands in a comment file."""
    parent = f"Parent: a:{number - 1}\n" if number % 2 == 0 else ""
    date = post.date + timedelta(days=number)
    head = f"=== a:{number}\nAuthor: {choice.choice(_NAMES).title()}\nDate: {date:%Y-%m-%dT%H:%M:%SZ}\n{parent}"
    return f"{head}\n{_words(choice, 40)}\n"


def write_corpus(content: Path, posts: int, *, comments: int = 4) -> None:
    """Write so many posts with so many comments each, as Pelican reads them."""
    (content / "posts").mkdir(parents=True)
    (content / "comments").mkdir()
    for post in made_posts(posts):
        (content / "posts" / f"{post.stem}.md").write_text(for_pelican(post))
        if comments:
            (content / "comments" / f"{post.stem}.txt").write_text(comments_of(post, comments))


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
