"""Whether an old address still answers, and where a reader lands who follows it. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from plugins.addresses.model import Rule
from plugins.addresses.rule_book import RuleBook

_MOST_STEPS = 5
# What named a page of its own at the first page's address; a static host would show the first page.
_NAMING = frozenset(
    {"p", "page_id", "attachment_id", "cat", "category_name", "tag", "author", "feed"}
)
_SLASHES = re.compile("/{2,}")
_MONTH = re.compile(r"[0-9]{4,8}")
# Places of the old page's furniture, or of the browser: there is nothing of a reader's behind them.
_FURNITURE = re.compile(
    r"(?:top|main|content|comments?|comment-form|comments-block|respond|reply|links|more(?:-\d+)?|disqus_thread)?"
)


class Way(StrEnum):
    """How an old address answers."""

    SAME = "the same page"
    RULE = "led on"
    HOST = "led on where the host has rules"
    NONE = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an old address gives. `file` is the file of the site where it ends, "" for none.

    `fragment` is the place on that page that is asked for; `has_fragment` whether that is there.
    `steps` are the addresses it was led on to, in turn.
    """

    url: str
    way: Way
    file: str = ""
    fragment: str = ""
    has_fragment: bool = True
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request: the decoded path below the site, the parameters, the fragment."""

    path: str
    query: Mapping[str, Sequence[str]]
    fragment: str


def find_answer(
    url: str,
    rules: Iterable[Rule] | RuleBook,
    files: Collection[str],
    ids: Callable[[str], Collection[str]],
    *,
    base: str = "",
) -> Answer:
    """Give what an old address, whole or from "/" on, gives at a host that serves the site.

    `files` are the site's, as paths below it; `ids` gives the ids on one of them. `base` is the path of
    the site's own address. The host in `url` does not matter.
    """
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    asked = _parse(url, unquote(base))
    if asked is None:
        return Answer(url=url, way=Way.NONE)
    way, steps = Way.SAME, []
    while match := book.find(asked.path, asked.query):
        steps.append(match.new)
        is_plain = way is not Way.HOST and not match.rule.is_pattern and match.rule.query is None
        way = Way.RULE if is_plain else Way.HOST
        then = _parse(match.new, "")
        if then is None or len(steps) > _MOST_STEPS:
            return Answer(url=url, way=Way.NONE, fragment=asked.fragment, steps=tuple(steps))
        # A browser takes the fragment along, unless the target has its own.
        asked = replace(then, fragment=then.fragment or asked.fragment)
    file = find_file(asked.path, files)
    if not file or (not steps and _names_another(asked)):
        return Answer(url=url, way=Way.NONE, fragment=asked.fragment, steps=tuple(steps))
    return Answer(
        url=url,
        way=way,
        file=file,
        fragment=asked.fragment,
        has_fragment=_has_place(file, asked.fragment, ids),
        steps=tuple(steps),
    )


def _parse(url: str, base: str) -> _Asked | None:
    """Give what is asked for; None for what is no address."""
    try:
        parts = urlsplit(url if "://" in url.partition("?")[0] else f"//host{url}")
    except ValueError:  # such as http://[::1
        return None
    path = _SLASHES.sub("/", unquote(parts.path)) or "/"  # as servers do
    if base and (path == base or path.startswith(f"{base}/")):
        path = path[len(base) :] or "/"
    query = parse_qs(parts.query, keep_blank_values=True)
    return _Asked(path, query, unquote(parts.fragment))


def _has_place(file: str, fragment: str, ids: Callable[[str], Collection[str]]) -> bool:
    is_place = file.endswith((".html", ".htm")) and not _FURNITURE.fullmatch(fragment)
    return not is_place or fragment.startswith(":~:") or fragment in ids(file)


def find_file(path: str, files: Collection[str]) -> str:
    """Give the file that a static host sends for a decoded path, "" when it has none."""
    below = path.lstrip("/")
    index = f"{below.rstrip('/')}/index.html".lstrip("/")
    return next((file for file in (below, index) if file and file in files), "")


def _names_another(asked: _Asked) -> bool:
    """Whether a query at the first page asks for something else, as WordPress' ?p=12 does."""
    if asked.path.removesuffix("index.html") != "/":
        return False
    months = asked.query.get("m", ())
    return bool(_NAMING & asked.query.keys()) or any(map(_MONTH.fullmatch, months))
