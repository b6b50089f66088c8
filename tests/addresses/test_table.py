"""The one table that all servers' forms are made of."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.model import Rule
from plugins.addresses.table import build_table
from plugins.addresses.written import key_of


def table(*groups, taken=()):
    return [(rule.old, rule.new) for rule in build_table(groups, taken)]


def test_the_author_has_the_first_word():
    assert table([Rule(old="/a", new="/mine")], [Rule(old="/a", new="/theirs")]) == [
        ("/a", "/mine")
    ]


def test_no_rule_lies_over_a_page():
    rules = [Rule(old="/about", new="/x"), Rule(old="/a.html", new="/x"), Rule(old="/b", new="/x")]

    assert table(rules, taken={"about/index.html", "a.html"}) == [("/b", "/x")]


def test_no_pattern_lies_over_a_page():
    rules = [
        Rule(old="/a/*", new="/x", is_pattern=True),
        Rule(old="/b/:name", new="/x", is_pattern=True),
        Rule(old="/c/*", new="/x", is_pattern=True),
    ]

    assert table(rules, taken={"a/hidden.html", "b/one/index.html"}) == [("/c/*", "/x")]


def test_a_query_may_be_asked_of_a_page_that_is_there():
    assert table([Rule(old="/", new="/x", query=("p", "1"))], taken={"index.html"}) == [("/", "/x")]


def test_a_way_of_several_steps_is_made_straight():
    rules = [Rule(old="/a", new="/b/"), Rule(old="/b", new="/c#x")]

    assert table(rules) == [("/a", "/c#x"), ("/b", "/c#x")]


def test_a_circle_is_left_out_and_the_rest_stays():
    rules = [Rule(old="/a", new="/b"), Rule(old="/b", new="/a"), Rule(old="/c", new="/d")]

    assert table(rules) == [("/c", "/d")]


def test_queries_come_first_then_addresses_then_patterns():
    rules = [
        Rule(old="/x/*", new="/1", is_pattern=True),
        Rule(old="/y", new="/2"),
        Rule(old="/y", new="/3", query=("p", "*")),
        Rule(old="/y", new="/4", query=("p", "1")),
    ]

    assert [new for _old, new in table(rules)] == ["/4", "/3", "/2", "/1"]


paths = st.sampled_from(["/a", "/b", "/c", "/d", "/e", "/f"])


@given(st.lists(st.builds(Rule, old=paths, new=paths)), st.sets(paths))
def test_what_is_in_the_table_ends_at_once_and_never_on_itself(rules, taken):
    found = build_table([rules], {path[1:] for path in taken})

    olds = {key_of(rule.old) for rule in found}
    assert len(olds) == len(found)
    assert not any(key_of(rule.new) in olds for rule in found)
    assert not olds & taken
