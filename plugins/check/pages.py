"""What is wrong in built pages: HTML that does not parse, links and fragments that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
from html5lib.constants import E as MESSAGES

from plugins.shared.errors import Fault

_LINKS = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "source": "src",
    "form": "action",
}
_PREVIEW = "https://preview.invalid"  # RFC 2606: where relative addresses are thought to be


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page: the ids a link can end at, its links as written, and its parse errors."""

    path: Path
    ids: frozenset[str]
    links: tuple[str, ...]
    errors: tuple[tuple[int, str], ...]


def page_faults(output: Path, address: str) -> Iterator[list[Fault]]:
    """Give the faults of each page in turn; links to `address` are links into `output`.

    Whoever shows progress can count along: one list for each page, then one for all links.
    """
    pages = {}
    for path in sorted(output.rglob("*.html")):
        page = parse_page(path)
        pages[path] = page
        yield [Fault(path=path, line=line, message=f"{message}.") for line, message in page.errors]
    yield [
        fault for page in pages.values() for fault in _broken_links(page, pages, output, address)
    ]


def parse_page(path: Path) -> Page:
    """Parse one file by the HTML standard's own algorithm."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(path.read_bytes(), override_encoding="utf-8")
    ids: list[str] = []
    links = []
    for element in tree.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        if element.get("id"):
            ids.append(element.get("id"))
        link = element.get(_LINKS.get(element.tag, ""))
        if link is not None:
            links.append(link)
    errors = [(line, _message(code, values)) for (line, _column), code, values in parser.errors]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    errors += [(0, f'the id "{id_}" stands twice on the page') for id_ in twice]
    return Page(path=path, ids=frozenset(ids), links=tuple(links), errors=tuple(errors))


def _message(code: str, values: dict[str, str]) -> str:
    return str(MESSAGES.get(code, code) % values).rstrip(".")


def _broken_links(page: Page, pages: dict[Path, Page], output: Path, address: str) -> list[Fault]:
    faults = []
    for link in dict.fromkeys(page.links):
        found = _find_target(link, page.path, output, address)
        if found is None:
            continue
        target, fragment = found
        if not target.is_file():
            faults.append(
                Fault(path=page.path, message=f'the link "{link}" leads to no file of the site.')
            )
        elif fragment and target in pages and fragment not in pages[target].ids:
            message = f'the link "{link}" leads to a place that is not on that page.'
            faults.append(Fault(path=page.path, message=message))
    return faults


def _find_target(link: str, source: Path, output: Path, address: str) -> tuple[Path, str] | None:
    """Give the file and fragment a link leads to; None when it leads out of the site."""
    here = f"{_PREVIEW}/{source.relative_to(output).as_posix()}"
    whole = urljoin(here, link)
    inside = next(
        (a for a in (_PREVIEW, address) if whole == a or whole.startswith((f"{a}/", f"{a}#"))), None
    )
    if inside is None:
        return None
    parts = urlsplit(whole)
    path = unquote(parts.path)[len(urlsplit(inside).path) :].lstrip("/")
    target = output / path
    if not path or path.endswith("/") or target.is_dir():
        target = target / "index.html"
    fragment = unquote(parts.fragment)
    return target, "" if fragment == "top" else fragment
