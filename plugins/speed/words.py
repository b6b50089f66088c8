"""What is told of the words of a content: the HTML they are made of, and where its links lead.

Told, they need not be made: links are looked up only where there are any.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from os.path import join, normpath
from typing import Any
from urllib.parse import unquote, urlparse

from pelican.contents import Article, Content, Page
from pelican.settings import DEFAULT_CONFIG

from plugins.speed.values import digest, tell

Link = tuple[str, str]  # "filename" and "../about.md", say
_LINK = "link "
_PLAIN = re.compile(r"(?!//)[\w./-]+")  # a path, with nothing in it to be spelled otherwise
ADDRESSES = frozenset({"filename", "static", "attach"})


def links_in(content: Any, html: str) -> tuple[Link, ...]:
    """Give what a body links to by the names of files, as Pelican finds it."""
    if finds_usual_links(content.settings) and "{" not in html and "|" not in html:
        return ()
    found = content._get_intrasite_link_regex().finditer(html)  # noqa: SLF001 - Pelican's own
    return tuple(dict.fromkeys((one["what"], one["value"]) for one in found))


def targets_of(content: Any, links: Iterable[Link]) -> tuple[str, ...]:
    """Give the paths of all files that links may lead to, as Pelican looks for them, there or not."""
    paths = [path for what, value in links if what in ADDRESSES for path in _spellings(value)]
    folder = content.relative_dir if paths else ""
    return tuple(
        dict.fromkeys(
            path[1:] if path.startswith("/") else _beside(content, join(folder, path))  # noqa: PTH118
            for path in paths
        )
    )


def _spellings(value: str) -> Iterator[str]:
    """Give the path of a link in all ways in which Pelican tries it."""
    if _PLAIN.fullmatch(value):
        yield value
        return
    parts = urlparse(value)
    plain = urlparse(unescape(parts.geturl())).path
    for path in (parts.path, plain):
        yield path
        yield unquote(path)


def _beside(content: Any, path: str) -> str:
    """Give a path as Pelican would, which takes long to find the same, but for paths that lead out."""
    short = normpath(path)
    is_inside = path and not short.startswith(("..", "/"))
    return short if is_inside else str(content.get_relative_source_path(path))


def link_fact(link: Link) -> str:
    """Give what the fact is called that tells where a link leads."""
    return f"{_LINK}{link[0]} {link[1]}"


def link_called(name: str) -> Link | None:
    """Give the link that a fact of this name is about; None when it is about something else."""
    if not name.startswith(_LINK):
        return None
    what, _, value = name.removeprefix(_LINK).partition(" ")
    return what, value


def told_link(content: Any, link: Link) -> str:
    """Give what tells where a link leads."""
    return _leading(content, (link,))


def finds_usual_links(settings: Mapping[str, Any]) -> bool:
    """Whether links to files are written in Pelican's own way, which has { or |."""
    return bool(settings["INTRASITE_LINK_REGEX"] == DEFAULT_CONFIG["INTRASITE_LINK_REGEX"])


def told_content(content: Any) -> str:
    """Give what tells a content's words: a digest of its HTML, and of where its links lead."""
    told, links = _body_of(content)
    leading = _leading(content, links)
    return f"{told}{digest(leading) if leading else ''}"


def told_summary(content: Any) -> str:
    """Give what tells a summary: its own text, unless links in it read differently on each page."""
    if "summary" in content.metadata:
        return tell(str(content.metadata["summary"]))
    _told, links = _body_of(content)
    return told_content(content) if links else digest(str(content.summary))


def forget_worked_out() -> None:
    """Forget the words that Pelican keeps as they were asked for: those of thousands of posts are large."""
    for method in (Content.get_content, Content.get_summary):
        method.cache.clear()


def set_body(state: dict[str, Any], html: Any, told: str, links: tuple[Link, ...]) -> None:
    """Keep among a content's attributes what is told of the HTML it has now."""
    state["_told_body"] = (html, told, links)


def links_of(content: Any) -> tuple[Link, ...]:
    """Give what a content links to by the names of files."""
    return _body_of(content)[1] if isinstance(content, Article | Page) else ()


def _body_of(content: Any) -> tuple[str, tuple[Link, ...]]:
    """Give what is told of the HTML; of a restored content without fetching it."""
    state = content.__dict__
    shelf = state.get("_shelf")
    if shelf is not None and "_content" not in state and "_content" not in state["_changed"]:
        return shelf.packed.told, shelf.packed.links
    made = hasattr(content, "_get_content")
    html = content._get_content() if made else content._content  # noqa: SLF001 - as Pelican does
    kept = state.get("_told_body")
    if kept is None or kept[0] is not html:
        text = str(html or "")
        kept = (html, digest(text), links_in(content, text))
        state["_told_body"] = kept
    return kept[1], kept[2]


def _leading(content: Any, links: tuple[Link, ...]) -> str:
    """Give the addresses behind links to files; all other links lead where the settings say."""
    if not any(what in ADDRESSES for what, _value in links):
        return ""
    shelf = content.__dict__.get("_shelf")
    is_packed = shelf is not None and links is shelf.packed.links
    targets = shelf.packed.targets if is_packed else targets_of(content, links)
    return "\n".join(_address(content._context, path) for path in targets)  # noqa: SLF001


def _address(context: Mapping[str, Any], path: str) -> str:
    """Give where a file is shown; Pelican looks for it among contents, then among files that are copied."""
    found = (context[kind].get(path) for kind in ("generated_content", "static_content"))
    return " ".join(["-" if one is None else str(one.url) for one in found])
