"""What inline patterns are said to need, they need; what is searched quicker is found the same."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from markdown import Markdown
from speed.markdown.nasty_texts import EVERYTHING, SETTINGS, TEXTS

from plugins.speed.markdown.needs import NEEDS, find_all, find_need, find_search
from plugins.speed.markdown.quickening import all_processors

ALPHABET = "\"'`\\[]()!<>&;*_^-–—. \n\t\r{\x02\x03asnbpmd@/?:8021é{#x="
texts = some.text(ALPHABET, max_size=25) | some.sampled_from(TEXTS) | some.text(max_size=10)


def patterns():
    """Give all inline patterns that Markdown's own extensions register, by their expressions."""
    found = {}
    for options in SETTINGS.values():
        converter = Markdown(**options)
        smarty = [
            tree.inlinePatterns
            for tree in all_processors(converter)
            if hasattr(tree, "inlinePatterns")
        ]
        for registry in smarty:
            found |= {pattern.compiled_re.pattern: pattern for pattern in registry}
    return found


PATTERNS = patterns()


def test_all_own_patterns_are_known():
    assert set(PATTERNS) == set(NEEDS)
    assert len(EVERYTHING) > 10


@pytest.mark.parametrize("expression", sorted(NEEDS))
def test_no_match_without_a_mark_and_no_match_missed(expression):
    pattern = PATTERNS[expression]
    search, all_of = find_search(pattern), find_all(pattern)
    compiled = re.compile(expression, re.DOTALL)

    @settings(max_examples=60, deadline=None)
    @given(texts, some.integers(0, 12))
    def compare(text, start):
        expected = [match.span() for match in compiled.finditer(text, start)]
        found = search(text, start)

        assert [match.span() for match in all_of(text, start)] == expected
        assert ([found.span()] if found else []) == expected[:1]
        assert not expected or any(mark in text for mark in find_need(pattern))
        if found:
            assert found.groups() == compiled.search(text, start).groups()

    compare()
