"""`check --old-urls`: the addresses of an old blog, each of which has to answer on the built site."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from plugins.addresses.answering import Answer, Way, find_answer
from plugins.addresses.rule_book import RuleBook
from plugins.addresses.rule_file import RULES, parse_rules
from plugins.shared.errors import BadContent, Fault, shown
from plugins.shared.files import is_file, read_text
from plugins.shared.text import one_line, shorten

# Blogger gave every reader the host of his country: old.blogspot.de, old.blogspot.co.uk, …
_COUNTRY = re.compile(r"(?P<blog>[^.]+\.blogspot)(?:\.com?)?\.[a-z]{2,3}")
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a list of old addresses; `read` is the sum of all but `without_place`.

    `by_host` are those led on only where the host has rules, `elsewhere` those of other sites, of
    `hosts` as (host, how many). `without_place` are among the answering ones: the page is there, and the
    place on it is not.
    """

    read: int
    same: int = 0
    led: int = 0
    by_host: int = 0
    lost: int = 0
    elsewhere: int = 0
    twice: int = 0
    without_place: int = 0
    hosts: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        """Give it in a few lines."""
        rows = [
            (self.same, "still where they were"),
            (self.led, "led on"),
            (self.by_host, "led on by a host that has rules, and by no stub page"),
            (self.lost, "answered by nothing"),
            (self.twice, "named more than once"),
            (self.elsewhere, f"of other sites{self._named_hosts()}"),
        ]
        found = [f"  {number:>6}  {what}" for number, what in rows if number]
        if self.without_place:
            found.append(f"Of these, {self.without_place} name a place that is not on its page.")
        return "\n".join([f"{self.read} old address{'' if self.read == 1 else 'es'}", *found])

    def _named_hosts(self) -> str:
        named = ", ".join(f"{host} ({number})" for host, number in self.hosts[:3])
        return f": {named}{' …' if len(self.hosts) > 3 else ''}" if named else ""  # noqa: PLR2004


def old_url_faults(
    output: Path, urls: Iterable[str], *, source: Path, base: str = ""
) -> tuple[list[Fault], Summary]:
    """Give a fault for each old address that a built site has lost, and the numbers.

    `source` is the file that names the addresses, `base` the path of the site's own address. Those of
    other sites are counted only; the commonest host is the old blog's. Raises BadContent when the site
    is not built for publishing.
    """
    all_ = tuple(urls)
    once = tuple(dict.fromkeys(all_))
    ours, others = sort_by_host(once)
    find = _finder(output, base)
    answers = [find(url) for url in ours]
    ways = Counter(answer.way for answer in answers)
    hosts = Counter(host_of(url) for url in others)
    summary = Summary(
        read=len(all_),
        same=ways[Way.SAME],
        led=ways[Way.RULE],
        by_host=ways[Way.HOST],
        lost=ways[Way.NONE],
        elsewhere=len(others),
        twice=len(all_) - len(once),
        without_place=sum(not answer.has_fragment for answer in answers),
        hosts=tuple(sorted(hosts.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
    return [fault for answer in answers for fault in _faults_of(answer, source)], summary


def _finder(output: Path, base: str) -> Callable[[str], Answer]:
    if not is_file(output / RULES):
        raise BadContent(
            f"{shown(output)} has no {RULES}: old addresses can only be tried on a site that is built "
            "for publishing; build it with --settings publishconf.py first."
        )
    book = RuleBook(parse_rules(read_text(output / RULES)))
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}

    @cache
    def ids(file: str) -> frozenset[str]:
        return read_ids(output / file)

    return lambda url: find_answer(url, book, files, ids, base=base)


def read_ids(path: Path) -> frozenset[str]:
    """Give the ids and the names of anchors on an HTML page."""
    tree = etree.fromstring(path.read_bytes(), etree.HTMLParser(encoding="utf-8", no_network=True))
    return frozenset(tree.xpath("//@id | //a/@name")) if tree is not None else frozenset()


def _faults_of(answer: Answer, source: Path) -> Iterable[Fault]:
    url = shorten(one_line(answer.url), _LONGEST)
    if answer.way is Way.NONE and answer.steps:
        message = f"{url} leads to {shorten(one_line(answer.steps[-1]), _LONGEST)}, where nothing is; mend that redirect."
        yield Fault(path=source, message=message)
    elif answer.way is Way.NONE:
        yield Fault(path=source, message=f"nothing answers at {url} any more; {_what_to_do(url)}")
    elif not answer.has_fragment:
        place = shorten(one_line(answer.fragment), _LONGEST)
        message = f"{url} still answers, but there is no place #{place} on {answer.file}."
        yield Fault(path=source, message=message, is_notice=True)


def _what_to_do(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"//host{url}")
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return (
        f'write "Redirect_from: {path.replace(",", "%2C")}" into the post it was, or the line '
        f'"{path.replace(" ", "%20")} /where/it/is/now" into content/redirects.txt.'
    )


def sort_by_host(urls: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the addresses of the old blog, and those of other sites.

    The blog's host is the commonest one; with and without www, http or https, and Blogger's hosts for
    countries are one. An address without a host is the blog's.
    """
    all_ = tuple(urls)
    found = Counter(host for url in all_ if (host := host_of(url)))
    blog = min(found, key=lambda host: (-found[host], host), default="")
    ours = tuple(url for url in all_ if host_of(url) in {blog, ""})
    return ours, tuple(url for url in all_ if host_of(url) not in {blog, ""})


def host_of(url: str) -> str:
    """Give the blog that an address is of, by its host; "" for one without, or with none that can be."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # such as http://[::1
        return ""
    host = host.removeprefix("www.").rstrip(".")
    country = _COUNTRY.fullmatch(host)
    return f"{country['blog']}.com" if country else host
