"""A watched list is a list in everything, and notes what a page asks of it."""

import operator
import pickle
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Tag

from plugins.speed.lists import WatchedList, is_worth_watching, outcome, watch_list
from plugins.speed.recording import Facts, Reads, noting
from plugins.speed.values import tell

ITEMS = st.lists(st.integers(0, 3), max_size=6)
PLACES = st.integers(-7, 7)
BOUNDS = st.none() | PLACES
SLICES = st.builds(slice, BOUNDS, BOUNDS, BOUNDS.filter(lambda step: step != 0))


few = settings(max_examples=25)


def attempt(function, *given):
    """Give what a function does: its result, or the class of its error."""
    try:
        found = function(*given)
    except (TypeError, ValueError, IndexError) as error:
        return type(error)
    return type(found), list(found) if isinstance(found, WatchedList) else found


ASKING = {
    "len": len,
    "bool": bool,
    "list": list,
    "tuple": tuple,
    "sorted": sorted,
    "sum": sum,
    "max": max,
    "reversed": lambda items: list(reversed(items)),
    "enumerate": lambda items: list(enumerate(items)),
    "zip": lambda items: list(zip(items, items[1:] * 2, strict=False)),
    "unpacked": lambda items: [*items],
    "given on": lambda items: max(0, *items),
    "join": lambda items: "".join(map(str, items)),
    "repr": repr,
    "str": str,
    "format": lambda items: f"{items}",
    "copy": lambda items: items.copy(),
    "counted": Counter,
    "hash": hash,
    "set": set,
    "pickled": lambda items: list(pickle.loads(pickle.dumps(items))),
}
TWO = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
}
ONE = {
    "in": lambda items, one: one in items,
    "index": lambda items, one: items.index(one),
    "index from": lambda items, one: items.index(one, 1, 5),
    "count": lambda items, one: items.count(one),
    "item": lambda items, one: items[one],
    "*": lambda items, one: items * one,
    "* from the left": lambda items, one: one * items,
}
CHANGING = {
    "append": lambda items: items.append(9),
    "extend": lambda items: items.extend([8, 9]),
    "insert": lambda items: items.insert(1, 9),
    "pop": lambda items: items.pop(),
    "remove": lambda items: items.remove(1),
    "clear": lambda items: items.clear(),
    "sort": lambda items: items.sort(key=lambda one: -one),
    "reverse": lambda items: items.reverse(),
    "set": lambda items: operator.setitem(items, 0, 9),
    "set some": lambda items: operator.setitem(items, slice(1, 3), [7, 8, 9]),
    "delete": lambda items: operator.delitem(items, 0),
    "+=": lambda items: operator.iadd(items, (8, 9)) is items,
    "*=": lambda items: operator.imul(items, 2) is items,
}


def watched_reads(items, function, *given, is_own: bool = False):
    """Give what a function does with a watched list, and what was noted."""
    watched = WatchedList(items, "articles", is_own=is_own)
    reads = Reads(Facts(), {}, {})
    with noting(reads):
        found = attempt(function, watched, *given)
    return found, reads, watched


def assert_found_again(reads, items) -> None:
    """What is noted has the same value when it is looked up in the list itself."""
    for names in reads.shared.values():
        for name in names:
            told = reads.facts.fresh["list articles", name]
            assert told == tell(outcome(list(items), name))


@pytest.mark.parametrize("name", ASKING)
@few
@given(items=ITEMS)
def test_it_answers_as_a_list_and_notes_that_it_was_asked(name, items):
    found, reads, _watched = watched_reads(items, ASKING[name])

    assert found == attempt(ASKING[name], items)
    assert reads.shared.keys() == (set() if name == "hash" else {"list articles"})
    assert_found_again(reads, items)


@pytest.mark.parametrize("name", TWO)
@few
@given(items=ITEMS, other=ITEMS)
def test_with_another_list_it_does_as_a_list(name, items, other):
    work = TWO[name]
    wanted = attempt(work, items, other)

    assert watched_reads(items, work, other)[0] == wanted
    assert watched_reads(items, work, WatchedList(other, "dates"))[0] == wanted
    found, reads, _watched = watched_reads(other, lambda mine: work(list(items), mine))
    assert found == wanted
    assert "all" in reads.shared["list articles"]
    for wrong in ((1, 2), 5, None):
        assert attempt(work, WatchedList(items, "a"), wrong) == attempt(work, items, wrong)
        assert attempt(work, wrong, WatchedList(items, "a")) == attempt(work, wrong, items)


@pytest.mark.parametrize("name", ONE)
@few
@given(items=ITEMS, one=PLACES | SLICES | st.sampled_from(["a", None, 1.5, True]))
def test_asked_for_one_thing_it_answers_as_a_list(name, items, one):
    found, reads, _watched = watched_reads(items, ONE[name], one)

    assert found == attempt(ONE[name], items, one)
    assert_found_again(reads, items)


@pytest.mark.parametrize("name", CHANGING)
@few
@given(items=ITEMS)
def test_it_is_changed_as_a_list_and_then_nobody_can_tell(name, items):
    plain = list(items)
    wanted = attempt(CHANGING[name], plain)

    found, reads, watched = watched_reads(items, CHANGING[name])

    assert found == wanted
    assert list(watched) == plain
    assert reads.reason


@pytest.mark.parametrize(
    ("work", "noted"),
    [
        pytest.param(len, {"length"}, id="how many"),
        pytest.param(bool, {"is any"}, id="whether any"),
        pytest.param(lambda items: items[0], {("item", 0)}, id="the first"),
        pytest.param(lambda items: items[True], {("item", 1)}, id="a place that is a claim"),
        pytest.param(lambda items: items[:5], {("part", None, 5, None)}, id="some"),
        pytest.param(lambda items: next(iter(items)), {"all"}, id="each"),
        pytest.param(lambda items: 2 in items, {"all"}, id="whether it is there"),
    ],
)
def test_it_notes_no_more_than_what_was_asked(work, noted):
    _found, reads, _watched = watched_reads([1, 2, 3], work)

    assert reads.shared == {"list articles": noted}


@few
@given(before=ITEMS, after=ITEMS, work=st.sampled_from([*ASKING.values()]), place=PLACES | SLICES)
def test_while_what_was_noted_stands_the_answers_stand(before, after, work, place):
    def ask(items):
        return attempt(work, items), attempt(operator.getitem, items, place)

    _found, reads, _watched = watched_reads(before, ask)
    noted = reads.facts.fresh

    if all(tell(outcome(after, name)) == text for (_key, name), text in noted.items()):
        assert ask(after) == ask(before)


def test_nothing_is_noted_when_nobody_listens_and_own_lists_are_noted_apart():
    assert len(WatchedList([1], "articles")) == 1

    _found, reads, _watched = watched_reads([1, 2], len, is_own=True)

    assert (reads.shared, reads.own) == ({}, {("list articles", "length"): "2"})


@pytest.fixture(scope="module")
def posts():
    """Three posts."""
    return [
        Article(
            "", {"title": slug, "slug": slug}, settings=DEFAULT_CONFIG, source_path=f"{slug}.md"
        )
        for slug in "abc"
    ]


def test_whether_a_post_is_in_it_is_a_question_of_its_own(posts):
    _found, reads, _watched = watched_reads(posts[:2], lambda items: posts[2] in items)

    ((_key, names),) = reads.shared.items()
    ((kind, _post),) = names
    assert kind == "has"
    assert_found_again(reads, posts[:2])
    assert outcome(posts[:2], next(iter(names))) is False
    assert outcome(posts, next(iter(names))) is True


def test_the_posts_of_a_tag_are_a_list_of_their_own(posts):
    tags = [(Tag("sea", DEFAULT_CONFIG), posts[:2]), (Tag("city", DEFAULT_CONFIG), posts)]
    watched = watch_list(tags, "tags")
    reads = Reads(Facts(), {}, {})

    with noting(reads):
        assert [(str(tag), len(some)) for tag, some in watched] == [("sea", 2), ("city", 3)]

    assert reads.shared == {
        "list tags": {"all"},
        "list tags Tag('sea','sea')": {"length"},
        "list tags Tag('city','city')": {"length"},
    }


def test_what_a_post_in_it_is_asked_is_noted_too(posts):
    (watched,) = watch_list(posts[:1], "articles")
    reads = Reads(Facts(), {}, {})

    with noting(reads):
        assert watched.title == "a"

    assert list(reads.shared.values()) == [{"title"}]


@pytest.mark.parametrize(
    ("value", "is_worth"),
    [([], True), ([1], False), ((), False), ("text", False), ([SimpleNamespace()], False)],
)
def test_only_lists_of_posts_or_of_tags_with_theirs_are_watched(posts, value, is_worth):
    assert is_worth_watching(value) == is_worth
    assert is_worth_watching(posts)
    assert is_worth_watching([(Tag("sea", DEFAULT_CONFIG), posts)])
