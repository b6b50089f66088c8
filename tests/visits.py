"""A browser that visits a built site at its own address, without a network.

Every file comes from the site's folder with the headers the site wants for it (`_headers`); whatever is
asked of another host is noted and refused.
"""

import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, Route

ADDRESS = "https://ana.example"
_MILLISECONDS = 10_000


@dataclass
class Visit:
    """One tab: what it asked for, what it asked of others, and what its console said.

    The icon is not among the requests: the browser asks for it when it likes, even on the next page.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the site, such as "archive/", and forget what was before."""
        for notes in (self.requests, self.strangers, self.said):
            notes.clear()
        self.page.goto(f"{ADDRESS}/{path}")
        return self.page


@contextmanager
def visiting(
    browser: Browser, folder: Path, *, without: str = "$.", **options: object
) -> Iterator[Visit]:
    """Give a tab of a browser's new context, made with `options`.

    Paths that the pattern `without` fits are not answered, as when a file gets lost on the way.
    """
    context = browser.new_context(**options)
    context.set_default_timeout(_MILLISECONDS)
    visit = Visit(context.new_page())
    headers = read_headers(folder)

    def answer(route: Route) -> None:
        url = route.request.url
        if not url.startswith(f"{ADDRESS}/"):
            visit.strangers.append(url)
            route.abort()
            return
        if route.request.resource_type != "other":
            visit.requests.append(url.removeprefix(ADDRESS))
        path = unquote(urlsplit(url).path)
        if re.search(without, path):
            route.abort()
            return
        file = folder / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        found = file.is_file()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(
            status=200 if found else 404,
            path=file if found else folder / "404.html",
            headers={"Content-Type": kind if found else "text/html", **headers_of(path, headers)},
        )

    context.route("**/*", answer)
    visit.page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
    visit.page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
    try:
        yield visit
    finally:
        context.close()


def read_headers(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Give the rules of `_headers`: a path, perhaps with a star, and the headers it has."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in (folder / "_headers").read_text().splitlines():
        if line.startswith("/"):
            rules.append((line.strip(), {}))
        elif line.strip().startswith("! "):
            rules[-1][1][line.strip()[2:]] = ""
        elif ":" in line:
            name, _, value = line.strip().partition(":")
            rules[-1][1][name] = value.strip()
    return rules


def headers_of(path: str, rules: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    """Give the headers of a path; a later rule's take the place of an earlier one's."""
    found: dict[str, str] = {}
    for rule, headers in rules:
        if re.fullmatch(re.escape(rule).replace(r"\*", ".*"), path):
            found |= headers
    return {name: value for name, value in found.items() if value}


def pages_of(folder: Path) -> list[str]:
    """Give the address of every page a person may come to, below the site's own; no signposts."""
    files = sorted(folder.rglob("*.html"))
    paths = [
        path.relative_to(folder) for path in files if 'http-equiv="refresh"' not in path.read_text()
    ]
    return [
        f"{path.parent}/".removeprefix("./") if path.name == "index.html" else str(path)
        for path in paths
        if path.parts[0] not in {"pagefind", "_pagefind"}
    ]
