"""Tells the templates what to name and allow, and writes what servers and machines read, at the end."""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican import signals

from plugins.addresses import ledger, machines, policy
from plugins.addresses.fingerprints import named_files, place_all
from plugins.addresses.forms.every import format_all
from plugins.addresses.ledger import LEDGER, Known
from plugins.addresses.model import PageHeader, Rule, Served, SiteMap
from plugins.addresses.old_blogs.every import old_blog_rules
from plugins.addresses.places import hidden_ids, link, site_map, stated_lines
from plugins.addresses.rule_file import RULES, format_rules
from plugins.addresses.stated import REDIRECTS, parse_redirect_from, parse_redirects
from plugins.addresses.stubs import stub_rules, write_stubs
from plugins.addresses.table import build_table
from plugins.shared.files import is_file, read_text
from plugins.shared.written import read_withdrawn

# Browsers and telephones look for them there, whatever a page says.
_ICONS = ("apple-touch-icon.png", "favicon.ico")
_NAMED = {"mark.svg": "MARK", "search.js": "SEARCH_SCRIPT", "site.css": "STYLE_SHEET"}
# The feeds that people follow; a host that is told of each file by itself has not room for all.
_FEEDS = (
    "atom.xml",
    "rss.xml",
    "feed.json",
    "comments.xml",
    "digests/atom.xml",
    "digests/feed.json",
)


def connect() -> None:
    """Ask Pelican to call us when everything is read."""
    signals.all_generators_finalized.connect(prepare)


def prepare(generators: list[Any]) -> None:
    """Give templates the fingerprinted names and the policy, and see to it that the rest is written last."""
    context, settings = generators[0].context, generators[0].settings
    files = named_files(
        Path(settings["THEME"]) / "static",
        content=Path(settings["PATH"]),
        is_slim=settings["FOR_PUBLISHING"],
    )
    context.update({_NAMED[name]: new for name, (new, _data) in files.items()})
    directives = policy.security_policy(
        _bodies(context), site=settings["SITE_ADDRESS"], desk=settings.get("NEWSLETTER_DESK", "")
    )
    context["PAGE_POLICY"] = policy.format_policy(directives, is_in_page=True)
    searching = policy.search_policy(directives)
    context["SEARCH_POLICY"] = policy.format_policy(searching, is_in_page=True)
    context["REFERRER_POLICY"] = policy.REFERRER_POLICY

    def finish(pelican: Any) -> None:
        signals.finalized.disconnect(finish)
        output = Path(pelican.output_path)
        _place_theme_files(output, settings, files)
        if settings["FOR_PUBLISHING"]:
            moved = generators[0].get_template("moved")
            origin = context["SITE_ADDRESS"].removesuffix(urlsplit(context["SITE_ADDRESS"]).path)

            def page(new: str) -> str:
                return str(moved.render(context, new=new, whole=origin + new))

            _write_all(output, context, directives, page)

    signals.finalized.connect(finish, weak=False)


def _bodies(context: Mapping[str, Any]) -> Iterable[str]:
    kinds = ("articles", "hidden_articles", "pages", "hidden_pages", "digests")
    return (one.content for kind in kinds for one in context.get(kind, ()))


def _place_theme_files(
    output: Path, settings: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]
) -> None:
    theme = output / settings["THEME_STATIC_DIR"]
    place_all(theme, files)
    for icon in _ICONS:
        if is_file(theme / icon) and not is_file(output / icon):
            (theme / icon).replace(output / icon)


def _write_all(
    output: Path,
    context: Mapping[str, Any],
    directives: tuple[tuple[str, str], ...],
    page: Callable[[str], str],
) -> None:
    """Write everything that servers, hosts and machines read of a site that is otherwise whole."""
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
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


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
        fingerprinted=tuple(theme + context[name] for name in sorted(_NAMED.values())),
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
