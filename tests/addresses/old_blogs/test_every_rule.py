"""What holds for the rules of any site, however unlucky its addresses are."""

from urllib.parse import unquote, urlsplit

from hypothesis import given, settings
from old_places import FILES, files_of, sites

from plugins.addresses.old_blogs.every import old_blog_rules
from plugins.addresses.rule_book import RuleBook


def requests_for(site):
    """Give every path a reader of the site itself asks for."""
    for place in site.places:
        yield from (f"/{unquote(place.path)}", f"/{place.file}", f"/{unquote(place.feed)}")
    yield from (f"/{file}" for file in FILES)
    yield from ("/", "/archive/", "/subscribe/")


@settings(max_examples=150, deadline=None)
@given(sites())
def test_no_rule_stands_over_anything_the_site_has(site):
    book = RuleBook(old_blog_rules(site))

    assert [path for path in requests_for(site) if book.find(path, {})] == []


@settings(max_examples=60, deadline=None)
@given(sites())
def test_every_rule_for_one_address_leads_to_a_file(site):
    files = files_of(site)

    for rule in old_blog_rules(site):
        target = unquote(urlsplit(rule.new).path).lstrip("/")
        if not rule.is_pattern:
            assert {target, f"{target.rstrip('/')}/index.html".lstrip("/")} & files


@settings(max_examples=60, deadline=None)
@given(sites())
def test_the_same_site_has_the_same_rules_and_none_twice(site):
    rules = old_blog_rules(site)

    assert rules == old_blog_rules(site)
    assert len(set(rules)) == len(rules)
