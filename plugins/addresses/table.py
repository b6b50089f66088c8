"""The one table of redirects: what the author states, what the ledger knows, what old blogs answered to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from plugins.addresses.model import Rule
from plugins.addresses.rule_book import catches
from plugins.addresses.written import key_of

_MOST_STEPS = 20


def build_table(groups: Iterable[Iterable[Rule]], taken: Collection[str]) -> tuple[Rule, ...]:
    """Give the rules of all groups, those of earlier ones first, none twice and none over a page.

    `taken` are the files of the site, as paths below it. What leads to an address that leads on itself
    leads to its end at once; what leads round in a circle is left out. Rules that want a parameter
    come first, then those for one address, then patterns.
    """
    pages = {key_of(f"/{file}") for file in taken}
    in_order = sorted(pages)
    found: dict[tuple[str, tuple[str, str] | None, bool], Rule] = {}
    for rule in (rule for group in groups for rule in group):
        if _is_free(rule, pages, in_order):
            found.setdefault((key_of(rule.old), rule.query, rule.is_pattern), rule)
    exact = {rule.old: rule for rule in found.values() if not rule.is_pattern and not rule.query}
    straight = (_straight(rule, exact) for rule in found.values())
    return tuple(sorted((rule for rule in straight if rule), key=_order))


def _is_free(rule: Rule, pages: Collection[str], in_order: Sequence[str]) -> bool:
    """Whether no page of the site lies where the rule answers; what wants a parameter may."""
    if rule.query:
        return True
    if rule.is_pattern:
        return not catches(rule, in_order)
    return key_of(rule.old) not in pages


def _straight(rule: Rule, exact: Mapping[str, Rule]) -> Rule | None:
    """Give the rule with the end of its way as target; None when it has no end."""
    new = rule.new
    for _step in range(_MOST_STEPS):
        after = exact.get(key_of(unquote(urlsplit(new).path)))
        if not after:
            return rule if new == rule.new else replace(rule, new=new)
        new = after.new
    return None


def _order(rule: Rule) -> tuple[bool, bool, bool]:
    """Give what sorts rules; those alike stay as they came."""
    is_any = rule.query is not None and rule.query[1] == "*"
    return rule.is_pattern, rule.query is None, is_any
