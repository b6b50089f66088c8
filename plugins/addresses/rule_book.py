"""Which rule answers a request: the meaning of Rule, as every server's form has it. Pure."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from plugins.addresses.forms.regexes import NAME
from plugins.addresses.model import Rule
from plugins.addresses.written import key_of

_SEGMENT = "[A-Za-z0-9._~-]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The rule that answers, and where it leads: from "/" on as in a link, perhaps with a fragment."""

    rule: Rule
    new: str


class RuleBook:
    """Rules that are looked up many times, in their order."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Sort them by how they are found."""
        self._exact: dict[str, list[tuple[int, Rule]]] = defaultdict(list)
        self._patterns: list[tuple[int, Rule, re.Pattern[str]]] = []
        for number, rule in enumerate(rules):
            if rule.is_pattern:
                self._patterns.append((number, rule, pattern_of(rule)))
            else:
                self._exact[key_of(rule.old)].append((number, rule))

    def find(self, path: str, query: Mapping[str, Sequence[str]]) -> Match | None:
        """Give the first rule for a decoded path from "/" on, and the values of each parameter."""
        found = [*self._exact_ones(path, query), *self._pattern_ones(path, query)]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _exact_ones(
        self, path: str, query: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[int, Match]]:
        for number, rule in self._exact.get(key_of(path), ()):
            if _has_query(rule, query):
                yield number, Match(rule=rule, new=rule.new)
                return

    def _pattern_ones(
        self, path: str, query: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[int, Match]]:
        for number, rule, pattern in self._patterns:
            found = pattern.fullmatch(path) if _has_query(rule, query) else None
            if found:
                yield number, Match(rule=rule, new=_filled(rule.new, found.groupdict()))
                return


def pattern_of(rule: Rule) -> re.Pattern[str]:
    """Give what the decoded path of a request has to be for a pattern to answer."""
    old, rest = rule.old.rstrip("/"), "/?"
    if rule.old.endswith("*"):
        whole = rule.old[:-1]
        old, rest = whole.rstrip("/"), "(?:/.*)?" if whole.endswith("/") else ".*"
    parts = (
        f"(?P<{part[1:]}>{_SEGMENT})" if NAME.fullmatch(part) else re.escape(part)
        for part in old.split("/")
    )
    return re.compile("/".join(parts) + rest, re.DOTALL)


def catches(rule: Rule, paths: Sequence[str]) -> bool:
    """Whether a pattern answers for any of the decoded `paths`, which are sorted."""
    # Only those that begin as it does are tried: a blog may have a pattern for each of its posts.
    beginning = re.split(r"/:|\*", rule.old, maxsplit=1)[0].rstrip("/")
    pattern = pattern_of(rule)
    for path in paths[bisect_left(paths, beginning) :]:
        if not path.startswith(beginning):
            return False
        if pattern.fullmatch(path):
            return True
    return False


def _filled(new: str, values: Mapping[str, str]) -> str:
    return NAME.sub(lambda match: quote(values.get(match[1], match[0]), safe=":"), new)


def _has_query(rule: Rule, query: Mapping[str, Sequence[str]]) -> bool:
    if rule.query is None:
        return True
    name, value = rule.query
    return name in query if value == "*" else value in query.get(name, ())
