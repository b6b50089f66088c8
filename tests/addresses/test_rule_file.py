import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.model import Rule
from plugins.addresses.rule_file import format_rules, parse_rules
from plugins.shared.errors import BadContent

TEXT = st.text(max_size=20)
RULES = st.builds(
    Rule,
    old=TEXT,
    new=TEXT,
    query=st.none() | st.tuples(TEXT.filter(bool), TEXT),
    is_pattern=st.booleans(),
    source=TEXT,
)


@given(st.lists(RULES, max_size=5))
def test_what_is_written_is_read_back(rules):
    assert parse_rules(format_rules(rules)) == tuple(rules)


@given(st.lists(RULES, max_size=5))
def test_each_rule_has_one_line_of_plain_letters(rules):
    text = format_rules(rules)

    assert text.isascii()
    assert len(text.splitlines()) == (len(rules) + 2 if rules else 1)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '[{"old": "/x"}]', '[{"old": 1, "new": "/"}]', '[{"old": "/", "new": "/", "query": "abc"}]',
     '[{"old": "/", "new": "/", "query": ["a", 1]}]', '[{"old": "/", "new": "/", "is_pattern": "yes"}]'],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(text):
    with pytest.raises(BadContent, match=r"redirects\.json.*build the site once more\.$"):
        parse_rules(text)
