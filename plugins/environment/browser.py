"""A browser for the tests: the machine's own, else one installed now, saying so first."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.shared.errors import SiteError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_MINUTES = 10


def get_browser() -> Path:
    """Give a Chromium or Chrome, installing one where there is none. Raises SiteError."""
    found = find_browser()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _say(
            "No Chromium is here: installing Debian's package, for the tests that read pages in it …"
        )
        _run(["apt-get", "update", "--quiet=2"])
        _run(["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "chromium"])
    else:
        _say(
            "No Chromium is here: fetching Playwright's own, for the tests that read pages in it …"
        )
        _run([sys.executable, "-m", "playwright", "install", "chromium-headless-shell"])
    found = find_browser()
    if found:
        return found
    raise SiteError(
        "The tests need Chromium or Chrome, and none could be had. Install one, on Debian and Ubuntu "
        "with: sudo apt install chromium"
    )


def find_browser() -> Path | None:
    """Give a browser that is here already."""
    named = [shutil.which(name) for name in _NAMES]
    places = [Path(place) for place in (*named, *_PLACES) if place]
    return next((place for place in [*places, *_playwright_browsers()] if place.is_file()), None)


def _playwright_browsers() -> list[Path]:
    """Give the browsers that Playwright has fetched, the newest first."""
    stores = (
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH"),
        Path.home() / ".cache" / "ms-playwright",
        Path.home() / "Library" / "Caches" / "ms-playwright",
    )
    names = ("*/*/headless_shell", "*/*/chrome-headless-shell", "*/chrome-linux*/chrome")
    found = [path for store in stores if store for name in names for path in Path(store).glob(name)]
    return sorted(found, reverse=True)


def _run(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command, check=False, timeout=_MINUTES * 60, env=environment, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        _say(f"That took more than {_MINUTES} minutes and was given up.")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
