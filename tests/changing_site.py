"""A little site that changes at random, in every way that the looks before a build have to notice."""

import os
import random
import shutil
import time

from little_site import LittleSite

STEMS = (
    "2026-05-30-coffee",
    "2026-05-31-lunch",
    "2026-05-31-tea",
    "2026-06-01-x",
    "undated",
    "ölig",
)
WORDS = (
    "Words.",
    "[a]({filename}2026-05-31-lunch.md) and [b]({filename}/pages/about.md)",
    "![](/images/p.png)\n\n![p]({static}/images/p.png)\n\n`![](code)`",
    '<a href="{attach}../images/two words.png">a</a> {static}/images/two%20words.png',
    "\tTabs\tand\r\nother ends\r of lines {filename}none.md",
    "",
)
FIELDS = {
    "Title": ("One", "Two", "", "Ünï çode", "many words " * 30),
    "Date": ("2026-05-31", "2026-06-01 09:00", "soon", "March 2026"),
    "Guid": ("urn:a", "urn:b", "urn:c"),
    "Slug": ("same", "other", "../../evil"),
    "Status": ("draft", "hidden", "skip", "published", "hide"),
    "Tags": ("a, b", "a,\n    b", "<c>", "!!!"),
    "Template": ("article", "own", "nope"),
    "Save_as": ("same.html", "../evil.html", "archive/index.html"),
    "Series": ("S", "s"),
    "Part": ("1", "2", "first"),
    "Comments": ("2026-05-31-lunch", "nobody", "a/b", ".x"),
    "Image": ("/images/p.png", "/images/none.png"),
    "Redirect_from": ("/old", "/old, /older", "old", "/2026/05/lunch.html", "/?p=1\n    /other"),
    "Imported_from": ("https://old.example/1",),
    "Modified": ("2026-06-02", "later"),
}
COMMENTS = (
    "=== a:1\nAuthor: Ana\nDate: 2026-01-01T10:00:00Z\n\nHello\n",
    "=== a:1\nAuthor: Ana\nDate: soon\n\nHello\n\n=== a:1\nAuthor: B\n\nTwice\n",
    "=== a:2\nParent: a:9\n\nNobody\n",
    "Text before\n\n=== b 1\nAuthor: A\nbroken\n\n\n",
    "",
)
DIGESTS = (
    "Title: T\nDate: 2026-06-01\nCadence: weekly\nGuid: urn:d\nPosts: urn:a\n    urn:b\n\nHi\n",
    "Title: T\nPosts: urn:c\n\n[x]({filename}x.md) ![](y.png)\n",
)
TABLES = (
    "/old /new/\n/older /old\n",
    "/one\n",
    "# nothing\n/x /x\n/2026/05/lunch.html /y/\n",
    "\udcff",
)
LEDGERS = ("/a urn:a\n", "<<<<<<<\n", "")
SETTINGS = (
    "",
    "TIMEZONE = 'Pacific/Kiritimati'\n",
    "SITE_ADDRESS = 'https://ana.example/old'\n",
    "ARTICLE_SAVE_AS = 'posts/{slug}.html'\n",
    "FILENAME_METADATA = r'(?P<slug>.+)'\n",
    "COMMENTS_PATH = 'said'\n",
    "THEME = str(__import__('pathlib').Path(__file__).parent / 'theme')\n",
    "DIRECT_TEMPLATES = ['index', 'same']\n",
    "PAGE_PATHS = ['pages', 'posts']\n",
)


class ChangingSite:
    """Makes one random change after the other; the same `seed` makes the same ones."""

    def __init__(self, site: LittleSite, seed: int) -> None:
        self.site = site
        self.opened = site.open()
        self._choice = random.Random(seed)

    def change(self) -> str:
        """Make a change and say which."""
        step = self._choice.choice(
            [
                *[self._write_post] * 5,
                *[self._write_comments] * 3,
                *[self._change_in_place] * 3,
                self._write_page,
                self._write_other,
                self._write_theme,
                self._remove,
                self._rename,
                self._exchange,
                self._copy_over,
                self._change_settings,
                self._make_odd_file,
            ]
        )
        step()
        return step.__name__

    def _one_of(self, values):
        return self._choice.choice(list(values))

    def _text(self) -> bytes:
        names = [name for name in FIELDS if self._choice.random() < 0.3]
        lines = [f"{name}: {self._one_of(FIELDS[name])}\n" for name in ["Title", *names]]
        if self._choice.random() < 0.1:
            lines.append(self._one_of(["no field\n", "    more\n", "---\n", "\n"]))
        text = f"{''.join(lines)}\n{self._one_of(WORDS)}\n"
        return self._one_of([text.encode()] * 9 + [b"\xff" + text.encode()])

    def _write_post(self) -> None:
        ending = self._one_of([".md"] * 8 + [".html", ".rst", ".MD"])
        self.site.write(f"posts/{self._one_of(STEMS)}{ending}", self._text())

    def _write_page(self) -> None:
        folder = self._one_of(["pages", "pages/sub", "posts/sub.md"])
        self.site.write(f"{folder}/{self._one_of(['about', *STEMS])}.md", self._text())

    def _write_comments(self) -> None:
        folder = self._one_of(["comments", "comments", "said"])
        stem = self._one_of(["about", "nobody", *STEMS])
        path = self.site.content / folder / f"{stem}.txt"
        if not path.is_dir():
            self.site.write(f"{folder}/{stem}.txt", self._one_of(COMMENTS))

    def _write_other(self) -> None:
        name, texts = self._one_of(
            [
                ("digests/a.md", DIGESTS),
                ("digests/b.md", DIGESTS),
                ("redirects.txt", TABLES),
                ("addresses.txt", LEDGERS),
                ("images/p.png", ["x"]),
                ("images/two words.png", ["x"]),
                ("images/none.png", ["x"]),
            ]
        )
        self.site.write(name, self._one_of(texts).encode(errors="surrogateescape"))

    def _write_theme(self) -> None:
        path = self.site.folder / "theme" / "templates" / self._one_of(["own.html", "article.html"])
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.unlink()
        else:
            path.write_text("x")

    def _files(self):
        return sorted(path for path in self.site.content.rglob("*") if path.is_file())

    def _remove(self) -> None:
        if files := self._files():
            self._one_of(files).unlink()

    def _rename(self) -> None:
        if files := self._files():
            path = self._one_of(files)
            place = path.with_name(f"{self._one_of(STEMS)}{path.suffix}")
            if not place.is_dir():
                path.rename(place)

    def _exchange(self) -> None:
        """Let two files have each other's name."""
        if len(files := self._files()) > 1:
            first, second = self._choice.sample(files, 2)
            aside = self.site.folder / "aside"
            first.rename(aside)
            second.rename(first)
            aside.rename(second)

    def _copy_over(self) -> None:
        """Put a file with its times in the place of another."""
        if len(files := self._files()) > 1:
            shutil.copy2(*self._choice.sample(files, 2))

    def _change_in_place(self) -> None:
        """Change letters and neither the size nor the time of writing."""
        if not (files := self._files()):
            return
        path = self._one_of(files)
        times = path.stat()
        data = bytearray(path.read_bytes())
        for _ in range(3 if data else 0):
            data[self._choice.randrange(len(data))] = self._one_of(b"ab1: \n=")
        with path.open("r+b") as file:
            file.write(data)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def _change_settings(self) -> None:
        base = self._one_of(["pelicanconf", "publishconf"])
        self.opened = self.site.open(base, extra=self._one_of(SETTINGS))

    def _make_odd_file(self) -> None:
        name = self._one_of(
            ["posts/.#lock.md", "posts/gone.md", "comments/gone.txt", "comments/f.txt"]
        )
        path = self.site.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            path.unlink()
        elif name == "comments/f.txt":
            path.mkdir(exist_ok=True)
        else:
            path.symlink_to(self._one_of(["nowhere", path.name, "2026-05-31-lunch.md"]))


def wait_a_tick() -> None:
    """Wait until the clock of files has gone on: a change gives another stamp then."""
    time.sleep(0.012)
