"""What goes with posts is the same with a memory and without one, whatever has happened to them."""

import marshal
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_subjects import START, speaking, subject

from plugins.reading import again, remembered
from plugins.reading.memory import Memory
from plugins.reading.neighbours import neighbours_of
from plugins.reading.related import find_related
from plugins.reading.remembered import find_with_memory

WORDS = ("alpha", "beech", "cedar", "daisy", "elder", "fern", "grape", "hazel")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
TAGS = st.sets(st.sampled_from("abcd"), max_size=3).map(sorted).map(tuple)
DAYS = st.integers(0, 60)


@st.composite
def posts(draw, number):
    """One post; its number is its file's name."""
    more = {
        "category": draw(st.sampled_from(["", "x", "y"])),
        "series": draw(st.sampled_from(["", "", "s"])),
    }
    place = (START + timedelta(draw(DAYS)), f"{number:05}.md")
    made = subject(
        0, text=draw(TEXTS), tags=" ".join(draw(TAGS)), is_published=draw(st.booleans()), **more
    )
    return made._replace(place=place)


@st.composite
def edits(draw, post):
    """The same post after an edit."""
    kind = draw(st.sampled_from(["text", "tags", "date", "status", "category", "series", "name"]))
    when, path = post.place
    if kind == "text":
        return speaking(post, draw(TEXTS))
    changed = {
        "tags": {"tags": draw(TAGS)},
        "date": {"place": (START + timedelta(draw(DAYS)), path)},
        "status": {"is_published": not post.is_published},
        "category": {"category": "z"},
        "series": {"series": "" if post.series else "s"},
        "name": {"place": (when, f"z{path}")},
    }
    return post._replace(**changed[kind])


@st.composite
def histories(draw):
    """A site again and again, a few posts having changed each time."""
    site = {number: draw(posts(number)) for number in range(draw(st.integers(0, 45)))}
    sites = [[*site.values()]]
    for step in range(draw(st.integers(1, 6))):
        for _ in range(draw(st.integers(0, 3))):
            number = draw(st.sampled_from([*site, -1]))
            if number < 0:
                site[1_000 + 10 * step + len(site)] = draw(posts(1_000 + 10 * step + len(site)))
            elif draw(st.integers(0, 3)):
                site[number] = draw(edits(site[number]))
            else:
                del site[number]
        sites.append([*site.values()])
    return sites


def with_neighbours(site):
    """Posts that know which ones are beside them."""
    places = sorted(one.place for one in site if one.is_published)
    return [one._replace(apart=neighbours_of(one.place, places)) for one in site]


@given(histories())
@settings(max_examples=60)
def test_a_memory_changes_nothing_whatever_happens_to_posts(sites):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembered, "_FEW", 1)  # nothing is too much to be brought up to date
        memory = {}
        for site in map(with_neighbours, sites):
            found, memory = find_with_memory(site, memory)

            assert found == find_related(site)


def telling(day):
    """Three words that every eleventh post has."""
    return " ".join(f"{word}{chr(97 + day % 11)}" for word in WORDS[:3])


def some(number=80):
    return with_neighbours([subject(day, tags="a", text=telling(day)) for day in range(number)])


def brought_up_to_date(monkeypatch):
    """The numbers of the changes that a memory was brought up to date with, as they come."""
    sizes = []
    update = remembered.bring_up_to_date
    monkeypatch.setattr(
        remembered,
        "bring_up_to_date",
        lambda memory, news: sizes.append(news.size) or update(memory, news),
    )
    return sizes


def test_after_an_edit_few_posts_are_asked_what_they_say(monkeypatch):
    sizes = brought_up_to_date(monkeypatch)
    site = some(400)
    _found, memory = find_with_memory(site, {})
    silent = [one._replace(post=None) for one in site]
    around = range(200 - 2 * 12, 200 + 2 * 12 + 1)
    edited = [one if day in around else silent[day] for day, one in enumerate(site)]
    edited[200] = speaking(site[200], telling(201))

    found, _memory = find_with_memory(edited, memory)

    site[200] = edited[200]
    assert sizes == [1]
    assert found == find_related(site)


def test_where_nothing_has_changed_the_memory_stays_as_it_is():
    site = some()
    found, memory = find_with_memory(site, {})

    assert find_with_memory([one._replace(post=None) for one in site], memory) == (found, memory)


@pytest.mark.parametrize("damage", [None, b"", b"x", marshal.dumps(()), marshal.dumps(7)])
@pytest.mark.parametrize("part", ["lengths", "paths 0", "order 0", "sought 1"])
def test_what_is_no_memory_is_none(part, damage):
    site = some()
    right = find_with_memory(site, {})
    wrong = {**right[1], part: damage}
    if damage is None:
        del wrong[part]

    assert find_with_memory(site, wrong) == right


def test_of_most_parts_nothing_changes_with_an_edit():
    site = some(600)
    _found, before = find_with_memory(site, {})
    site[300] = speaking(site[300], telling(305))

    _found, now = find_with_memory(site, before)

    changed = [name for name in now if now[name] != before.get(name)]
    assert 0 < len(changed) < len(now) / 4


def test_numbers_of_removed_posts_are_used_again():
    site = some()
    _found, memory = find_with_memory(site, {})

    for day in range(40):
        site = with_neighbours([*site[1:], subject(1_000 + day, tags="a", text="fern")])
        found, memory = find_with_memory(site, memory)
        assert found == find_related(site)

    assert len(Memory.parse(memory).paths) <= 80 + 2


@pytest.mark.parametrize("part", ["found", "sought", "shelves", "names"])
def test_control_a_memory_that_is_wrong_gives_wrong_answers(part):
    """Else the law above could not find out that something is remembered wrongly."""
    site = some()
    _found, memory = find_with_memory(site, {})
    known = Memory.parse(memory)
    first, *rest = getattr(known, part)
    edited = [*site]
    edited[40] = speaking(site[40], telling(41))._replace(tags=("a", "b"))

    try:
        found, _memory = find_with_memory(edited, replace(known, **{part: [*rest, first]}).dump())
    except (IndexError, KeyError, ValueError):
        return

    assert found != find_related(edited)


def test_a_post_is_looked_at_again_only_near_a_change(monkeypatch):
    looked = []
    site = some(600)
    _found, memory = find_with_memory(site, {})
    choose = again.choose
    monkeypatch.setattr(
        again,
        "choose",
        lambda number, *rest, **more: looked.append(number) or choose(number, *rest, **more),
    )
    site[300] = speaking(site[300], telling(305))
    find_with_memory(site, memory)

    assert 0 < len(looked) < 120
