from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_subjects import speaking, subject

from plugins.reading import choosing, related
from plugins.reading.choosing import MOST_TAGS
from plugins.reading.related import AROUND, WINDOW, Table, find_related
from plugins.reading.said import LISTED, Said, words_said
from plugins.speed.workers import share_out

NOTES = "thermometer calibration laboratory"
FEW = 8


def found(subjects):
    """The days of what goes with each day."""
    return {
        int(path[:5]): [int(other[:5]) for other in others]
        for path, others in find_related(subjects).items()
    }


def test_nothing_goes_with_nothing():
    assert found([]) == {}
    assert found([subject(1, tags="a", text=NOTES)]) == {1: []}


def test_what_has_nothing_in_common_is_not_related():
    assert found([subject(1, tags="a"), subject(2, tags="b"), subject(3, category="c")]) == {
        1: [],
        2: [],
        3: [],
    }


def test_a_category_alone_relates_nothing():
    """It may be the one that a post has without saying so."""
    assert found([subject(1, category="notes"), subject(2, category="notes")]) == {1: [], 2: []}


def test_tags_count_more_than_words():
    posts = [subject(1, tags="a", text=NOTES), subject(2, text=NOTES), subject(3, tags="a")]

    assert found(posts)[1] == [3, 2]


def test_among_equal_tags_words_then_category_then_nearness_decide():
    words, category, near = (
        subject(40, tags="a", text=NOTES),
        subject(30, tags="a", category="c"),
        subject(20, tags="a"),
    )

    assert found([subject(10, tags="a", text=NOTES, category="c"), words, category, near])[10] == [
        40,
        30,
        20,
    ]


def test_three_at_most_are_given():
    assert all(
        len(others) == 3 for others in found([subject(n, tags="a") for n in range(9)]).values()
    )


def test_what_the_page_shows_anyway_is_not_given_again():
    older = subject(1, tags="a")
    sibling = subject(2, tags="a", series="leaving")
    post = subject(3, tags="a", series="leaving", apart=(older.place, None))

    assert found([older, sibling, post, subject(4, tags="a")])[3] == [4]


def test_a_draft_is_related_to_nothing_and_others_are_related_to_it():
    posts = [subject(1, tags="a"), subject(2, tags="a", is_published=False), subject(3, tags="a")]

    assert found(posts) == {1: [3], 2: [1, 3], 3: [1]}


def test_a_draft_without_a_date_is_the_newest():
    place = (datetime.max.replace(tzinfo=UTC), "00099.md")
    draft = subject(1, tags="a", is_published=False)._replace(place=place)

    assert found([subject(1, tags="a"), subject(2, tags="a"), draft])[99] == [2, 1]


@pytest.mark.parametrize(
    ("common", "telling"),
    [
        ("because there would always something", NOTES),
        ("weil dort immer irgendetwas würde", "Thermometer Kalibrierung Laboratorium"),
        ("потому всегда который", "термометр калибровка лаборатория"),
        ("のはですからまして", "温度計校正実験室"),
        ("לכן תמיד אשר", "מדחום כיול מעבדה"),
    ],
)
def test_words_of_everybody_tell_nothing_in_any_language(common, telling):
    posts = [subject(day, text=common) for day in range(20)]
    posts[2] = subject(2, text=f"{common} {telling}")
    posts[17] = subject(17, text=f"{common} {telling}")

    assert found(posts) == {day: {2: [17], 17: [2]}.get(day, []) for day in range(20)}


def test_a_tag_of_everybody_counts_less_than_one_of_two():
    posts = [subject(day, tags="all") for day in range(20)]
    posts[5] = subject(5, tags="all rare")
    posts[9] = subject(9, tags="all rare")

    assert found(posts)[5][0] == 9


def test_who_has_every_tag_goes_with_nobody_in_particular():
    everything = subject(2, tags="a " + " ".join(f"t{n}" for n in range(50)))

    assert found([subject(1, tags="a"), everything, subject(9, tags="a")])[1] == [9, 2]


CORPUS = st.lists(
    st.builds(
        lambda tags, text, is_published: (" ".join(tags), " ".join(text), is_published),
        st.sets(st.sampled_from("abcd"), max_size=3),
        st.lists(
            st.sampled_from(["alpha", "beech", "cedar", "daisy", "elder", "fern"]), max_size=5
        ),
        st.booleans(),
    ),
    max_size=30,
)


def subjects_of(corpus):
    return [
        subject(day, tags=tags, text=text, is_published=is_published)
        for day, (tags, text, is_published) in enumerate(corpus)
    ]


@given(CORPUS, st.randoms(use_true_random=False))
def test_the_order_in_which_posts_are_read_does_not_matter(corpus, random):
    posts = subjects_of(corpus)
    shuffled = random.sample(posts, len(posts))

    assert find_related(shuffled) == find_related(posts)


@given(CORPUS)
def test_only_other_published_posts_are_given(corpus):
    posts = subjects_of(corpus)
    public = {post.path for post in posts if post.is_published}

    for path, others in find_related(posts).items():
        assert set(others) <= public - {path}
        assert len(set(others)) == len(others)


WORDS = [f"{a}{b}{c}word" for a in "abcdefgh" for b in "klmnop" for c in "stuv"]


def large(number):
    """Many posts, all of one tag, and with words of a few."""
    random = Random(1)
    return [
        subject(day, tags=f"all t{day % 7}", text=" ".join(random.sample(WORDS, FEW)))
        for day in range(number)
    ]


@pytest.mark.parametrize("change", ["words", "tags", "away", "new"])
def test_an_edit_changes_what_goes_with_few_others_however_many_there_are(change):
    """The bound: those around it in time, and those near it under what it has and what it had."""
    posts = large(600)
    changed = [*posts]
    if change == "away":
        del changed[300]
    elif change == "new":
        place = (posts[300].place[0], "00300b.md")
        changed.append(speaking(subject(301, tags="all t3"), posts[299].said.all, "new"))
        changed[-1] = changed[-1]._replace(place=place)
    elif change == "tags":
        changed[300] = posts[300]._replace(tags=("all", "t1", "t2"))
    else:
        changed[300] = posts[300]._replace(post=posts[10].post, stamp=posts[10].stamp)

    before, after = find_related(posts), find_related(changed)
    others = (before.keys() & after.keys()) - {posts[300].path}
    touched = [path for path in others if before[path] != after[path]]

    assert len(touched) <= 2 * (AROUND + (WINDOW + 1) * 2 * (3 + FEW)) < 600
    assert len(touched) < 150


def test_the_work_is_in_proportion_to_the_posts(monkeypatch):
    """Counted are the posts that are looked at as possibly related, of which each has a bounded number."""
    looked = []
    score = choosing._score  # noqa: SLF001
    monkeypatch.setattr(
        choosing, "_score", lambda post, *rest: looked.append(post.place) or score(post, *rest)
    )

    posts = [subject(day, tags="all", text="the same words over again") for day in range(2_000)]
    find_related(posts)

    assert max(map(looked.count, [post.place for post in posts[:1_000:100]])) <= 2 * WINDOW
    assert len(looked) <= 2 * WINDOW * 2_000


def test_the_same_goes_with_posts_that_are_looked_at_piece_by_piece(monkeypatch):
    """By several processes, too, as plugins.speed shares them out."""
    posts = [
        subject(day, tags=f"t{day % 7} t{day % 5}", text=f"{chr(97 + day % 9) * 4} word " * 2)
        for day in range(90)
    ]
    posts[40:44] = [one._replace(is_published=False) for one in posts[40:44]]
    whole = find_related(posts)
    monkeypatch.setattr(related, "_AT_ONCE", 4)
    monkeypatch.setattr(related, "_MANY", 1)

    table = Table(posts, lambda work, pieces: share_out(pieces, work, processes=2))

    assert find_related(posts) == whole
    assert dict(zip(whole, table.related(), strict=True)) == whole


def test_a_post_of_countless_tags_and_words_is_bounded_too():
    tags = " ".join(f"t{n}" for n in range(1_000))
    text = " ".join(
        f"{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{chr(97 + n // 676)}ing" for n in range(5_000)
    )
    table = Table([subject(day, tags=tags, text=text) for day in range(4)])

    assert len(table.shelves) <= MOST_TAGS + LISTED


@given(st.text(), st.text())
def test_what_a_post_says_is_the_same_again_when_it_was_a_text(text, heading):
    said = words_said(text, heading=heading)

    assert Said.parse(said.text) == said
