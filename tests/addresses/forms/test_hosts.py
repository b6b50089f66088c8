"""`_redirects` and `_headers`, read as each of the two hosts reads them."""

import re

import pytest

from plugins.addresses.forms.hosts import format_hosts, limits
from plugins.addresses.model import PageHeader, Rule, Served

RULES = (
    Rule(old="/", query=("p", "12"), new="/2010/08/lunch.html"),
    Rule(old="/", query=("author", "*"), new="/about/"),
    Rule(old="/archives/:year/*", new="/archive/#y:year", is_pattern=True),
    Rule(old="/search/label/Café & Bar's", new="/tags/cafe.html"),
    Rule(old="/search/label/*", new="/tags/star:1.html"),
    Rule(old="/search/label/:x", new="/tags/colon.html"),
    Rule(old="/search/label/C++", new="/tags/c.html"),
    Rule(old="/old.html", new="/2010/08/lunch.html"),
    Rule(old="/x", new="/x.html"),
)


def lines_of(served):
    lines = format_hosts(served)["_redirects"].splitlines()
    return [line for line in lines if not line.startswith("#")]


def on_cloudflare(served):
    """Give what the host takes: lines of two or three words; more and it passes over them, uncounted."""
    words = [line.split() for line in lines_of(served) if len(line) <= 1_000]
    return [(line[0], line[1]) for line in words if len(line) in {2, 3}]


def on_netlify(served):
    """Give (old, query, new) of the lines that count before files; a remark ends a line."""
    for line in lines_of(served):
        words = line.split(" #")[0].split()
        if words[-1] == "301!":
            yield words[0], " ".join(words[1:-2]), words[-2]


def test_netlify_has_a_line_for_each_rule_that_counts_before_files():
    assert list(on_netlify(Served(rules=RULES)))[:4] == [
        ("/", "p=12", "/2010/08/lunch.html"),
        ("/", "author=:any", "/about/"),
        ("/archives/:year/*", "", "/archive/#y:year"),
        ("/search/label/Caf%C3%A9%20%26%20Bar%27s", "", "/tags/cafe.html"),
    ]


@pytest.mark.parametrize(
    ("asked", "new"),
    [
        ("/search/label/Caf%C3%A9%20%26%20Bar%27s", "/tags/cafe.html"),
        ("/search/label/Caf%C3%A9%20&%20Bar's", "/tags/cafe.html"),
        ("/search/label/Caf%C3%A9%20&%20Bar's/", "/tags/cafe.html"),
        ("/search/label/%2A", "/tags/star%3A1.html"),
        ("/search/label/%3Ax", "/tags/colon.html"),
        ("/search/label/C++", "/tags/c.html"),
        ("/search/label/C%2B%2B/", "/tags/c.html"),
        ("/old.html", "/2010/08/lunch.html"),
        ("/archives/:year/*", "/archive/#y:year"),
    ],
)
def test_cloudflare_finds_an_address_as_it_is_written_in_a_request(asked, new):
    assert dict(on_cloudflare(Served(rules=RULES)))[asked] == new


def test_cloudflare_is_told_of_no_parameters_and_of_patterns_last():
    sources = [source for source, _new in on_cloudflare(Served(rules=RULES))]

    assert "/" not in sources
    assert [source for source in sources if re.search("[*:]", source)] == sources[-1:]


def test_cloudflare_is_not_led_round_where_it_leaves_out_html_by_itself():
    assert "/x" not in dict(on_cloudflare(Served(rules=RULES)))
    assert ("/x", "", "/x.html") in on_netlify(Served(rules=RULES))


def test_each_line_says_its_status_itself():
    """Without one Netlify takes 301, Cloudflare 302."""
    assert all(re.search(r" 301$| 301! # Netlify$", line) for line in lines_of(Served(rules=RULES)))


def test_a_site_in_a_folder_has_the_folder_on_both_sides():
    found = on_cloudflare(Served(base="/blog", rules=RULES))

    assert ("/blog/old.html", "/blog/2010/08/lunch.html") in found
    assert all(line.startswith("/blog") for pair in found for line in pair)


def test_no_header_is_set_twice_for_a_file():
    served = Served(
        headers=(("X-A", "b; c"), ("X-B", "d")),
        fingerprinted=("/theme/a:b.1a2b.css",),
        feeds=("/atom.xml", "/feed.json"),
    )

    assert format_hosts(served)["_headers"] == (
        "/*\n  X-A: b; c\n  X-B: d\n\n"
        "/theme/a%3Ab.1a2b.css\n  Cache-Control: public, max-age=31536000, immutable\n\n"
        "/atom.xml\n  Content-Type: application/xml; charset=utf-8\n\n"
        "/feed.json\n  Content-Type: application/feed+json\n"
    )


def test_what_one_page_may_do_stands_in_the_one_header_of_all():
    """Cloudflare would join two, and both would count; the policies in the pages rule the others."""
    own = PageHeader(path="/search/", name="X-A", value="b; c; d")
    served = Served(headers=(("X-A", "b; c"), ("X-B", "e")), page_headers=(own,))

    assert format_hosts(served)["_headers"] == "/*\n  X-A: b; c; d\n  X-B: e\n"


def test_what_fits_has_no_limits():
    assert limits(Served(rules=tuple(rule for rule in RULES if not rule.query))) == ()


def test_what_goes_beyond_a_host_is_said():
    served = Served(
        rules=(
            *RULES,
            *(Rule(old=f"/a/{number}", new="/") for number in range(5_001)),
            *(Rule(old=f"/b/{number}/*", new="/", is_pattern=True) for number in range(100)),
            Rule(old="/" + "x" * 900, new="/" + "y" * 900),
        ),
        headers=(("X-Long", "x" * 3_000),),
        feeds=tuple(f"/{number}.xml" for number in range(100)),
    )

    assert limits(served) == (
        "Cloudflare Pages is given 10,017 lines for old addresses, and reads 2,000.",
        "Cloudflare Pages is given 101 lines of patterns, and reads 100.",
        "Cloudflare Pages is given a redirect of 1,808 characters, and reads 1,000.",
        "Cloudflare Pages is given 2 old addresses such as /?p=12, and reads no parameters.",
        "Cloudflare Pages is given 101 rules for headers, and reads 100.",
        "Cloudflare Pages is given a header of 3,010 characters, and reads 2,000.",
    )
