from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsletters import START

from plugins.newsletter.ledger.sighting import OLD, Seen, Sighting, lacking, look
from plugins.newsletter.model import Post


def make_post(number, *, age=timedelta(0), **changes):
    values = {
        "id": f"urn:{number}",
        "url": f"https://ana.example/{number}.html",
        "title": f"Post {number}",
        "published": START - age,
    }
    return Post(**{**values, **changes})


def make_seen(number, *, counted=START, is_gone=False):
    return Seen(
        id=f"urn:{number}", seq=number, url=f"https://ana.example/{number}.html",
        title=f"Post {number}", published=START, counted=counted, is_gone=is_gone,
    )  # fmt: skip


def glance(posts, *known, is_first=False, is_whole=True):
    return look(
        posts, {seen.id: seen for seen in known}, now=START, is_first=is_first, is_whole=is_whole
    )


def ids(posts):
    return [post.id for post in posts]


def test_what_was_never_seen_is_new_in_the_order_of_publication():
    posts = [
        make_post(1, age=timedelta(hours=1)),
        make_post(2, age=timedelta(hours=2)),
        make_post(3),
    ]

    assert ids(glance(posts).new) == ["urn:2", "urn:1", "urn:3"]


def test_the_first_look_holds_everything_back():
    sighting = glance([make_post(1), make_post(2, age=timedelta(days=900))], is_first=True)

    assert (sighting.new, ids(sighting.held)) == ((), ["urn:2", "urn:1"])


@pytest.mark.parametrize(
    ("age", "is_new"),
    [
        (timedelta(0), True),
        (OLD - timedelta(seconds=1), True),
        (OLD, False),
        (timedelta(days=5000), False),
        (-timedelta(days=3), True),
    ],
)
def test_what_is_dated_long_before_it_is_seen_is_held_back(age, is_new):
    sighting = glance([make_post(1, age=age)])

    assert (ids(sighting.new), ids(sighting.held)) == (
        (["urn:1"], []) if is_new else ([], ["urn:1"])
    )


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        ({"title": "Another"}, True),
        ({"url": "https://ana.example/x.html"}, True),
        ({"age": timedelta(days=40)}, True),
        ({"content": "x"}, False),
    ],
    ids=str,
)
def test_an_edit_makes_nothing_new(change, is_kept):
    post = make_post(1, **change)

    assert glance([post], make_seen(1)) == Sighting(changed=(post,) if is_kept else ())


def test_a_new_id_at_a_known_address_is_a_known_post():
    sighting = glance([make_post(1, id="urn:new")], make_seen(1))

    assert sighting == Sighting(renamed=(("urn:1", "urn:new"),))


def test_a_new_post_at_the_address_of_one_that_moved_is_new():
    """The old one is still there, by its id, at another address."""
    moved = make_post(1, url="https://ana.example/moved.html")
    sighting = glance([moved, make_post(2, url="https://ana.example/1.html")], make_seen(1))

    assert (ids(sighting.new), sighting.renamed) == (["urn:2"], ())


def test_what_left_the_feed_is_gone_and_may_come_back():
    assert glance([make_post(2)], make_seen(1), make_seen(2)).gone == ("urn:1",)
    assert glance([make_post(1)], make_seen(1, is_gone=True)).back == ("urn:1",)
    assert glance([], make_seen(1, is_gone=True)) == Sighting()


def test_of_a_feed_that_was_not_read_to_its_end_nothing_is_gone():
    assert glance([make_post(2)], make_seen(1), make_seen(2), is_whole=False).gone == ()


def test_a_post_that_is_gone_and_comes_back_under_another_id_is_not_new():
    sighting = glance([make_post(1, id="urn:new")], make_seen(1, is_gone=True))

    assert (sighting.new, sighting.renamed, sighting.back) == (
        (),
        (("urn:1", "urn:new"),),
        ("urn:new",),
    )


posts = st.lists(
    st.builds(
        make_post,
        st.integers(1, 6),
        age=st.sampled_from([timedelta(0), timedelta(days=3), timedelta(days=99)]),
        url=st.sampled_from([f"https://ana.example/{number}.html" for number in range(1, 7)]),
    ),
    max_size=6,
    unique_by=(lambda post: post.id, lambda post: post.url),
)
known = st.lists(
    st.builds(
        make_seen, st.integers(1, 6), counted=st.sampled_from([None, START]), is_gone=st.booleans()
    ),
    max_size=6,
    unique_by=lambda seen: seen.id,
)


@given(posts, known, st.booleans(), st.booleans())
def test_every_post_is_known_or_new_or_held_and_no_two_at_once(posts, known, is_first, is_whole):
    sighting = glance(posts, *known, is_first=is_first, is_whole=is_whole)

    before = {seen.id for seen in known}
    found = ids(sighting.new) + ids(sighting.held) + [new for _old, new in sighting.renamed]
    assert sorted(found) == sorted({post.id for post in posts} - before)
    assert not set(sighting.gone) & set(sighting.back)
    assert {old for old, _new in sighting.renamed} <= before - {post.id for post in posts}


@pytest.mark.parametrize(
    ("mark", "up_to", "wanted"),
    [
        (0, None, [1, 2, 5]),
        (1, None, [2, 5]),
        (2, None, [5]),
        (5, None, []),
        (0, 4, [1, 2]),
        (0, 0, []),
    ],
)
def test_what_a_reader_lacks_is_what_counts_and_is_there_after_their_mark(mark, up_to, wanted):
    known = [
        make_seen(5), make_seen(2), make_seen(1), make_seen(3, counted=None), make_seen(4, is_gone=True),
    ]  # fmt: skip

    assert [seen.seq for seen in lacking(known, mark, up_to=up_to)] == wanted
