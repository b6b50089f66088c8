"""The sites that are built side by side: the same posts for Hugo, plain Pelican, and ours on two themes."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from corpus import ENGINE, FIRST_DAY, YEARS, MadePost, for_pelican, made_comment, write_corpus
from hugo import write_hugo_site

_SIMPLE = r"""
PATH = "content"
ARTICLE_PATHS = ["posts"]
SITENAME = "A"
AUTHOR = "A"
SITE_ADDRESS = SITEURL = "https://a.example"
SITE_ID = "urn:uuid:11111111-1111-4111-8111-111111111111"
TIMEZONE = "UTC"
THEME = "simple"
# What follows are defaults; our tasks want them said.
PAGE_PATHS = ["pages"]
COMMENTS_PATH = "comments"
ARTICLE_SAVE_AS = "{slug}.html"
DRAFT_SAVE_AS = "drafts/{slug}.html"
PAGE_SAVE_AS = "pages/{slug}.html"
DRAFT_PAGE_SAVE_AS = "drafts/pages/{slug}.html"
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)"
DEFAULT_PAGINATION = 10
DIRECT_TEMPLATES = ["index", "tags", "categories", "archives"]
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ""
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 100
"""
_OURS = 'from pelicanconf import *\nPATH = "content"\n'
_UNTRACED = "SPEED_TRACING = False\n"
_ALONE = "SPEED_PROCESSES = 1\n"
_ASIDE = "aside"
_LASTING = frozenset({"content", "layouts", "hugo.json", _ASIDE})
EDITS = ("text", "title", "tag", "comment", "new post", "nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A folder with so many `posts` in content/; `who` builds it into output/."""

    who: str
    folder: Path
    posts: int

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def report(self) -> Path:
        return self.folder / "var" / "speed" / "report.json"

    @property
    def timeout(self) -> float:
        """The seconds after which a build of it is given up."""
        return 120 + self.posts / 20

    def post_files(self) -> list[Path]:
        return sorted((self.folder / "content" / "posts").iterdir())

    def page_of(self, post: Path) -> Path:
        """Give where the page of the post with this file is written, below output/."""
        year, month, _day, slug = post.stem.split("-", 3)
        return Path(year, month, f"{slug}.html") if self.who == "ours" else Path(f"{slug}.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a page, below output/, has to say after an edit."""

    page: Path
    text: str


def has_speed() -> bool:
    """Whether the plugin that remembers and shares the work is there."""
    return (ENGINE / "plugins" / "speed" / "hooks.py").is_file()


def write_site(who: str, folder: Path, posts: int) -> Site:
    """Write the posts and settings of one of "hugo", "plain", "simple", "ours"."""
    if who == "hugo":
        write_hugo_site(folder, posts)
        return Site(who=who, folder=folder, posts=posts)
    write_corpus(folder / "content", posts, comments=4 if who == "ours" else 0)
    plugins = ["plugins.speed"] if who == "simple" and has_speed() else []
    text = _OURS if who == "ours" else f"{_SIMPLE}PLUGINS = {plugins}\n"
    for name, more in (("settings", ""), ("untraced", _UNTRACED), ("alone", _ALONE)):
        (folder / f"{name}.py").write_text(text + more)
    return Site(who=who, folder=folder, posts=posts)


def command(
    site: Site, *, hugo: Path = Path("hugo"), settings: str = "settings"
) -> list[str | Path]:
    """Give the command that builds the site, to be run in its folder."""
    if site.who == "hugo":
        return [hugo, "--destination", "output", "--cacheDir", site.folder / "cache"]
    if site.who == "plain":
        return [sys.executable, "-m", "pelican", "-s", f"{settings}.py", "-o", "output"]
    return [*task("build"), "--settings", f"{settings}.py", "--output", "output"]


def task(name: str) -> list[str | Path]:
    """Give the beginning of a command that runs one of our tasks."""
    return [sys.executable, "-m", "invoke", "--search-root", ENGINE, name]


def make_cold(site: Site) -> None:
    """Put aside whatever builds have left, and let the disk come to rest.

    Nothing is removed: for minutes after thousands of files were, some disks take ten times as long to make
    new ones (ext4 without a journal looks at each number that was free only lately).
    """
    aside = site.folder / _ASIDE / str(time.monotonic_ns())
    aside.mkdir(parents=True)
    for path in site.folder.iterdir():
        if path.name not in _LASTING and path.suffix != ".py":
            path.rename(aside / path.name)
    os.sync()


def files_in(output: Path) -> frozenset[Path]:
    """Give the files that a build has written, by their paths below output/; hidden ones are its own notes."""
    found = (path.relative_to(output) for path in output.rglob("*") if path.is_file())
    return frozenset(path for path in found if not path.name.startswith("."))


def differing_files(one: Path, other: Path) -> list[Path]:
    """Give the files that are not in both folders with the same bytes."""
    mine, theirs = files_in(one), files_in(other)
    unlike = (
        path for path in mine & theirs if (one / path).read_bytes() != (other / path).read_bytes()
    )
    return sorted((mine ^ theirs).union(unlike))


def edit(site: Site, kind: str, *, number: int) -> Expected | None:
    """Change one post as one of EDITS; give what its page has to say then.

    The post is of middle age; each `number`, from 0, has another one.
    """
    if kind == "nothing":
        return None
    if kind == "new post":
        return _add_post(site, number)
    files = site.post_files()
    post = files[len(files) // 2 + 7 * number + EDITS.index(kind)]
    return Expected(page=site.page_of(post), text=_CHANGES[kind](post, number))


def append_sentence(post: Path, number: int) -> str:
    """Append a sentence to a post, and give it."""
    sentence = f"This sentence came late, as number {number}."
    with post.open("a") as file:
        file.write(f"\n{sentence}\n")
    return sentence


def _change_title(post: Path, number: int) -> str:
    title = f"Another title {number}"
    _replace_field(post, "Title", title)
    return title


def _change_tag(post: Path, _number: int) -> str:
    lines = post.read_text().splitlines()
    first, second = next(line for line in lines if line.startswith("Tags: "))[6:].split(", ")
    tag = next(f"t{one}s" for one in range(60) if f"t{one}s" not in {first, second})
    _replace_field(post, "Tags", f"{tag}, {second}")
    return tag


def _replace_field(post: Path, name: str, value: str) -> None:
    lines = post.read_text().split("\n")
    post.write_text(
        "\n".join(f"{name}: {value}" if line.startswith(f"{name}: ") else line for line in lines)
    )


def _add_comment(post: Path, number: int) -> str:
    file = post.parent.parent / "comments" / f"{post.stem}.txt"
    made = _new_post(number)
    text = f"A late comment, number {number}."
    with file.open("a") as comments:
        comments.write(f"\n{made_comment(made, 100 + 2 * number + 1, Random(number))}\n{text}\n")
    return text


def _add_post(site: Site, number: int) -> Expected:
    made = _new_post(number)
    post = site.folder / "content" / "posts" / f"{made.stem}.md"
    post.write_text(for_pelican(made))
    return Expected(page=site.page_of(post), text=made.title)


def _new_post(number: int) -> MadePost:
    return MadePost(
        number=900_000 + number,
        date=FIRST_DAY + YEARS + timedelta(days=1 + number),
        title=f"News {number}",
        category="C1",
        tags=("t1s", "t2s"),
        body="\n\n".join(_some_paragraphs(number)),
    )


def _some_paragraphs(number: int) -> Iterator[str]:
    for paragraph in range(6):
        yield f"Paragraph {paragraph} of the news, number {number}. " + "So it goes. " * 33


_CHANGES = {
    "text": append_sentence,
    "title": _change_title,
    "tag": _change_tag,
    "comment": _add_comment,
}
