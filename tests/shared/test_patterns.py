"""Patterns that are compiled when they are first used."""

import re

import pytest

from plugins.shared.patterns import late_pattern


def test_it_does_what_a_pattern_does():
    late, pattern = late_pattern(r"(?P<word>[a-z]+)", re.IGNORECASE), re.compile(r"(?i)[a-z]+")

    assert late.findall("One two") == pattern.findall("One two")
    assert late.sub("x", "One two") == "x x"
    assert late.fullmatch("One")["word"] == "One"
    assert late_pattern(rb"\d+").search(b"a1")[0] == b"1"


def test_nothing_is_compiled_before():
    late = late_pattern("(")

    with pytest.raises(re.error):
        late.search("")
