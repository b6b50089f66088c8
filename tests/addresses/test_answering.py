import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.answering import Way, find_answer
from plugins.addresses.forms.regexes import in_characters, path_regex
from plugins.addresses.model import Rule
from plugins.addresses.rule_book import RuleBook, catches, pattern_of

FILES = {
    "index.html",
    "2010/08/lunch.html",
    "about/index.html",
    "atom.xml",
    "é x.html",
    "tags/a.html",
}
IDS = {"2010/08/lunch.html": {"c12"}}
RULES = (
    Rule(old="/", new="/2010/08/lunch.html", query=("p", "12")),
    Rule(old="/", new="/about/", query=("p", "*")),
    Rule(old="/old", new="/about/#us"),
    Rule(old="/plain", new="/2010/08/lunch.html"),
    Rule(old="/tag/a", new="/tags/a.html"),
    Rule(old="/gone", new="/nowhere/"),
    Rule(old="/round", new="/about-round/"),
    Rule(old="/about-round", new="/round"),
    Rule(old="/:literal", new="/about/"),
    Rule(old="/tag/:name/page/:number", new="/tag/:name", is_pattern=True),
    Rule(old="/:year/:month/:post/comments", new="/:year/:month/:post.html", is_pattern=True),
    Rule(old="/search/*", new="/about/", is_pattern=True),
    Rule(old="/2010_*", new="/about/", is_pattern=True),
)
SAME, LED, HOST, NONE = Way.SAME, Way.RULE, Way.HOST, Way.NONE


def answer(url, base=""):
    return find_answer(url, RULES, FILES, lambda file: IDS.get(file, ()), base=base)


@pytest.mark.parametrize(
    ("url", "way", "file"),
    [
        ("http://o.example/2010/08/lunch.html", SAME, "2010/08/lunch.html"),
        ("HTTPS://O.Example/2010/08/lunch.html?m=1&utm_source=x", SAME, "2010/08/lunch.html"),
        ("/2010/08/lunch.html", SAME, "2010/08/lunch.html"),
        ("/%C3%A9%20x.html", SAME, "é x.html"),
        ("/é x.html", SAME, "é x.html"),
        ("http://o.example", SAME, "index.html"),
        ("/?m=1", SAME, "index.html"),
        ("/about", SAME, "about/index.html"),
        ("/about/", SAME, "about/index.html"),
        ("/about/index.html", SAME, "about/index.html"),
        ("http://o.example//2010//08/lunch.html", SAME, "2010/08/lunch.html"),
        ("/old/", LED, "about/index.html"),
        ("/old/index.html", LED, "about/index.html"),
        ("/old?x=1", LED, "about/index.html"),
        ("/?p=12", HOST, "2010/08/lunch.html"),
        ("/?x=1&p=12", HOST, "2010/08/lunch.html"),
        ("/?p=13", HOST, "about/index.html"),
        ("/?p", HOST, "about/index.html"),
        ("/?cat=3", NONE, ""),
        ("/?m=201008", NONE, ""),
        ("/tag/a/page/2/", HOST, "tags/a.html"),
        ("/tag/b/page/2/", NONE, ""),
        ("/2010/08/lunch/comments/", HOST, "2010/08/lunch.html"),
        ("/search", HOST, "about/index.html"),
        ("/search/label/a/b", HOST, "about/index.html"),
        ("/searching", NONE, ""),
        ("/2010_08_14_archive.html", HOST, "about/index.html"),
        ("/%3Aliteral", LED, "about/index.html"),
        ("/gone", NONE, ""),
        ("/round", NONE, ""),
        ("/2010/08/", NONE, ""),
        ("http://[::1", NONE, ""),
        ("/?next=http://o.example/about", SAME, "index.html"),
    ],
)  # fmt: skip
def test_an_old_address_answers_or_not(url, way, file):
    found = answer(url)

    assert (found.way, found.file) == (way, file)


@pytest.mark.parametrize(
    ("url", "fragment", "has"),
    [
        ("/2010/08/lunch.html?showComment=1#c12", "c12", True),
        ("/2010/08/lunch.html#c13", "c13", False),
        ("/plain#c12", "c12", True),
        ("/plain#c13", "c13", False),
        ("/old#c12", "us", False),
        ("/2010/08/lunch.html#comment-form", "comment-form", True),
        ("/2010/08/lunch.html#:~:text=x", ":~:text=x", True),
        ("/atom.xml#x", "x", True),
    ],
)
def test_a_place_on_a_page_is_looked_for_where_a_browser_ends(url, fragment, has):
    found = answer(url)

    assert (found.fragment, found.has_fragment) == (fragment, has)


@pytest.mark.parametrize(
    ("url", "file"),
    [("/blog/old", "about/index.html"), ("/blog", "index.html"), ("/old", "about/index.html")],
)
def test_a_site_in_a_folder_answers_below_it(url, file):
    assert answer(url, base="/blog").file == file


def test_every_step_is_told():
    assert answer("/tag/a/page/2/").steps == ("/tag/a", "/tags/a.html")
    assert answer("/round").steps[:2] == ("/about-round/", "/round")


def test_the_first_rule_that_fits_counts():
    pattern = Rule(old="/ol*", new="/about/", is_pattern=True)

    assert find_answer("/old", (pattern, *RULES), FILES, lambda _file: ()).way is HOST


PARTS = st.sampled_from(["a", "b.c", ":x", ":year", "2010", "é", "%", "+"])
OLDS = st.lists(PARTS, min_size=1, max_size=3, unique=True).map(lambda parts: "/" + "/".join(parts))
ENDS = st.sampled_from(["", "/*", "*"])


@given(OLDS, ENDS, st.lists(st.sampled_from(["a", "b.c", "2010", "é", "%", "x"]), max_size=4), st.sampled_from(["", "/"]))  # fmt: skip
def test_a_pattern_means_what_it_means_to_the_servers(old, end, parts, slash):
    rule = Rule(old=old + end, new="/", is_pattern=True)
    path = "/" + "/".join(parts) + slash
    servers = re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: re.escape(chr(int(m[1], 16))), path_regex(rule, in_characters))  # fmt: skip

    assert bool(pattern_of(rule).fullmatch(path)) == bool(
        re.match(servers.replace(r"\z", r"\Z"), path)
    )


@given(st.text(max_size=30))
def test_no_address_stops_the_search(url):
    book = RuleBook(RULES)

    assert find_answer(url, book, FILES, lambda _file: ()).url == url


def test_the_folder_a_site_lies_in_may_be_escaped():
    url = "https://ana.example/my%20blog/2010/08/lunch.html"

    assert answer(url, base="/my%20blog").file == "2010/08/lunch.html"


parts = st.sampled_from(["a", "b", ":x", ":y", "a.b", "*", "ä"])
olds = st.lists(parts, min_size=1, max_size=4, unique=True).map(lambda found: "/" + "/".join(found))
paths = st.lists(st.sampled_from(["a", "b", "a.b", "aa", "ä", ""]), max_size=4).map("/".join)


@given(olds, st.sets(paths.map("/{}".format)))
def test_a_pattern_catches_just_what_its_expression_matches(old, found):
    rule = Rule(old=old, new="/", is_pattern=True)

    expected = any(map(pattern_of(rule).fullmatch, found))
    assert catches(rule, sorted(found)) == expected
