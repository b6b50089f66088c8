"""What is wrong in built pages: HTML that does not parse, links and fragments that lead nowhere."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
from html5lib.constants import E as MESSAGES

from plugins.check.pictures import NO_ALT
from plugins.shared.files import is_file
from plugins.shared.leading_on import leads_on

_LINKS = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "source": "src",
    "form": "action",
}
_XML = b"<?xml"
_PREVIEW = "https://preview.invalid"  # RFC 2606: where relative addresses are thought to be


class About(StrEnum):
    """What a finding is about."""

    HTML = "html"
    ID = "id"
    PICTURE = "picture"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong on a built page. `named` is the link, picture or id it is about, as the page has it.

    `target` is the file a link should lead to.
    """

    path: Path
    about: About
    message: str
    line: int = 0
    named: str = ""
    target: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page: the ids a link can end at, its links as written, and what is wrong in itself."""

    path: Path
    ids: frozenset[str]
    links: tuple[str, ...]
    findings: tuple[Finding, ...]


def page_findings(output: Path, address: str) -> Iterator[list[Finding]]:
    """Give what is wrong on each page in turn; links to `address` are links into `output`.

    Whoever shows progress can count along: one list for each page, then one for all links.
    """
    pages = {}
    for path in pages_of(output):
        page = parse_page(path)
        pages[path] = page
        yield list(page.findings)
    # Where a page leads on to is looked at in the table of redirects.
    yield [
        found
        for page in pages.values()
        if not leads_on(page.path)
        for found in _broken_links(page, pages, output, address)
    ]


def pages_of(output: Path) -> list[Path]:
    """Give the HTML files of a built site; a feed that lies at its old address under such a name is none."""
    return [path for path in sorted(output.rglob("*.html")) if not _is_feed(path)]


def _is_feed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_XML)) == _XML


def parse_page(path: Path) -> Page:
    """Parse one file by the HTML standard's own algorithm."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(path.read_bytes(), override_encoding="utf-8")
    ids: list[str] = []
    names = []
    links = []
    findings = [
        Finding(path=path, about=About.HTML, line=line, message=f"{message}.")
        for line, _code, message in parse_errors(parser)
    ]
    for element in tree.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        if element.get("id"):
            ids.append(element.get("id"))
        if element.tag == "a" and element.get("name"):
            names.append(element.get("name"))
        link = element.get(_LINKS.get(element.tag, ""))
        if link is not None:
            links.append(link)
        links += _candidates(element.get("srcset") or "")
        if element.tag == "img" and element.get("alt") is None:
            findings.append(_without_alt(path, element.get("src") or ""))
    for id_ in sorted(id_ for id_, count in Counter(ids).items() if count > 1):
        message = f'the id "{id_}" stands twice on the page.'
        findings.append(Finding(path=path, about=About.ID, named=id_, message=message))
    return Page(
        path=path, ids=frozenset([*ids, *names]), links=tuple(links), findings=tuple(findings)
    )


def _candidates(srcset: str) -> Iterator[str]:
    """Give the addresses in a srcset; commas may be part of them, but a space is not."""
    for part in re.split(r",\s+", srcset):
        if words := part.split():
            yield words[0].rstrip(",")


def parse_errors(parser: Any) -> list[tuple[int, str, str]]:
    """Give the parse errors of html5lib's parser as (line, code, sentence without its stop)."""
    return [(line, code, _message(code, values)) for (line, _column), code, values in parser.errors]


def _without_alt(path: Path, source: str) -> Finding:
    message = (
        f'the picture "{source[:200]}" {NO_ALT}; say what it shows in alt="…", '
        "with nothing in it when it only decorates."
    )
    return Finding(path=path, about=About.PICTURE, named=source, message=message)


def _message(code: str, values: dict[str, str]) -> str:
    return str(MESSAGES.get(code, code) % values).rstrip(".")


def _broken_links(
    page: Page, pages: dict[Path, Page], output: Path, address: str
) -> Iterator[Finding]:
    for link in dict.fromkeys(page.links):
        found = _find_target(link, page.path, output, address)
        if found is None:
            continue
        target, fragment = found
        if not is_file(target):
            message = f'the link "{link}" leads to no file of the site.'
        elif fragment and target in pages and fragment not in pages[target].ids:
            message = f'the link "{link}" leads to a place that is not on that page.'
        else:
            continue
        yield Finding(path=page.path, about=About.LINK, named=link, message=message, target=target)


def _find_target(link: str, source: Path, output: Path, address: str) -> tuple[Path, str] | None:
    """Give the file and fragment a link leads to; None when it leads out of the site."""
    # Of a site in a folder of its host, links from "/" on begin with that folder.
    home = f"{_PREVIEW}{urlsplit(address).path}"
    here = f"{home}/{source.relative_to(output).as_posix()}"
    try:
        whole = urljoin(here, link)
    except ValueError:  # such as http://[::1
        return None
    inside = next(
        (
            a
            for a in (home, _PREVIEW, address)
            if whole == a or whole.startswith((f"{a}/", f"{a}#"))
        ),
        None,
    )
    if inside is None:
        return None
    parts = urlsplit(whole)
    path = unquote(parts.path[len(urlsplit(inside).path) :]).lstrip("/")
    target = output / path
    if not path or path.endswith("/") or is_file(target / "index.html"):
        target = target / "index.html"
    fragment = unquote(parts.fragment)
    return target, "" if fragment == "top" else fragment
