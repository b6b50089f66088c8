"""What is proved about the addresses of a built site: redirects lead somewhere, nothing known is lost."""

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugins.addresses.authored import read_stated
from plugins.addresses.ledger import LEDGER, Known, id_of, owners, parse_ledger
from plugins.addresses.model import Rule
from plugins.addresses.old_urls import read_ids
from plugins.addresses.rule_file import RULES, parse_rules
from plugins.addresses.stated import REDIRECTS
from plugins.addresses.written import key_of
from plugins.shared.errors import Fault
from plugins.shared.files import is_file, read_text
from plugins.shared.leading_on import leads_on
from plugins.shared.site import Site
from plugins.shared.written import Written, read_folders, read_pages, read_posts, read_withdrawn


def table_faults(site: Site) -> tuple[int, list[Fault]]:
    """Give how many redirects a built site has, and a fault for each that leads nowhere or hides a page."""
    rules = _rules(site.output)
    place = site.content / REDIRECTS
    ids = cache(read_ids)
    faults = []
    for rule in (rule for rule in rules if not rule.is_pattern):
        if not _has(site.output, unquote(urlsplit(rule.new).path)):
            message = f"the old address {rule.old} leads to {rule.new}, where nothing is; mend it."
            faults.append(Fault(path=place, message=message))
        elif not _has_place(site.output, rule.new, ids):
            message = f"the old address {rule.old} leads to {rule.new}, a place that is not on that page; mend it."
            faults.append(Fault(path=place, message=message))
        if not rule.query and _hides_page(rule, site.output):
            message = f"the old address {rule.old} is a page of the site; take the redirect out."
            faults.append(Fault(path=place, message=message))
    return len(rules), [*faults, *_not_written(site, {rule.old for rule in rules})]


def _not_written(site: Site, old: Collection[str]) -> list[Fault]:
    """Give a fault for each redirect an author states that the table has not, as a file lies there."""
    written = [*read_posts(site), *read_pages(site)]
    imported = {one.front.path for one in written if one.front.is_imported}
    found = (one for stated, _faults in read_stated(site, written) for one in stated)
    return [
        Fault(
            path=one.path,
            line=one.line,
            message=f"the old address {one.rule.old} is a page or file of the site; take the redirect out.",
            is_notice=one.path in imported,
        )
        for one in found
        if not one.rule.query and one.rule.old not in old and _hides_page(one.rule, site.output)
    ]


def lost_faults(site: Site, ledger: Path) -> list[Fault]:
    """Give the ids and addresses of a ledger that a built site has lost, and nobody withdrew.

    A site that was never published has no ledger yet; one of another site is told in one sentence.
    """
    if not is_file(ledger):
        return []
    withdrawn = read_withdrawn(site.content)
    known = parse_ledger(read_text(ledger))
    if strangers := owners(known) - {site.settings["SITE_ID"]} - withdrawn:
        return [_another_site(id_, site) for id_ in sorted(strangers)]
    written, others = _written(site), _others(site)
    led_on = {rule.old for rule in _rules(site.output) if not rule.query and not rule.is_pattern}
    faults = []
    for one in sorted(known):
        id_ = id_of(one.what)
        owner = written.get(id_)
        if id_ in withdrawn:
            continue
        if id_ and not owner and id_ not in others:
            faults.append(_lost_id(one, id_, site))
        elif owner and not _is_built(owner, site.output):
            faults.append(_put_away(one, id_, owner))
        elif key_of(unquote(one.path)) not in led_on and not _has(site.output, unquote(one.path)):
            faults.append(_lost_address(one, site))
    return faults


def _another_site(id_: str, site: Site) -> Fault:
    return Fault(
        path=site.content / LEDGER,
        message=f"the site that is live has the id {id_}, and this one {site.settings['SITE_ID']}. When it "
        "is another site, name another place to publish to, or the --settings that belong to it. When "
        f"it is this one, its readers know it by that id: python3 tasks.py start --id {id_}. When it is to "
        "be replaced all the same, list its id in content/withdrawn.txt.",
    )


def _lost_id(one: Known, id_: str, site: Site) -> Fault:
    if id_.startswith("page:"):
        mend = (
            f'Bring it back, or, when its file has another name now, add a line "Guid: {id_}" to it'
        )
        return Fault(
            path=site.content / LEDGER,
            message=f"{one.path} was the address of the page {id_.removeprefix('page:')}, and there is no "
            f"such page any more. {mend}; when it is gone on purpose, list {id_} in content/withdrawn.txt.",
        )
    return Fault(
        path=site.content / LEDGER,
        message=f"{one.path} was the address of {id_}, and nothing public has that id any more: feed "
        "readers would show a post twice, and links would break. Bring it back (git pull does, when it "
        "was published from another machine), give the post its old Guid:, or, when it is gone on "
        "purpose, list the id in content/withdrawn.txt.",
    )


def _put_away(one: Known, id_: str, owner: Written) -> Fault:
    is_draft = owner.status == "draft"
    state = "is a draft now" if is_draft else "is not in the site now: is its Date: in the future?"
    mend = "; take out its Status:" if is_draft else " Mend that"
    return Fault(
        path=owner.front.path,
        message=f"it was public at {one.path}, and {state}{mend}, or, when it is put away on purpose, "
        f"list its id, {id_}, in content/withdrawn.txt.",
    )


def _lost_address(one: Known, site: Site) -> Fault:
    return Fault(
        path=site.content / LEDGER,
        message=f"{one.path} was an address of this site, and nothing answers there any more; write a "
        f'line "{one.path} /where/it/is/now" into content/{REDIRECTS}.',
    )


def ids_of(site: Site) -> frozenset[str]:
    """Give the ids of the site and of everything its content has; whether it is public `check` tells."""
    seen = {id_ for id_, one in _written(site).items() if one.status in {"published", "hidden"}}
    return frozenset(seen | _others(site))


def _written(site: Site) -> dict[str, Written]:
    """Give what has each id, whether or not it is public now."""
    pages = {one.id or f"page:{one.front.path.stem}": one for one in read_pages(site)}
    return {**pages, **{post.id: post for post in read_posts(site)}}


def _others(site: Site) -> frozenset[str]:
    """Give the ids of the site and of its digests."""
    digests = {front.get("guid") for front in read_folders(site.content, ["digests"])}
    return frozenset({site.settings["SITE_ID"]} | digests)


def _is_built(owner: Written, output: Path) -> bool:
    """Whether the site has it; of an address by a pattern of the author's own nothing is known."""
    is_public = owner.status in {"published", "hidden"}
    return is_public and (not owner.address or is_file(output / owner.address))


def _rules(output: Path) -> tuple[Rule, ...]:
    path = output / RULES
    return parse_rules(read_text(path)) if is_file(path) else ()


def _has(output: Path, path: str) -> bool:
    """Whether a static host has a file for a decoded path."""
    below = path.lstrip("/")
    is_named = bool(below) and not below.endswith("/")
    return (is_named and is_file(output / below)) or is_file(output / below / "index.html")


def _has_place(output: Path, new: str, ids: Callable[[Path], Collection[str]]) -> bool:
    """Whether the page that a rule leads to has the place it names, if it names one."""
    parts = urlsplit(new)
    file = output / unquote(parts.path).lstrip("/")
    page = file if is_file(file) else file / "index.html"
    return page.suffix != ".html" or not parts.fragment or unquote(parts.fragment) in ids(page)


def _hides_page(rule: Rule, output: Path) -> bool:
    """Whether a file lies at the old address that does not lead on itself."""
    path = rule.old.lstrip("/")
    files = [file for file in (output / path, output / path / "index.html") if is_file(file)]
    return not all(map(leads_on, files))
