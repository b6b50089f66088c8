"""What of a table can be told to a server."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plugins.addresses.forms.every import format_all
from plugins.addresses.forms.nginx import format_nginx
from plugins.addresses.forms.regexes import in_bytes, in_characters, path_regex, request_regex
from plugins.addresses.forms.usable import link_of, usable_rules
from plugins.addresses.model import Rule, Served


@pytest.mark.parametrize(
    "rule",
    [
        Rule(old="/a\n", new="/b"),
        Rule(old="/a", new="/b\r\nSet-Cookie: x"),
        Rule(old="/a\0", new="/b"),
        Rule(old="/a\ud800", new="/b"),
        Rule(old="/a", query=("p\x7f", "*"), new="/b"),
        Rule(old="a", new="/b"),
        Rule(old="", new="/b"),
        Rule(old="/a", new="b"),
        Rule(old="/a", new="//evil.example/b"),
        Rule(old="/a", new="https://evil.example/b"),
        Rule(old="/a", new="/a/"),
        Rule(old="/é/", new="/%C3%A9#there"),
        Rule(old="/" + "é" * 500, new="/b"),
        Rule(old="/a", new="/" + "b" * 2_000),
        Rule(old="/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j", new="/:a", is_pattern=True),
    ],
)
def test_a_rule_that_no_server_can_follow_is_left_out(rule):
    assert usable_rules(Served(rules=(rule, Rule(old="/c", new="/d")))) == (
        Rule(old="/c", new="/d"),
    )


def test_of_two_rules_for_the_same_requests_the_first_is_told():
    rules = (
        Rule(old="/a", new="/first"),
        Rule(old="/a/", new="/second"),
        Rule(old="/a", query=("p", "1"), new="/third"),
        Rule(old="/:year/x", new="/fourth", is_pattern=True),
        Rule(old="/:month/x", new="/fifth", is_pattern=True),
    )

    assert [rule.new for rule in usable_rules(Served(rules=rules))] == [
        "/first",
        "/third",
        "/fourth",
    ]


def test_a_rule_leads_below_the_base():
    (rule,) = usable_rules(Served(base="/blog", rules=(Rule(old="/a", new="/b c/%C3%A9?#d"),)))

    assert (rule.old, rule.new) == ("/a", "/blog/b%20c/%C3%A9#d")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_link_has_nothing_but_what_may_stand_in_one(text):
    link = link_of(f"/{text}")

    assert re.fullmatch(r"(?:[A-Za-z0-9._~!&'()*+,;=:@?#/-]|%[0-9A-Fa-f]{2})+", link)
    assert link_of(link) == link


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_expression_has_nothing_a_configuration_could_read(text):
    rule = Rule(old=f"/{text}", query=(text, text), new="/")

    for regex in (request_regex(rule, in_bytes), path_regex(rule, in_bytes)):
        assert not set(regex) & set("\"'{}$#;`\n\r\t\0 ") - {" "}
        assert regex.isascii()
    assert not set(request_regex(rule, in_characters)) & set("\"'$#;`\n\r\t\0")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text())
def test_an_expression_is_for_its_own_path_alone(text, other):
    """Several slashes are one to a server before it looks at any expression."""
    old, asked = (re.sub("/+", "/", f"/{path}") for path in (text, other))
    assume(old != "/")
    regex = re.compile(path_regex(Rule(old=old, new="/"), in_bytes).replace(r"\z", r"\Z").encode())

    assert regex.match(old.encode())
    is_same = asked.rstrip("/") == old.rstrip("/")
    assert bool(regex.match(asked.encode("utf-8", "replace"))) == is_same


def test_two_sites_on_one_nginx_share_no_variable():
    names = [
        set(re.findall(r"\$\w*[a-z]\w*", "".join(format_nginx(site).values())))
        - {"$uri", "$args", "$status"}
        for site in (Served(), Served(rules=(Rule(old="/a", new="/$still_in_touch_new"),)))
    ]

    assert all(names)
    assert not names[0] & names[1]


def test_same_rules_same_bytes():
    served = Served(rules=(Rule(old="/a", new="/b"),), headers=(("X-A", "b"),), feeds=("/a.xml",))

    assert format_all(served) == format_all(served)
    assert sorted(format_all(served)) == [
        ".htaccess",
        "_headers",
        "_redirects",
        "_servers/Caddyfile",
        "_servers/nginx-http.conf",
        "_servers/nginx-server.conf",
    ]
