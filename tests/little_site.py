"""A little site in a folder of its own, and the tasks run as a person runs them."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from plugins.shared.site import ENGINE, Site, open_site

# Every setting that an author chooses is here, so that no test hangs on the content/site.toml of this copy.
SETTINGS = """
from {base} import *
SITENAME = "A Test"
SITESUBTITLE = "Of everything"
AUTHOR = "Ana Example"
SITE_ADDRESS = "https://ana.example"
SITE_ID = "urn:uuid:11111111-1111-4111-8111-111111111111"
TIMEZONE = "Europe/Berlin"
NEWSLETTER_FROM = "Ana Example <ana@ana.example>"
PATH = "content"; DEFAULT_LANG = "en"; LICENSE = NEWSLETTER_DESK = NEWSLETTER_POSTAL_ADDRESS = ""; \
NEWSLETTER_CADENCE = "monthly"; NEWSLETTER_WEEKLY = "Monday 08:00"; NEWSLETTER_MONTHLY = "1 08:00"; \
NEWSLETTER_LIST_ID = ""; DESK_PROXIES = ["127.0.0.1", "::1"]
"""


@dataclass
class LittleSite:
    """A site in a folder of its own, with a space and an umlaut in its path."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file below content/."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def post(
        self, stem: str = "2026-05-31-lunch", *, body: str = "Words.", **metadata: str
    ) -> Path:
        """Write a post with a title and an id, unless the metadata say otherwise ("" leaves one out)."""
        found = {"title": f"Title of {stem}", "guid": f"urn:example:{stem}", **metadata}
        head = "".join(f"{name.capitalize()}: {value}\n" for name, value in found.items() if value)
        return self.write(f"posts/{stem}.md", f"{head}\n{body}\n")

    def open(self, base: str = "pelicanconf", output: str = "", extra: str = "") -> Site:
        """Open it as commands do, with a settings file of its own."""
        settings = SETTINGS.format(base=base) + extra
        if base == "publishconf":
            settings += "SITEURL = SITE_ADDRESS\n"
        file = self.folder / f"{base}_of_ana.py"
        file.write_text(settings)
        return open_site(settings=str(file), output=output)

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a task as a person does, in this site's folder."""
        for base in ("pelicanconf", "publishconf"):
            self.open(base)
        return run_task(*arguments, cwd=cwd or self.folder)


def run_task(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run tasks.py in the environment the tests run in."""
    command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
