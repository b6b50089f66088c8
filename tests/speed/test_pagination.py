"""Watched pages of a list give what Pelican's give, and note what was asked of them."""

from copy import deepcopy
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.paginator import Page, PaginationRule, Paginator
from pelican.settings import DEFAULT_CONFIG, configure_settings

from plugins.speed.changes import own_fact
from plugins.speed.pagination import WatchedPage, WatchedPaginator, name_pages, pages_of
from plugins.speed.recording import Facts, Reads, noting

PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
SETTINGS = configure_settings(deepcopy(DEFAULT_CONFIG) | {"PATH": "."}) | {
    "PAGINATION_PATTERNS": [PaginationRule(*one) for one in PATTERNS]
}
OF_PAGE = ["number", "name", "url", "save_as", "base_name", "full_name", "extension", "base_url"]
METHODS = [
    "has_next",
    "has_previous",
    "has_other_pages",
    "next_page_number",
    "previous_page_number",
    "start_index",
    "end_index",
]
OF_WHOLE = ["count", "num_pages", "page_range", "per_page", "orphans", "name", "url"]
SHAPES = st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 3))


def wholes(shape):
    """Give the whole of a list twice."""
    count, per_page, orphans = shape
    chosen = SETTINGS | {"DEFAULT_ORPHANS": orphans}
    given = "tag/sea.html", "tag/sea.html", list(range(count)), chosen, per_page
    return Paginator(*given), Paginator(*given)


def all_of(page) -> list[object]:
    """Give everything that a template may ask of a page."""
    own = [getattr(page, name) for name in OF_PAGE] + [getattr(page, name)() for name in METHODS]
    whole = [getattr(page.paginator, name) for name in OF_WHOLE]
    return [repr(page), *own, *whole, list(page.object_list)]


def reads_of(given, function):
    """Give what was noted while a template's variables were used."""
    name_pages(given)
    reads = Reads(Facts(), {}, given)
    with noting(reads):
        found = function(given)
    return found, reads


@given(shape=SHAPES)
@settings(max_examples=40)
def test_each_page_is_as_pelicans(shape):
    theirs, ours = wholes(shape)

    given = list(pages_of({"articles": ours}))

    assert len(given) == theirs.num_pages
    for number, one in enumerate(given, 1):
        page = one["articles_page"]
        wanted = all_of(theirs.page(number))
        assert all_of(page) == wanted
        found, reads = reads_of(one, lambda given: all_of(given["articles_page"]))
        assert found == wanted
        assert not reads.reason
    for before, after in pairwise(given):
        assert before["articles_next_page"].number == after["articles_page"].number
        assert after["articles_previous_page"].number == before["articles_page"].number
    assert given[0]["articles_previous_page"] is None
    assert given[-1]["articles_next_page"] is None


def fresh(shape, number: int = 1):
    """Give the variables of one page, as they come from Pelican."""
    given = list(pages_of({"articles": wholes(shape)[1]}))
    return given[min(number, len(given)) - 1]


@given(
    before=SHAPES,
    after=SHAPES,
    number=st.integers(1, 4),
    asked=st.lists(st.sampled_from(OF_PAGE + METHODS), max_size=4),
    asked_of_whole=st.lists(st.sampled_from(OF_WHOLE), max_size=2),
)
@settings(max_examples=60)
def test_while_what_was_noted_stands_the_answers_stand(
    before, after, number, asked, asked_of_whole
):
    def ask(given):
        page = given["articles_page"]
        found = [getattr(page, name) for name in asked]
        called = [one() if callable(one) else one for one in found]
        return called, [getattr(page.paginator, name) for name in asked_of_whole]

    answer, reads = reads_of(fresh(before, number), ask)
    assert reads.shared == {}

    later = fresh(after, number)
    if all(own_fact(later, key, name) == text for (key, name), text in reads.own.items()):
        assert ask(fresh(after, number)) == answer
    same = fresh(before, number)
    assert all(own_fact(same, key, name) == text for (key, name), text in reads.own.items())


@pytest.mark.parametrize(
    ("ask", "noted"),
    [
        pytest.param(lambda page: page.number, {("articles_page", "number")}, id="number"),
        pytest.param(lambda page: page.url, {("articles_page", "url")}, id="address"),
        pytest.param(
            lambda page: page.has_next(),
            {("articles_page", "number"), ("articles_page.paginator", "num_pages")},
            id="whether there is another",
        ),
        pytest.param(
            lambda page: len(page.object_list),
            {("list articles_page.object_list", "length")},
            id="how many there are on it",
        ),
        pytest.param(
            lambda page: page.paginator.count, {("articles_page.paginator", "count")}, id="in all"
        ),
    ],
)
def test_no_more_is_noted_than_what_was_asked(ask, noted):
    _found, reads = reads_of(fresh((12, 5, 0)), lambda given: ask(given["articles_page"]))

    assert reads.own.keys() == noted


def test_a_watched_page_is_a_page_and_others_have_theirs_as_they_were():
    given = fresh((12, 5, 0))
    before = dict(given)

    name_pages(given)

    assert isinstance(given["articles_page"], Page)
    assert type(given["articles_page"]) is WatchedPage
    assert type(given["articles_page"].paginator) is WatchedPaginator
    assert [type(one) for one in before.values()] == [Paginator, Page, type(None), Page]
    assert type(before["articles_page"].object_list) is list
