"""What every page asks for when it is read to its end, and what the browser has to say to that."""

import re

import pytest
from visits import pages_of, visiting

REQUESTS = 2  # the page and its style sheet; the icon, which comes later, is the third
LIKE_THE_FIRST = re.compile(r"note-[2-9]|note-\d\d")
PICTURE = re.compile(r"\.(png|jpe?g|webp|svg)$")


@pytest.fixture(scope="module")
def visited(browser, full_site):
    found = {}
    with visiting(browser, full_site) as visit:
        for path in pages_of(full_site):
            if LIKE_THE_FIRST.search(path):
                continue
            visit.open(path).evaluate("scrollTo(0, document.body.scrollHeight)")
            found[path] = (tuple(visit.requests), tuple(visit.strangers), tuple(visit.said))
    assert len(found) > 30
    return found


def test_a_page_asks_for_little(visited):
    for path, (requests, _strangers, _said) in visited.items():
        needed = [one for one in requests if not PICTURE.search(one)]
        assert path == "search/" or len(needed) <= REQUESTS, (path, requests)


def test_no_page_asks_anything_of_strangers(visited):
    assert {path: told for path, (_, told, _) in visited.items() if told} == {}


def test_no_console_says_anything(visited):
    """Neither of the policy of what a page may load, nor of a file that is not there."""
    assert {path: said for path, (_, _, said) in visited.items() if said} == {}


@pytest.mark.parametrize("path", ["", "2026/06/arucha.html", "subscribe/", "search/"])
def test_no_console_says_anything_of_a_site_without_a_desk(browser, hebrew_site, path):
    with visiting(browser, hebrew_site) as visit:
        visit.open(path)
        assert visit.said == visit.strangers == []
