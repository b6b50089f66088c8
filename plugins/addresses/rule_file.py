"""The table of redirects as a file of the built site: what `check` and others read instead of servers' forms."""

import json
from collections.abc import Iterable
from typing import Any

from plugins.addresses.model import Rule
from plugins.shared.errors import BadContent

RULES = "_servers/redirects.json"
_WANTED = "delete it and build the site once more"


def format_rules(rules: Iterable[Rule]) -> str:
    """Give the rules as JSON, in their order and one on each line."""
    rows = [json.dumps(_row(rule), sort_keys=True) for rule in rules]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"


def _row(rule: Rule) -> dict[str, Any]:
    row: dict[str, Any] = {"old": rule.old, "new": rule.new}
    if rule.query:
        row["query"] = list(rule.query)
    if rule.is_pattern:
        row["is_pattern"] = True
    if rule.source:
        row["source"] = rule.source
    return row


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Read what format_rules wrote. Raises BadContent."""
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise BadContent(f"{RULES} is no JSON ({error}); {_WANTED}.") from error
    if not isinstance(rows, list):
        raise BadContent(f"{RULES} holds no list of redirects; {_WANTED}.")
    return tuple(_rule(row, number) for number, row in enumerate(rows, start=1))


def _rule(row: Any, number: int) -> Rule:
    try:
        name, value = row.get("query") or ("", "")
        rule = Rule(
            old=row["old"],
            new=row["new"],
            query=(name, value) if name else None,
            is_pattern=row.get("is_pattern", False),
            source=row.get("source", ""),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadContent(f"{RULES}: entry {number} is no redirect; {_WANTED}.") from error
    texts = (rule.old, rule.new, rule.source, name, value)
    if not all(isinstance(text, str) for text in texts) or not isinstance(rule.is_pattern, bool):
        raise BadContent(f"{RULES}: entry {number} is no redirect; {_WANTED}.")
    return rule
