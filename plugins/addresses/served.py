"""Writes what servers, hosts and machines read of a published site that is otherwise whole."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugins.addresses import ledger, machines, policy
from plugins.addresses.forms.every import format_all
from plugins.addresses.ledger import LEDGER, Known
from plugins.addresses.model import PageHeader, Rule, Served, SiteMap
from plugins.addresses.old_blogs.every import old_blog_rules
from plugins.addresses.places import hidden_ids, link, site_map, stated_lines
from plugins.addresses.rule_file import RULES, format_rules
from plugins.addresses.stated import REDIRECTS, parse_redirect_from, parse_redirects
from plugins.addresses.stubs import stub_rules, write_stubs
from plugins.addresses.table import build_table
from plugins.shared.files import is_file, read_text, write_file
from plugins.shared.written import read_withdrawn

# The names that the context has for files of the theme which are called by what is in them.
_FINGERPRINTED = ("MARK", "SEARCH_SCRIPT", "STYLE_SHEET")
# The feeds that people follow; a host that is told of each file by itself has not room for all.
_FEEDS = (
    "atom.xml",
    "rss.xml",
    "feed.json",
    "comments.xml",
    "digests/atom.xml",
    "digests/feed.json",
)


def write_for_servers(
    output: Path,
    context: Mapping[str, Any],
    directives: tuple[tuple[str, str], ...],
    page: Callable[[str], str],
) -> None:
    """Write all of it into the output; `page` gives the page that leads on to an address.

    `directives` are those of the policy that the pages have.
    """
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    site, known = site_map(context), _known(context)
    rules = _rules(context, site, known, files)
    served = _served(context, rules, directives, files)
    written = {
        **{path: text.encode() for path, text in format_all(served).items()},
        **_for_machines(context, site, rules),
        LEDGER: ledger.format_ledger(_ledger(context, site, known, files)).encode(),
    }
    found = stub_rules(rules, files | written.keys())
    stubs = write_stubs(found, read=_reader(output, written), page=page, base=served.base)
    for path, data in (written | dict(stubs)).items():
        file = output / path
        if not is_file(file):  # what the author put there has the say
            write_file(
                file, data
            )  # never into one of the last build's, which may be the same on the disk


def _rules(
    context: Mapping[str, Any], site: SiteMap, known: frozenset[Known], files: Collection[str]
) -> tuple[Rule, ...]:
    """Give the table: what authors say comes before what was here, and that before other blogs' ways."""
    moved = ledger.moved_rules(site, known, hidden_ids(context))
    old = old_blog_rules(ledger.with_history(site, known))
    return build_table([_stated(context), moved, old], files)


def _served(
    context: Mapping[str, Any],
    rules: tuple[Rule, ...],
    directives: tuple[tuple[str, str], ...],
    files: Collection[str],
) -> Served:
    theme = f"/{context['THEME_STATIC_DIR']}/"
    return Served(
        base=urlsplit(context["SITE_ADDRESS"]).path,
        rules=rules,
        headers=policy.headers(directives),
        page_headers=_page_headers(context, directives, files),
        fingerprinted=tuple(theme + context[name] for name in _FINGERPRINTED),
        feeds=tuple(f"/{path}" for path in _FEEDS if path in files),
    )


def _page_headers(
    context: Mapping[str, Any], directives: tuple[tuple[str, str], ...], files: Collection[str]
) -> tuple[PageHeader, ...]:
    """Give the policy that the search page alone has, where there is one."""
    if context.get("SEARCH_SAVE_AS") not in files:
        return ()
    value = policy.format_policy(policy.search_policy(directives))
    return (PageHeader(path=f"/{context['SEARCH_URL']}", name=policy.POLICY, value=value),)


def _for_machines(
    context: Mapping[str, Any], site: SiteMap, rules: tuple[Rule, ...]
) -> dict[str, bytes]:
    address = context["SITE_ADDRESS"]
    return {
        RULES: format_rules(rules).encode(),
        "sitemap.xml": machines.format_sitemap(site, address),
        "robots.txt": machines.format_robots(address, urlsplit(address).path).encode(),
    }


def _ledger(
    context: Mapping[str, Any], site: SiteMap, known: frozenset[Known], files: Collection[str]
) -> frozenset[Known]:
    """Give the ledger as it is from now on; what was taken away on purpose is not told for ever."""
    kept = ledger.without(known, read_withdrawn(Path(context["PATH"])))
    return ledger.current_addresses(site, files) | kept | {ledger.whose(context["SITE_ID"])}


def _reader(output: Path, written: Mapping[str, bytes]) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        file = output / path
        return written.get(path) or (file.read_bytes() if is_file(file) else None)

    return read


def _stated(context: Mapping[str, Any]) -> list[Rule]:
    """Give the rules that authors state; what is wrong with them is told before Pelican runs."""
    kinds = ("articles", "hidden_articles", "pages", "hidden_pages")
    contents = [one for kind in kinds for one in context.get(kind, ())]
    base = urlsplit(context["SITE_ADDRESS"]).path
    found = []
    for one in contents:
        path, new = Path(one.source_path), f"/{link(one.url)}"
        found += parse_redirect_from(stated_lines(one), new, path=path, base=base)[0]
    path = Path(context["PATH"]) / REDIRECTS
    if is_file(path):
        found += parse_redirects(read_text(path), path, base)[0]
    return [one.rule for one in found]


def _known(context: Mapping[str, Any]) -> frozenset[Known]:
    path = Path(context.get("ADDRESSES_FILE") or Path(context["PATH"]) / LEDGER)
    return ledger.parse_ledger(read_text(path)) if is_file(path) else frozenset()
